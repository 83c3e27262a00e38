// bun to the evaluator: a query is an object that its methods change, kept in a cell
// (query-cell.ts); a finisher sends what the cell holds. What SQL it is, data/bun says.

import { runArguments, runCallback } from '../evaluate/calls.ts'
import type { BuilderCall } from '../evaluate/events.ts'
import { basic, ERROR, pointerless, type Type } from '../types.ts'
import { join, type ModelValue, options, typed, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import type { LibraryCall, LibraryModel } from './model.ts'
import { chainOf, entry, extend, isQuery, isTransaction, type QueryValue, sendStatement, ways } from './query-cell.ts'
import { fill } from './struct-values.ts'

const BUN = 'github.com/uptrace/bun'
const QUERY = 'bunQuery'
/** `bun.In(ids)`, `bun.Ident(name)` … */
export const BUN_VALUE = 'bunValue'

const type = (name: string): Type => ({ kind: 'external', package: BUN, name })
const pointer = (name: string): Type => ({ kind: 'pointer', of: type(name) })
const standard = (name: string): Type => ({ kind: 'pointer', of: { kind: 'external', package: 'database/sql', name } })
const RESULT: Type = { kind: 'external', package: 'database/sql', name: 'Result' }
const pair = (value: Value): Value => ({ kind: 'tuple', elements: [value, typed(ERROR)] })

const HANDLES = new Set('DB Tx Conn IDB IConn'.split(' '))
const OPENERS =
  /^New(Select|Insert|Update|Delete|Raw|Values|Merge|CreateTable|DropTable|CreateIndex|DropIndex|TruncateTable|AddColumn|DropColumn)$/
const isQueryType = (name: string | undefined) => name !== undefined && /(?:Query|QueryBuilder)$/.test(name)
const FINISHERS = new Set('Scan Exec Count ScanAndCount Exists Rows'.split(' '))
/** Methods of the handle that take a text. */
const DIRECT = /^(Exec|Query|QueryRow|Prepare)(Context)?$/
const QUIET = new Set('Comment Err AppendQuery String Operation GetModel GetTableName DB Dialect FQN'.split(' '))

export const bunModel: LibraryModel = {
  id: 'bun',
  packages: [BUN, `${BUN}/schema`, QUERY],
  handleTypes: [
    ...HANDLES,
    ...'SelectQuery InsertQuery UpdateQuery DeleteQuery RawQuery ValuesQuery MergeQuery CreateTableQuery QueryBuilder'.split(' '),
  ],
  call(call) {
    if (!call.receiver) return packageFunction(call)
    const results = options(call.receiver).map((receiver) => method(call, receiver))
    return results.every((r) => r === undefined) ? undefined : results.map((r) => r ?? typed(ERROR)).reduce(join)
  },
  errors: (name, on) => {
    if (isQueryType(on)) return FINISHERS.has(name) ? 'database' : undefined
    if (on === undefined || !HANDLES.has(on)) return undefined
    return DIRECT.test(name) || /^(RunInTx|Commit|Begin|BeginTx|ResetModel)$/.test(name) ? 'database' : undefined
  },
}

function packageFunction({ name, args, expression }: LibraryCall): Value | undefined {
  if (name === 'NewDB') return typed(pointer('DB'))
  if (/^New\w+Query$/.test(name)) return undefined
  if (/^(In|Ident|Safe|Name|SafeQuery|NullZero|List|Tuple|Array|UnsafeIdent)$/.test(name))
    return { kind: 'model', model: BUN_VALUE, type: type(name), state: { name, args, words: expression.args.map(words) } }
  return undefined
}

function method(call: LibraryCall, receiver: Value): Value | undefined {
  const { name } = call
  const at = pointerless(typeOf(receiver))
  const on = at.kind === 'external' ? at.name : call.on
  const opened = OPENERS.exec(name)
  if (opened) return open(call, receiver, opened[1] ?? '')
  if (on !== undefined && HANDLES.has(on)) return onHandle(call, receiver, on)
  if (!isQueryType(on)) return undefined
  if (name === 'Conn' || !QUIET.has(name)) return onQuery(call, queryOf(receiver, on ?? ''))
  return name === 'Comment' || name === 'Err' ? receiver : undefined
}

function query(calls: Value, root: Value, transaction: boolean, typeName: string, models: Value[] = []): QueryValue {
  return { kind: 'model', model: QUERY, type: pointer(typeName), state: { cell: { value: calls }, root, transaction, models } }
}

const chain = (calls: readonly BuilderCall[]) => chainOf(calls, type('Query'))

function open(call: LibraryCall, receiver: Value, verb: string): Value {
  const from = isQuery(receiver) ? receiver.state : undefined
  const root = from?.root ?? receiver
  return query(chain([entry(call, `New${verb}`)]), root, from?.transaction ?? isTransaction(receiver), `${verb}Query`)
}

/** A query under way; one that comes from out of view begins here. */
function queryOf(receiver: Value, typeName: string): QueryValue {
  if (isQuery(receiver)) return receiver
  const verb = typeName === 'QueryBuilder' ? 'Select' : typeName.replace(/Query$/, '')
  const calls = [`New${verb}`, 'Elsewhere'].map((name): BuilderCall => ({ name, args: [], words: [], at: 0 }))
  return query(chain(calls), receiver, false, typeName)
}

function onQuery(call: LibraryCall, on: QueryValue): Value | undefined {
  const { name, args, run, frame, site } = call
  const { state } = on
  const typeName = (pointerless(on.type) as { name?: string }).name ?? ''
  const fresh = () =>
    query(chain([{ name: 'NewPart', args: [], words: [], at: call.expression.at }]), state.root, state.transaction, typeName)
  switch (name) {
    case 'Apply':
    case 'ApplyQueryBuilder': {
      for (const fn of args) {
        runCallback(run, frame, fn, [on], site)
        if (!options(fn).some((o) => o.kind === 'function')) extend(call, on, [entry(call, 'Apply', [])])
      }
      return on
    }
    case 'QueryBuilder':
    case 'Unwrap':
      return on
    case 'Clone':
      return query(state.cell.value, state.root, state.transaction, typeName, [...state.models])
    case 'WhereGroup':
    case 'Relation': {
      const [first, fn] = args
      if (!fn) return extend(call, on, [entry(call)])
      const part = fresh()
      runCallback(run, frame, fn, [part], site)
      return extend(call, on, [entry(call, name, first ? [first, part] : [part])])
    }
    case 'RelationWithOpts': {
      const fn = args[1]?.kind === 'instance' ? args[1].fields.get('Apply')?.value : undefined
      const part = fresh()
      if (fn) runCallback(run, frame, fn, [part], site)
      return extend(call, on, [entry(call, 'Relation', args[0] ? [args[0], part] : [])])
    }
    case 'Conn': {
      const [handle] = args
      const transaction = state.transaction || (handle !== undefined && isTransaction(handle))
      return query(state.cell.value, handle ?? state.root, transaction, typeName, state.models)
    }
  }
  if (name === 'Model') state.models.push(...args)
  if (!FINISHERS.has(name)) return /^[A-Z]/.test(name) ? extend(call, on, [entry(call)]) : undefined
  for (const calls of ways(call, on, entry(call))) {
    sendStatement(call, 'bun', calls, state.root, state.transaction)
    fillModels(call, state.models, /^New(Select|Raw)$/.test(calls[0]?.name ?? ''))
    if (calls[0]?.name === 'NewCreateTable') collect(call, 'bun.createTable', calls.findLast((c) => c.name === 'Model')?.args ?? [])
  }
  if (name === 'Scan') return typed(ERROR)
  if (name === 'Count' || name === 'ScanAndCount') return pair(typed(basic('int')))
  if (name === 'Exists') return pair(typed(basic('bool')))
  return pair(typed(name === 'Rows' ? standard('Rows') : RESULT))
}

/** A query fills its destinations; where it has none, its model. */
function fillModels(call: LibraryCall, models: readonly Value[], reads: boolean): void {
  const destinations = call.args.slice(1)
  for (const value of destinations.length > 0 ? destinations : models)
    for (const option of options(value)) if (option.kind === 'instance') fill(call.run, option, !reads)
}

function onHandle(call: LibraryCall, receiver: Value, on: string): Value | undefined {
  const { name, args, run, frame, site } = call
  const tx = (): ModelValue => ({ kind: 'model', model: 'bunTx', type: type('Tx'), state: { transaction: true } })
  if (DIRECT.test(name)) {
    const given = name.endsWith('Context') ? args.slice(1) : args
    const skipped = args.length - given.length
    const raw = { ...entry(call, 'NewRaw', given), words: call.expression.args.slice(skipped).map(words) }
    if (!name.startsWith('Prepare')) sendStatement(call, 'bun', [raw, entry(call, 'Exec', [])], receiver, isTransaction(receiver))
    else sendStatement(call, 'bun', [raw, entry(call, 'Prepare', [])], receiver, isTransaction(receiver))
    if (name.startsWith('QueryRow')) return typed(standard('Row'))
    return pair(typed(name.startsWith('Exec') ? RESULT : name.startsWith('Query') ? standard('Rows') : type('Stmt')))
  }
  switch (name) {
    case 'Begin':
    case 'BeginTx':
      return pair(tx())
    case 'RunInTx': {
      const callback = args[2]
      if (callback)
        runCallback(run, frame, callback, [typed({ kind: 'external', package: 'context', name: 'Context' }), tx()], {
          ...site,
          inTransaction: true,
        })
      return typed(ERROR)
    }
    case 'Conn':
      return on === 'DB' ? pair(typed(type('Conn'))) : undefined
    case 'Commit':
    case 'Rollback':
      return typed(ERROR)
    case 'WithNamedArg':
      return receiver
    case 'ResetModel':
      for (const model of args.slice(1))
        sendStatement(
          call,
          'bun',
          [entry(call, 'NewCreateTable', []), entry(call, 'Model', [model]), entry(call, 'Exec', [])],
          receiver,
          false,
        )
      return typed(ERROR)
    default:
      runArguments(run, frame, args, site)
      return undefined
  }
}

function collect({ run }: LibraryCall, key: string, values: readonly Value[]): void {
  run.collected.set(key, [...((run.collected.get(key) as readonly Value[] | undefined) ?? []), ...values])
}
