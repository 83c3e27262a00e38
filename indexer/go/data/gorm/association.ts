// Association mode: association.go. `Model(&user).Association("Languages")` and then Find, Count, Append, Replace, Delete, Clear.

import type { BuilderCall } from '../../evaluate/events.ts'
import { typed, type Value } from '../../values.ts'
import { saveAfter, saveBefore } from './associations.ts'
import { type Chain, createChain, selection, settle } from './chain.ts'
import { type Expression, made, not, quoteName, raw, type Scope, type Var, writeWhere } from './clauses.ts'
import { buildConditions } from './conditions.ts'
import { boundOf, type Output, outputOf } from './output.ts'
import { buildQuery } from './query.ts'
import { type Reflected, reflect } from './reflect.ts'
import type { Relation } from './relations.ts'
import type { Schema } from './schema.ts'
import { buildDelete, buildUpdate } from './update.ts'

export function associationStatements(chain: Chain, { name, args, words }: BuilderCall): readonly Output[] {
  const { session } = chain
  const model = chain.model ? reflect(session, chain.model) : undefined
  const relation = model?.schema?.relations().all.get(chain.association)
  if (!model || !relation) {
    chain.failed = model?.schema
      ? `${chain.association} is no relation of ${model.schema.name}`
      : 'an association of a model that is not known'
    return [outputOf(chain, '', 'association')]
  }
  const owner: Owner = { chain, relation, many: model.shape === 'slice', value: model.value }
  switch (name.slice('Association.'.length)) {
    case 'Find': {
      const query = related(owner)
      query.where.push(...buildConditions(query, args.slice(1), words.slice(1)))
      query.dest = args[0]
      const reflected = settle(query)
      if (relation.join && query.selects.length === 0) query.selects = relation.target.dbNames.map((c) => `"${query.table}"."${c}"`)
      return [
        outputOf(query, query.failed === undefined ? buildQuery(query, reflected) : '', 'association', boundOf({ ...query, where: [] })),
      ]
    }
    case 'Count': {
      const query = related(owner)
      settle(query)
      return [outputOf(query, query.failed === undefined ? buildQuery(query, undefined, raw('count(*)')) : '', 'association', 'aggregate')]
    }
    case 'Append':
      return relation.kind === 'hasOne' || relation.kind === 'belongsTo' ? replace(owner, args) : append(owner, args)
    case 'Replace':
      return replace(owner, args)
    case 'Clear':
      return replace(owner, [])
    default:
      return remove(owner, args)
  }
}

interface Owner {
  readonly chain: Chain
  readonly relation: Relation
  readonly many: boolean
  readonly value: Value
}

const keyVar = (size: number): Var => (size === 1 ? made : { kind: 'list', items: Array.from({ length: size }, () => made), open: false })

function keyed(table: string, names: readonly string[], many: boolean): Expression {
  return { kind: 'in', columns: names.map((name) => ({ name, ...(table && { table }) })), values: [keyVar(names.length)], open: many }
}

const tableOf = (schema: Schema) => schema.tables[0] ?? ''

function polymorphic(relation: Relation, table: string): readonly Expression[] {
  return relation.references.flatMap((r): Expression[] =>
    r.primary
      ? []
      : [
          {
            kind: 'compare',
            op: '=',
            column: { name: r.foreign.dbName, ...(table && { table }) },
            value: { kind: 'value', value: { kind: 'string', parts: [r.value] } },
          },
        ],
  )
}

/** The chain on the other side's model, with the relation as a condition. */
function related({ chain, relation, many }: Owner): Chain {
  const { target, join, references } = relation
  const query: Chain = { ...chain, where: [...chain.where], schema: undefined, model: typed({ kind: 'slice', of: target.type }) }
  if (!join) {
    const names = references.flatMap((r) => (r.primary ? [r.own ? r.foreign.dbName : r.primary.dbName] : []))
    query.where.push(...polymorphic(relation, tableOf(target)), keyed(tableOf(target), names, many))
    return query
  }
  const joinTable = tableOf(join)
  const scope: Scope = { session: chain.session, table: tableOf(target), schema: target }
  const on: Expression[] = references.flatMap((r): Expression[] =>
    r.own || !r.primary
      ? []
      : [
          {
            kind: 'compare',
            op: '=',
            column: { table: joinTable, name: r.foreign.dbName },
            value: { kind: 'column', column: { table: tableOf(target), name: r.primary.dbName } },
          },
        ],
  )
  const own = references.flatMap((r) => (r.own ? [r.foreign.dbName] : []))
  query.fromJoins = [...chain.fromJoins, `JOIN ${quoteName(joinTable)} ON ${writeWhere(scope, [...on, keyed(joinTable, own, many)])}`]
  return query
}

/** A fresh chain on a model, with the settings of the association's. */
function on(chain: Chain, schema: Schema): Chain {
  const other = createChain(chain.session)
  other.unscoped = chain.unscoped
  other.skipHooks = true
  other.schema = schema
  other.table = tableOf(schema)
  return other
}

const NOTHING: Value = { kind: 'mapping', entries: [], type: { kind: 'unknown' }, open: false }

function send(chain: Chain, set: readonly (readonly [string, Var])[]): Output {
  chain.dest = NOTHING
  return outputOf(chain, buildUpdate(chain, { shape: 'map', value: NOTHING, schema: undefined }, set), 'association')
}

