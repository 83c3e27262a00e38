// xorm: a session gathers conditions in itself and sends them with its finisher, which empties it again; an engine opens a
// session for each chain. Conditions are texts, structs, or values of xorm.io/builder. render.ts writes what they say.

import { runArguments, runCallback } from '../../evaluate/calls.ts'
import type { BuilderCall } from '../../evaluate/events.ts'
import { assign } from '../../evaluate/frame.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import {
  chainOf,
  entry,
  extend,
  isQuery,
  isTransaction,
  type QueryChain,
  type QueryValue,
  sendStatement,
  ways,
} from '../../library/query-cell.ts'
import { fill, snapshot } from '../../library/struct-values.ts'
import { basic, ERROR, type Type } from '../../types.ts'
import { join, type ModelValue, options, typed, type Value } from '../../values.ts'
import { words } from '../../walk.ts'

const XORM = 'xorm.io/xorm'
const BUILDER = 'xorm.io/builder'
const QUERY = 'xormQuery'
/** A condition, or a statement, of xorm.io/builder. */
export const XORM_BUILT = 'xormBuilt'

const external = (path: string, name: string): Type => ({ kind: 'external', package: path, name })
const SESSION: Type = { kind: 'pointer', of: external(XORM, 'Session') }
const pair = (value: Value): Value => ({ kind: 'tuple', elements: [value, typed(ERROR)] })
const INT = typed(basic('int64'))

const HANDLES = new Set('Engine EngineGroup EngineInterface Interface Session'.split(' '))
/** What each gives beside its error. */
const FINISHERS: Readonly<Record<string, Value | undefined>> = {
  Get: typed(basic('bool')),
  Exist: typed(basic('bool')),
  Find: undefined,
  Iterate: undefined,
  FindAndCount: INT,
  Count: INT,
  Sum: typed(basic('float64')),
  SumInt: INT,
  Sums: typed({ kind: 'slice', of: basic('float64') }),
  SumsInt: typed({ kind: 'slice', of: basic('int64') }),
  Rows: typed({ kind: 'pointer', of: external(XORM, 'Rows') }),
  Insert: INT,
  InsertOne: INT,
  InsertMulti: INT,
  Update: INT,
  Delete: INT,
  Truncate: INT,
  Exec: typed(external('database/sql', 'Result')),
  Query: typed({ kind: 'slice', of: { kind: 'map', key: basic('string'), value: { kind: 'slice', of: basic('byte') } } }),
  QueryString: typed({ kind: 'slice', of: { kind: 'map', key: basic('string'), value: basic('string') } }),
  QueryInterface: typed({ kind: 'slice', of: { kind: 'map', key: basic('string'), value: basic('any') } }),
  QuerySliceString: typed({ kind: 'slice', of: { kind: 'slice', of: basic('string') } }),
}
const READS = /^(?:Get|Find|FindAndCount)$/
const STEPS =
  /^(?:Table|Alias|ID|Id|In|NotIn|Where|And|Or|SQL|Sql|Select|Cols|AllCols|MustCols|Distinct|Omit|Nullable|UseBool|Limit|Asc|Desc|OrderBy|Join|GroupBy|Having|Unscoped|NoAutoCondition|ForUpdate|Incr|Decr|SetExpr)$/
/** Settings that do not change the statement. */
const NEUTRAL =
  /^(?:Context|NoAutoTime|NoVersionCheck|StoreEngine|Charset|Cascade|NoCascade|NoCache|Prepare|Before|After|BufferSize|MustLogSQL|Conds)$/

export const xormModel: LibraryModel = {
  id: 'xorm',
  packages: [XORM, BUILDER, 'github.com/go-xorm/xorm', 'github.com/go-xorm/builder', 'github.com/xormplus/xorm', QUERY, XORM_BUILT],
  chainTypes: ['Session'],
  cursorTypes: ['Rows'],
  call(call) {
    if (call.package.endsWith('/builder') || call.package === XORM_BUILT) return built(call)
    if (!call.receiver) return /^(?:NewEngine|NewEngineWithParams|NewEngineWithDB)$/.test(call.name) ? pair(engine()) : undefined
    if (call.on !== undefined && !HANDLES.has(call.on)) return undefined
    const results = options(call.receiver).map((receiver) => method(call, receiver))
    return results.every((r) => r === undefined) ? undefined : results.map((r) => r ?? typed(ERROR)).reduce(join)
  },
  errors: (name, on) =>
    on !== undefined && HANDLES.has(on) && (name in FINISHERS || /^(?:Begin|Commit|Sync2?|Transaction|Ping)$/.test(name))
      ? 'database'
      : undefined,
}

