// squirrel: a statement is gathered call by call and sent by a runner, or made a text that goes to a handle. The chain is a
// value; render.ts writes what it says.

import { runArguments } from '../../evaluate/calls.ts'
import type { BuilderCall } from '../../evaluate/events.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { ERROR, type Type } from '../../types.ts'
import { join, type ModelValue, options, typed, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { databaseSql } from '../database-sql/model.ts'
import { external, result } from '../text/model.ts'
import { send } from '../text/send.ts'

const PACKAGE = 'github.com/Masterminds/squirrel'
const STARTS = /^(Select|Insert|Replace|Update|Delete|Case)$/
const EXPRESSIONS = /^(Expr|ConcatExpr|Alias)$/

/** The state of a chain, on a value of model `squirrel`. */
export interface SquirrelState {
  readonly calls: readonly BuilderCall[]
}

export const squirrelModel: LibraryModel = {
  id: 'squirrel',
  packages: [PACKAGE, 'github.com/lann/squirrel'],
  handleTypes: ['SelectBuilder', 'InsertBuilder', 'UpdateBuilder', 'DeleteBuilder'],
  call(call) {
    const { name, receiver, on } = call
    if (on === undefined || on === 'StatementBuilderType') {
      if (STARTS.test(name)) return chain(typeOfStart(name), [entry(call)])
      if (EXPRESSIONS.test(name))
        return { kind: 'model', model: 'squirrelExpression', type: external(PACKAGE, 'Sqlizer'), state: { calls: [entry(call)] } }
      return on === 'StatementBuilderType' && receiver ? receiver : undefined
    }
    if (!receiver || !/Builder$/.test(on)) return undefined
    return options(receiver)
      .map((r) => method(call, r))
      .reduce(join)
  },
  select: (value, name) =>
    value.kind === 'package' && name === 'StatementBuilder' ? typed(external(PACKAGE, 'StatementBuilderType')) : undefined,
  errors: (name, on) => (on?.endsWith('Builder') && /^(Exec|Query|Scan|ToSql)(Context)?$/.test(name) ? 'database' : undefined),
}

const typeOfStart = (name: string): Type => external(PACKAGE, `${name === 'Replace' ? 'Insert' : name}Builder`)

const chain = (type: Type, calls: readonly BuilderCall[]): ModelValue => ({
  kind: 'model',
  model: 'squirrel',
  type,
  state: { calls } satisfies SquirrelState,
  size: calls.length,
})

const entry = ({ name, args, expression }: LibraryCall): BuilderCall => ({
  name,
  args,
  words: expression.args.map(words),
  at: expression.at,
})

/** A chain that began out of view has only what was added in view. */
function callsOf(receiver: Value, call: LibraryCall): readonly BuilderCall[] {
  // What stands beside an error: `return SelectBuilder{}, err`.
  if (receiver.kind === 'instance' && receiver.fields.size === 0) return []
  if (receiver.kind !== 'model' || receiver.model !== 'squirrel')
    return [{ name: 'Unknown', args: [receiver], words: [words(call.expression.callee)], at: call.expression.at }]
  const { calls } = receiver.state as SquirrelState
  return receiver.narrowed ? [...calls, { name: 'Narrowed', args: [], words: [], at: call.expression.at }] : calls
}

function method(call: LibraryCall, receiver: Value): Value {
  const { name } = call
  const calls = callsOf(receiver, call)
  const type: Type = receiver.kind === 'model' ? receiver.type : external(PACKAGE, call.on ?? 'SelectBuilder')
  const whole = chain(type, calls)
  switch (name) {
    case 'ToSql':
      return { kind: 'tuple', elements: [whole, typed({ kind: 'slice', of: { kind: 'basic', name: 'any' } }), typed(ERROR)] }
    case 'MustSql':
      return { kind: 'tuple', elements: [whole, typed({ kind: 'slice', of: { kind: 'basic', name: 'any' } })] }
    case 'Exec':
    case 'ExecContext':
      return sent(call, whole, 'text', 'result')
    case 'Query':
    case 'QueryContext':
      return sent(call, whole, 'text', 'rows')
    case 'QueryRow':
    case 'QueryRowContext':
      return sent(call, whole, 'one', 'row')
    case 'Scan':
    case 'ScanContext':
      return sent(call, whole, 'one', 'error')
    case 'RunWith':
    case 'PlaceholderFormat':
      return whole
    default:
      runArguments(
        call.run,
        call.frame,
        call.args.filter((a) => a.kind === 'function'),
        call.site,
      )
      return chain(type, [...calls, entry(call)])
  }
}

function sent(call: LibraryCall, whole: ModelValue, name: 'text' | 'one', gives: 'result' | 'rows' | 'row' | 'error'): Value {
  const asked = send(call, 'squirrel', [{ name, args: [whole], words: [words(call.expression.callee)], at: call.expression.at }])
  return result(databaseSql, gives, asked)
}