/** The values are put into the model, which is then updated with this association alone. */
function append({ chain, relation, value }: Owner, args: readonly Value[]): readonly Output[] {
  const { session } = chain
  const values = args.flatMap((a) => {
    const at = session.pick(a)
    return at.kind === 'list' && !at.open ? at.elements : [at]
  })
  if (values.length === 0) return []
  const single = relation.kind === 'belongsTo' || relation.kind === 'hasOne'
  const [first] = values
  const carried: Value = single && first ? first : { kind: 'list', elements: values, type: relation.field.type, open: false }
  const keys = relation.schema.primary.map((f) => [f.name, { value: typed(f.type) }] as const)
  const model: Value = {
    kind: 'instance',
    type: relation.schema.type,
    fields: new Map([...keys, [relation.field.name, { value: carried }]]),
    at: value.kind === 'instance' ? value.at : 0,
  }
  const update = createChain(session)
  update.unscoped = chain.unscoped
  update.dest = model
  update.selects = [relation.name, ...relation.references.flatMap((r) => (r.own ? [] : [r.foreign.name])), ...chain.selects]
  update.omits = [...chain.omits]
  const reflected = settle(update)
  if (!reflected || update.failed !== undefined) return [outputOf(update, '', 'association')]
  for (const r of relation.references) if (relation.kind === 'belongsTo') model.fields.set(r.foreign.name, { value: typed(r.foreign.type) })
  const before = saveBefore(update, reflected, false)
  const sql = buildUpdate(update, reflected)
  const changes = sql === '' ? [] : [outputOf(update, sql, 'association')]
  return [...before, ...changes, ...saveAfter(update, reflected, false)]
}

/** Several values, or a list of who knows how many. */
function isMany(chain: Chain, args: readonly Value[]): boolean {
  const [only] = args
  return args.length !== 1 || !only || reflect(chain.session, only).shape === 'slice'
}

/** Append, and then what is not among the values is let go. Without values: all are. */
function replace(owner: Owner, args: readonly Value[]): readonly Output[] {
  const { chain, relation, many } = owner
  const { target, join, references, schema } = relation
  const outputs = [...append(owner, args)]
  const own = references.flatMap((r) => (r.own ? [r.foreign.dbName] : []))
  const clear = (names: readonly string[]) => names.map((name): [string, Var] => [name, { kind: 'nil' }])
  if (relation.kind === 'belongsTo') {
    if (args.length > 0) return outputs
    const update = on(chain, schema)
    update.where.push(
      keyed(
        '',
        schema.primary.map((f) => f.dbName),
        many,
      ),
    )
    return [send(update, clear(references.map((r) => r.foreign.dbName)))]
  }
  if (join) {
    const rest = on(chain, join)
    rest.where.push(keyed(tableOf(join), own, many))
    const theirs = references.flatMap((r) => (r.own || !r.primary ? [] : [r.foreign.dbName]))
    if (args.length > 0) rest.where.push(not([keyed(tableOf(join), theirs, isMany(chain, args))]))
    outputs.push(outputOf(rest, buildDelete(rest, NO_VALUE), 'association'))
    return outputs
  }
  const rest = on(chain, target)
  if (args.length > 0)
    rest.where.push(
      not([
        keyed(
          tableOf(target),
          target.primary.map((f) => f.dbName),
          isMany(chain, args),
        ),
      ]),
    )
  rest.where.push(...polymorphic(relation, ''), keyed(tableOf(target), own, many))
  outputs.push(chain.unscoped ? outputOf(rest, buildDelete(rest, NO_VALUE), 'association') : send(rest, clear(own)))
  return outputs
}

/** `Select("Items").Delete(&order)`: what is selected goes first. */
export function deleteBefore(chain: Chain, { schema, shape }: Reflected): readonly Output[] {
  if (!schema || chain.selects.length === 0) return []
  const { columns } = selection(chain, true, false)
  return [...schema.relations().all.values()].flatMap((relation) => {
    if (columns.get(relation.name) !== true || relation.kind === 'belongsTo') return []
    const side = relation.join ?? relation.target
    const rest = on(chain, side)
    const names = relation.references.flatMap((r) => (r.own ? [r.foreign.dbName] : []))
    rest.where.push(...polymorphic(relation, tableOf(side)), keyed(tableOf(side), names, shape === 'slice'))
    return [outputOf(rest, buildDelete(rest, NO_VALUE), 'association')]
  })
}

const NO_VALUE = { shape: 'other', value: NOTHING, schema: undefined } as const

/** Delete: the link is cut, the record stays. */
function remove({ chain, relation, many }: Owner, args: readonly Value[]): readonly Output[] {
  const { target, join, references, schema } = relation
  const own = references.flatMap((r) => (r.own ? [r.foreign.dbName] : []))
  const several = isMany(chain, args)
  const side = join ?? (relation.kind === 'belongsTo' ? schema : target)
  const change = on(chain, side)
  const table = tableOf(side)
  change.where.push(...polymorphic(relation, ''))
  if (join) {
    const theirs = references.flatMap((r) => (r.own || !r.primary ? [] : [r.foreign.dbName]))
    change.where.push(keyed(table, own, many), keyed(table, theirs, several))
    return [outputOf(change, buildDelete(change, NO_VALUE), 'association')]
  }
  const keys = side.primary.map((f) => f.dbName)
  const foreign = references.flatMap((r) => (r.primary ? [r.foreign.dbName] : []))
  if (relation.kind === 'belongsTo') change.where.push(keyed(table, keys, many), keyed(table, foreign, several))
  else change.where.push(keyed(table, own, many), keyed(table, keys, several))
  if (chain.unscoped && relation.kind !== 'belongsTo') return [outputOf(change, buildDelete(change, NO_VALUE), 'association')]
  return [
    send(
      change,
      foreign.map((name): [string, Var] => [name, { kind: 'nil' }]),
    ),
  ]
}