const engine = (): Value => typed({ kind: 'pointer', of: external(XORM, 'Engine') })

function session(root: Value, transaction = false): QueryValue {
  return { kind: 'model', model: QUERY, type: SESSION, state: { cell: { value: chainOf([], SESSION) }, root, transaction, models: [] } }
}

function method(call: LibraryCall, receiver: Value): Value | undefined {
  const { name, args, run, frame, site } = call
  const query = () => (isQuery(receiver) ? receiver : session(receiver))
  if (NEUTRAL.test(name)) return isQuery(receiver) ? receiver : session(receiver)
  if (STEPS.test(name)) return extend(call, query(), [entry(call)])
  if (name in FINISHERS) return finish(call, query())
  switch (name) {
    case 'NewSession':
      return session(receiver)
    case 'Begin':
      if (isQuery(receiver)) receiver.state.transaction = true
      return typed(ERROR)
    case 'Commit':
    case 'Rollback':
      if (isQuery(receiver)) reset(call, receiver)
      return typed(ERROR)
    case 'Transaction': {
      const [callback] = args
      if (callback) runCallback(run, frame, callback, [session(receiver, true)], { ...site, inTransaction: true })
      return pair(typed(basic('any')))
    }
    case 'Sync':
    case 'Sync2':
    case 'CreateTables':
      run.collected.set('xorm.sync', [
        ...((run.collected.get('xorm.sync') as readonly Value[] | undefined) ?? []),
        ...args.map((a) => snapshot(a)),
      ])
      return typed(ERROR)
    default:
      runArguments(run, frame, args, site)
      return undefined
  }
}

function finish(call: LibraryCall, on: QueryValue): Value {
  const { name, args, run, frame, site } = call
  const { state } = on
  for (const calls of ways(call, on, entry(call)))
    sendStatement(call, 'xorm', calls, state.root, state.transaction || isTransaction(state.root))
  reset(call, on)
  if (READS.test(name)) for (const option of args[0] ? options(args[0]) : []) if (option.kind === 'instance') fill(run, option, false)
  if (name === 'Iterate' && args[1])
    runCallback(run, frame, args[1], [], { ...site, loopDepth: site.loopDepth + 1, loopBound: 'data', perElement: true })
  const value = FINISHERS[name]
  return value ? pair(value) : typed(ERROR)
}

/** What was gathered is gone. */
function reset(call: LibraryCall, { state }: QueryValue): void {
  assign(call.run, state.cell, chainOf([], SESSION))
}

/** Functions and methods of xorm.io/builder. */
function built(call: LibraryCall): Value | undefined {
  const { name, receiver, expression, args } = call
  const own: BuilderCall = { name, args: args.map((a) => snapshot(a)), words: expression.args.map(words), at: expression.at }
  const made = (calls: readonly BuilderCall[]): ModelValue => ({
    kind: 'model',
    model: XORM_BUILT,
    type: external(BUILDER, 'Cond'),
    state: { calls } satisfies QueryChain,
    size: calls.length,
  })
  if (!receiver) return /^[A-Z]/.test(name) ? made([own]) : undefined
  if (/^(?:ToSQL|ToBoundSQL|WriteTo|IsValid)$/.test(name)) return undefined
  return options(receiver)
    .map((r): Value => {
      const before =
        r.kind === 'model' && r.model === XORM_BUILT
          ? (r.state as QueryChain).calls
          : [{ name: 'Cond', args: [r], words: [words(expression.callee).replace(/\.\w+$/, '')], at: expression.at }]
      return made([...before, own])
    })
    .reduce(join)
}
