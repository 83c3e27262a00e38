// goqu: datasets and expressions are values that each call gives anew. One model stands for both: the calls that made it. A
// dataset becomes a text (ToSQL) or is sent by its executor; render.ts writes what it says.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { snapshot } from '../../library/struct-values.ts'
import { basic, ERROR, type Type } from '../../types.ts'
import { join, type ModelValue, options, typed, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { databaseSql } from '../database-sql/model.ts'
import { external, result } from '../text/model.ts'
import { send } from '../text/send.ts'

const PACKAGE = 'github.com/doug-martin/goqu'
export const GOQU = 'goqu'

/** The state of a dataset or an expression, on a value of model `goqu`. */
export interface GoquState {
  readonly calls: readonly BuilderCall[]
}

const DATABASES = /^(?:Database|TxDatabase|SQLDatabase|SQLTx)$/
const STARTS = /^(?:From|Select|Insert|Update|Delete|Truncate)$/
const SENDS = /^(Exec|Query|QueryRow|ScanStructs?|ScanVals?|Count|Pluck|Scanner)(Context)?$/

export const goquModel: LibraryModel = {
  id: GOQU,
  packages: [PACKAGE, `${PACKAGE}/exp`, `${PACKAGE}/exec`, 'gopkg.in/doug-martin/goqu', GOQU],
  handleTypes: ['Database', 'TxDatabase'],
  transactionTypes: ['TxDatabase'],
  chainTypes: ['SelectDataset', 'InsertDataset', 'UpdateDataset', 'DeleteDataset'],
  call(call) {
    const { name, receiver, on } = call
    if (!receiver) {
      if (name === 'New') return typed({ kind: 'pointer', of: external(PACKAGE, 'Database') })
      return /^[A-Z]/.test(name) ? made([entry(call)]) : undefined
    }
    if (on !== undefined && DATABASES.test(on)) return onDatabase(call)
    // `goqu.Dialect("postgres")` begins datasets as the package does.
    if (on === 'DialectWrapper' || isDialect(receiver)) return STARTS.test(name) ? made([entry(call)]) : undefined
    return options(receiver)
      .map((r) => method(call, r))
      .reduce(join)
  },
  errors: (name, on) => (on !== undefined && (SENDS.test(name) || /^(?:Begin|Commit|WithTx|ToSQL)$/.test(name)) ? 'database' : undefined),
}

const isDialect = (value: Value): boolean =>
  value.kind === 'model' && value.model === GOQU && (value.state as GoquState).calls[0]?.name === 'Dialect'

const made = (calls: readonly BuilderCall[], type: Type = external(GOQU, 'Dataset')): ModelValue => ({
  kind: 'model',
  model: GOQU,
  type,
  state: { calls } satisfies GoquState,
  size: calls.length,
})

const entry = ({ name, args, expression }: LibraryCall): BuilderCall => ({
  name,
  args: args.map((a) => snapshot(a)),
  words: expression.args.map(words),
  at: expression.at,
})

/** What began out of view has only what was added in view. */
function callsOf(receiver: Value, call: LibraryCall): readonly BuilderCall[] {
  if (receiver.kind === 'model' && receiver.model === GOQU) return (receiver.state as GoquState).calls
  return [{ name: 'Unknown', args: [receiver], words: [words(call.expression.callee).replace(/\.\w+$/, '')], at: call.expression.at }]
}

function method(call: LibraryCall, receiver: Value): Value {
  const { name, site, expression } = call
  const calls = callsOf(receiver, call)
  const whole = made(calls)
  if (name === 'ToSQL') return { kind: 'tuple', elements: [whole, typed({ kind: 'slice', of: basic('any') }), typed(ERROR)] }
  if (name === 'Executor' || name === 'Prepared' || name === 'WithDialect' || name === 'Clone') return whole
  const [, plain, context] = SENDS.exec(name) ?? []
  if (plain === undefined) return made([...calls, entry(call)])
  const one = /^(?:ScanStruct|ScanVal|Count)$/.test(plain)
  const counted =
    plain === 'Count'
      ? [...calls, entry(call)]
      : plain === 'Pluck'
        ? [...calls, { ...entry(call), args: call.args.slice(context ? 2 : 1) }]
        : calls
  send(call, GOQU, [{ name: one ? 'one' : 'text', args: [made(counted)], words: [words(expression.callee)], at: expression.at }], {
    ...site,
    inTransaction: site.inTransaction,
  })
  return given(plain)
}

function given(plain: string): Value {
  if (plain === 'Exec') return result(databaseSql, 'result')
  if (plain === 'Query' || plain === 'QueryRow') return result(databaseSql, plain === 'Query' ? 'rows' : 'row')
  if (plain === 'Count') return { kind: 'tuple', elements: [typed(basic('int64')), typed(ERROR)] }
  // Whether there was a row.
  if (plain === 'ScanStruct' || plain === 'ScanVal') return { kind: 'tuple', elements: [typed(basic('bool')), typed(ERROR)] }
  return typed(ERROR)
}

/** A handle begins datasets, and sends texts as they are. */
function onDatabase(call: LibraryCall): Value | undefined {
  const { name, args, expression } = call
  if (STARTS.test(name)) return made([entry(call)])
  if (name === 'Begin' || name === 'BeginTx')
    return { kind: 'tuple', elements: [typed({ kind: 'pointer', of: external(PACKAGE, 'TxDatabase') }), typed(ERROR)] }
  const [, plain, context] = SENDS.exec(name) ?? []
  if (plain === undefined) return undefined
  const at = (context ? 1 : 0) + (/^Scan/.test(plain) ? 1 : 0)
  for (const option of args[at] ? options(args[at]) : [])
    send(call, GOQU, [
      {
        name: /^(?:ScanStruct|ScanVal|QueryRow)$/.test(plain) ? 'one' : 'text',
        args: [option],
        words: [words(expression.args[at])],
        at: expression.at,
      },
    ])
  return given(plain)
}
