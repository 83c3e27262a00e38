// go-pg to the evaluator. Its successor's words are spoken from here on: a query gathers the steps that bun has, and its
// finisher says which kind of query that was. What SQL it is, data/bun says, with go-pg's own tags.

import { runArguments, runCallback } from '../evaluate/calls.ts'
import type { BuilderCall } from '../evaluate/events.ts'
import { basic, ERROR, pointerless, type Type } from '../types.ts'
import { join, type ModelValue, NIL, options, text, typed, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { BUN_VALUE } from './bun.ts'
import type { LibraryCall, LibraryModel } from './model.ts'
import { chainOf, entry, extend, isQuery, isTransaction, type QueryChain, type QueryValue, sendStatement } from './query-cell.ts'
import { fill } from './struct-values.ts'

const PG = 'github.com/go-pg/pg'
const QUERY = 'goPgQuery'

const external = (path: string, name: string): Type => ({ kind: 'external', package: path, name })
const QUERY_TYPE: Type = { kind: 'pointer', of: external(`${PG}/orm`, 'Query') }
const RESULT = external(`${PG}/orm`, 'Result')
const pair = (value: Value): Value => ({ kind: 'tuple', elements: [value, typed(ERROR)] })

const HANDLES = new Set('DB Tx Conn DBI'.split(' '))
/** Steps that go by another name in bun. */
const RENAMED: Readonly<Record<string, string>> = { Deleted: 'WhereDeleted', AllWithDeleted: 'WhereAllWithDeleted' }
const NEUTRAL = /^(Context|DB|New|Clone|AddQueryHook)$/

/** A finisher: bun's kind of query, the steps that it adds, and bun's finisher. */
const FINISHERS: Readonly<Record<string, readonly [verb: string, steps: readonly string[], finisher: string]>> = {
  Select: ['Select', [], 'Scan'],
  First: ['Select', ['Limit'], 'Scan'],
  Last: ['Select', ['Limit'], 'Scan'],
  SelectAndCount: ['Select', [], 'ScanAndCount'],
  SelectAndCountEstimate: ['Select', [], 'ScanAndCount'],
  SelectOrInsert: ['Select', [], 'Scan'],
  ForEach: ['Select', [], 'Scan'],
  Count: ['Select', [], 'Count'],
  CountEstimate: ['Select', [], 'Count'],
  Exists: ['Select', [], 'Exists'],
  Insert: ['Insert', [], 'Exec'],
  Update: ['Update', [], 'Exec'],
  UpdateNotZero: ['Update', ['OmitZero'], 'Exec'],
  UpdateNotNull: ['Update', ['OmitZero'], 'Exec'],
  Delete: ['Delete', [], 'Exec'],
  ForceDelete: ['Delete', ['ForceDelete'], 'Exec'],
  CreateTable: ['CreateTable', [], 'Exec'],
  DropTable: ['DropTable', [], 'Exec'],
}
/** Methods of the handle that take a text, after the model that they fill. */
const TEXTS = /^(Exec|ExecOne|Query|QueryOne)(Context)?$/

export const goPgModel: LibraryModel = {
  id: 'go-pg',
  packages: [PG, `${PG}/orm`, QUERY],
  handleTypes: [...HANDLES, 'Query'],
  transactionTypes: ['Tx'],
  call(call) {
    if (!call.receiver) return packageFunction(call)
    const results = options(call.receiver).map((receiver) => method(call, receiver))
    return results.every((r) => r === undefined) ? undefined : results.map((r) => r ?? typed(ERROR)).reduce(join)
  },
  errors: (name, on) =>
    on !== undefined &&
    (on === 'Query'
      ? name in FINISHERS
      : HANDLES.has(on) && (TEXTS.test(name) || /^(Insert|Update|Delete|Select|Begin|Commit|RunInTransaction)$/.test(name)))
      ? 'database'
      : undefined,
}

function packageFunction({ name, args, expression }: LibraryCall): Value | undefined {
  if (name === 'Connect') return typed({ kind: 'pointer', of: external(PG, 'DB') })
  return /^(In|InMulti|Ident|Safe|Array)$/.test(name)
    ? {
        kind: 'model',
        model: BUN_VALUE,
        type: external(PG, name),
        state: { name: name === 'InMulti' ? 'In' : name, args, words: expression.args.map(words) },
      }
    : undefined
}

function method(call: LibraryCall, receiver: Value): Value | undefined {
  const at = pointerless(typeOf(receiver))
  const on = at.kind === 'external' ? at.name : call.on
  if (isQuery(receiver) || on === 'Query')
    return onQuery(call, isQuery(receiver) ? receiver : query(receiver, [{ name: 'Elsewhere', args: [], words: [], at: 0 }]))
  return on !== undefined && HANDLES.has(on) ? onHandle(call, receiver) : undefined
}

function query(root: Value, calls: readonly BuilderCall[], models: Value[] = []): QueryValue {
  const state = { cell: { value: chainOf(calls, QUERY_TYPE) }, root, transaction: isTransaction(root), models }
  return { kind: 'model', model: QUERY, type: QUERY_TYPE, state }
}

function onQuery(call: LibraryCall, on: QueryValue): Value | undefined {
  const { name, args, run, frame, site } = call
  const { state } = on
  if (name === 'CreateTable') collect(call, state.models)
  if (name in FINISHERS) return finish(call, on)
  if (NEUTRAL.test(name)) return on
  const part = (fn: Value): QueryValue => {
    const inner = query(state.root, [{ name: 'NewPart', args: [], words: [], at: call.expression.at }])
    runCallback(run, frame, fn, [inner], site)
    return inner
  }
  switch (name) {
    case 'Apply':
      for (const fn of args) runCallback(run, frame, fn, [on], site)
      return on
    case 'WhereGroup':
    case 'WhereOrGroup':
      return args[0] ? extend(call, on, [entry(call, 'WhereGroup', [text(name === 'WhereGroup' ? ' AND ' : ' OR '), part(args[0])])]) : on
    case 'Relation':
      return extend(call, on, [entry(call, 'Relation', [...args.slice(0, 1), ...args.slice(1).map(part)])])
    case 'WhereIn':
    case 'WhereInMulti': {
      const list: Value = {
        kind: 'model',
        model: BUN_VALUE,
        type: external(PG, 'In'),
        state: { name: 'In', args: args.slice(1), words: call.expression.args.slice(1).map(words) },
      }
      return extend(call, on, [entry(call, 'Where', [args[0] ?? NIL, list])])
    }
    case 'OnConflict':
      return extend(call, on, [entry(call, 'On', [conflict(args[0]), ...args.slice(1)])])
    case 'Model':
      state.models.push(...args)
      return extend(call, on, [entry(call)])
    default:
      return /^[A-Z]/.test(name) ? extend(call, on, [entry(call, RENAMED[name] ?? name)]) : undefined
  }
}

/** `OnConflict("(id) DO UPDATE")` is bun's `On("CONFLICT (id) DO UPDATE")`. */
const conflict = (target: Value | undefined): Value =>
  target?.kind === 'string' ? { ...target, parts: ['CONFLICT ', ...target.parts] } : (target ?? NIL)

const plain = (name: string, call: LibraryCall, args: readonly Value[] = []): BuilderCall => ({
  name,
  args,
  words: [],
  at: call.expression.at,
})

function finish(call: LibraryCall, { state }: QueryValue): Value {
  const { name, args, run } = call
  const [verb, steps, finisher] = FINISHERS[name] ?? ['Select', [], 'Scan']
  for (const way of options(state.cell.value)) {
    const { calls } = (way as ModelValue).state as QueryChain
    const added = steps.map((step) => plain(step, call, step === 'Limit' ? [{ kind: 'number', value: 1 }] : []))
    // bun's finishers get the context first.
    const last: BuilderCall = { ...entry(call, finisher), args: [NIL, ...(name === 'ForEach' ? [] : args)] }
    sendStatement(call, 'go-pg', [plain(`New${verb}`, call), ...calls, ...added, last], state.root, state.transaction)
  }
  for (const value of args.length > 0 ? args : state.models)
    for (const option of options(value)) if (option.kind === 'instance') fill(run, option, verb !== 'Select')
  if (name === 'ForEach' && args[0])
    runCallback(run, call.frame, args[0], [], { ...call.site, loopDepth: call.site.loopDepth + 1, loopBound: 'data', perElement: true })
  if (finisher === 'Count' || finisher === 'ScanAndCount') return pair(typed(basic('int')))
  if (finisher === 'Exists') return pair(typed(basic('bool')))
  return verb === 'Select' && name !== 'SelectOrInsert' ? typed(ERROR) : pair(typed(name === 'SelectOrInsert' ? basic('bool') : RESULT))
}

function onHandle(call: LibraryCall, receiver: Value): Value | undefined {
  const { name, args, run, frame, site } = call
  const tx = (): ModelValue => ({
    kind: 'model',
    model: 'goPgTx',
    type: { kind: 'pointer', of: external(PG, 'Tx') },
    state: { transaction: true },
  })
  if (name === 'Model' || name === 'ModelContext') {
    const given = name === 'Model' ? args : args.slice(1)
    return query(receiver, given.length > 0 ? [entry(call, 'Model', given)] : [], [...given])
  }
  if (TEXTS.test(name)) {
    const skipped = (name.endsWith('Context') ? 1 : 0) + (name.startsWith('Query') ? 1 : 0)
    const raw = { ...entry(call, 'NewRaw', args.slice(skipped)), words: call.expression.args.slice(skipped).map(words) }
    sendStatement(call, 'go-pg', [raw, plain('Exec', call)], receiver, isTransaction(receiver))
    return pair(typed(RESULT))
  }
  switch (name) {
    // Of one object, by its key.
    case 'Insert':
    case 'Update':
    case 'Delete':
    case 'ForceDelete':
    case 'Select': {
      const on = query(receiver, [entry(call, 'Model', args), ...(name === 'Insert' ? [] : [plain('WherePK', call)])], [...args])
      finish({ ...call, args: [] }, on)
      return typed(ERROR)
    }
    case 'CreateTable':
    case 'DropTable': {
      finish({ ...call, args: [] }, query(receiver, [entry(call, 'Model', args.slice(0, 1))]))
      if (name === 'CreateTable') collect(call, args.slice(0, 1))
      return typed(ERROR)
    }
    case 'Begin':
    case 'BeginContext':
      return pair(tx())
    case 'RunInTransaction': {
      const work = args[args.length - 1]
      if (work) runCallback(run, frame, work, [tx()], { ...site, inTransaction: true })
      return typed(ERROR)
    }
    case 'WithContext':
    case 'WithTimeout':
    case 'WithParam':
    case 'Conn':
      return receiver
    case 'Commit':
    case 'Rollback':
    case 'Close':
      return typed(ERROR)
    default:
      runArguments(run, frame, args, site)
      return undefined
  }
}

/** Models of which tables are made. */
function collect({ run }: LibraryCall, models: readonly Value[]): void {
  const known = (run.collected.get('goPg.createTable') as readonly Value[] | undefined) ?? []
  run.collected.set('goPg.createTable', [...known, ...models])
}
