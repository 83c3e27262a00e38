// huandu/go-sqlbuilder: builders are objects that their methods change; `Build` makes a text of one, which goes to a handle.
// Conditions are texts that a builder's own methods make, with its arguments bound. render.ts writes what they say.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { extend, isQuery, type QueryChain, type QueryValue } from '../../library/query-cell.ts'
import { basic, STRING, type Type } from '../../types.ts'
import { isModel, join, type ModelValue, options, text, typed, type Value } from '../../values.ts'
import { words } from '../../walk.ts'

const PACKAGE = 'github.com/huandu/go-sqlbuilder'
const QUERY = 'sqlbuilderQuery'
/** A builder's text. */
export const BUILT = 'sqlbuilder'
/** A condition, an assignment or another part of one. */
export const PART = 'sqlbuilderPart'

const external = (name: string): Type => ({ kind: 'external', package: PACKAGE, name })
const pointer = (name: string): Type => ({ kind: 'pointer', of: external(name) })
const ARGS = typed({ kind: 'slice', of: basic('any') })

/** Functions that begin a builder with a call of its own. */
const STARTS: Readonly<Record<string, string>> = {
  Select: 'SelectBuilder',
  Update: 'UpdateBuilder',
  InsertInto: 'InsertBuilder',
  InsertIgnoreInto: 'InsertBuilder',
  ReplaceInto: 'InsertBuilder',
  DeleteFrom: 'DeleteBuilder',
  Union: 'UnionBuilder',
  UnionAll: 'UnionBuilder',
  SelectFrom: 'SelectBuilder',
}
const PARTS = new Set(
  (
    'Equal E EQ NotEqual NE NEQ GreaterThan GT G GreaterEqualThan GTE GE LessThan LT L LessEqualThan LTE LE In NotIn Like NotLike ILike ' +
    'NotILike IsNull IsNotNull Between NotBetween Or And Not Exists NotExists Any All Some Var IsDistinctFrom IsNotDistinctFrom ' +
    'Assign Incr Decr Add Sub Mul Div As BuilderAs Raw List Tuple'
  ).split(' '),
)
const FLAVORS = /^(DefaultFlavor|MySQL|PostgreSQL|SQLite|SQLServer|CQL|ClickHouse|Presto|Oracle|Informix|Doris)$/
const NEUTRAL = /^(SetFlavor|Clone|Flavor|NumCol|NumValue|NumAssignment|TableNames|For|WithTag|WithoutTag|WithFieldMapper)$/

export const sqlbuilderModel: LibraryModel = {
  id: BUILT,
  packages: [PACKAGE, QUERY],
  chainTypes: ['SelectBuilder', 'InsertBuilder', 'UpdateBuilder', 'DeleteBuilder', 'UnionBuilder'],
  call(call) {
    const { name, receiver, on } = call
    const maker = /^New(\w+Builder)$/.exec(name)?.[1]
    if (maker && (!receiver || on === 'Flavor')) return builder(maker, [])
    if (!receiver || on === 'Struct') return start(call)
    if (on === 'Flavor') return undefined
    if (PARTS.has(name) && on !== 'UnionBuilder') return part(call)
    if (on === undefined || !on.endsWith('Builder')) return undefined
    return options(receiver)
      .map((r) => method(call, r))
      .reduce(join)
  },
  select: (value, name) => {
    if (value.kind !== 'package') return undefined
    const side = /^(Full|FullOuter|Inner|Left|LeftOuter|Right|RightOuter)Join$/.exec(name)?.[1]
    if (side) return text(side.replace('Outer', ' OUTER').toUpperCase())
    return FLAVORS.test(name) ? typed(external('Flavor')) : undefined
  },
}

function builder(type: string, calls: readonly BuilderCall[]): QueryValue {
  const cell = { value: { kind: 'model', model: 'queryChain', type: pointer(type), state: { calls }, size: calls.length } satisfies Value }
  const nobody: Value = { kind: 'nil', type: pointer(type) }
  return { kind: 'model', model: QUERY, type: pointer(type), state: { cell, root: nobody, transaction: false, models: [] } }
}

/** Package functions, and those of a struct whose fields are the columns. */
function start(call: LibraryCall): Value | undefined {
  const { name, receiver, args } = call
  const begun = STARTS[name.replace(/ForTag$/, '')]
  if (begun !== undefined) return builder(begun, receiver ? structCalls(call) : [entry(call)])
  if (PARTS.has(name)) return part(call)
  if (name === 'Buildf' || name === 'Build') return builder('Builder', [entry(call, 'Format')])
  if (name === 'NewStruct') return typed(pointer('Struct'))
  if (name === 'WithFlavor') return args[0]
  return NEUTRAL.test(name) ? receiver : undefined
}

/** `people.SelectFrom("people")`: the columns are the struct's, which is not looked at. */
function structCalls(call: LibraryCall): readonly BuilderCall[] {
  const name = call.name.replace(/ForTag$/, '')
  const table = call.args.slice(0, 1)
  const own = entry(call, name, table)
  const columns: BuilderCall = { name: 'Struct', args: [], words: [], at: call.expression.at }
  return name === 'SelectFrom' ? [{ ...own, name: 'From' }, columns] : [own, columns]
}

function entry(call: LibraryCall, name = call.name, args = call.args): BuilderCall {
  return { name, args: args.map(built), words: call.expression.args.map(words), at: call.expression.at }
}

/** A builder as it is at this moment. */
function built(value: Value): Value {
  if (value.kind === 'list') return { ...value, elements: value.elements.map(built) }
  return isQuery(value) ? options(value.state.cell.value).map(asText).reduce(join) : value
}

const asText = (chain: Value): Value => ({ ...(chain as ModelValue), model: BUILT, type: STRING })

function part(call: LibraryCall): Value {
  const state: QueryChain = { calls: [entry(call)] }
  return { kind: 'model', model: PART, type: STRING, state }
}

function method(call: LibraryCall, receiver: Value): Value {
  const { name, on = 'SelectBuilder', expression } = call
  // One that began out of view has what is added in view.
  const unseen: BuilderCall = {
    name: 'Unknown',
    args: [receiver],
    words: [words(expression.callee).replace(/\.\w+$/, '')],
    at: expression.at,
  }
  const query = isQuery(receiver) ? receiver : builder(on, [unseen])
  if (name === 'Build' || name === 'BuildWithFlavor') return { kind: 'tuple', elements: [built(query), ARGS] }
  if (name === 'String') return built(query)
  return NEUTRAL.test(name) ? query : extend(call, query, [entry(call)])
}

export const isBuilt = (value: Value): value is ModelValue => isModel(value, BUILT, PART)
