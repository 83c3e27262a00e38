// What association mode writes: association.go, and DeleteBeforeAssociations of callbacks/delete.go.

import { typed, type Value } from '../../values.ts'
import type { Output } from '../finish.ts'
import { keyed, type Owner, polymorphic, tableOf } from './association-parts.ts'
import { saveAfter, saveBefore } from './associations.ts'
import { type Chain, createChain, selection, settle } from './chain.ts'
import { not, type Var } from './clauses.ts'
import { outputOf } from './output.ts'
import { type Reflected, reflect } from './reflect.ts'
import type { Schema } from './schema.ts'
import { buildDelete, buildUpdate } from './update.ts'

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
export function append({ chain, relation, value }: Owner, args: readonly Value[]): readonly Output[] {
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
export function replace(owner: Owner, args: readonly Value[]): readonly Output[] {
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
export function remove({ chain, relation, many }: Owner, args: readonly Value[]): readonly Output[] {
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
