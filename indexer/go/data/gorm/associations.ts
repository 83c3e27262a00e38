// What Create, Save and Updates write besides: callbacks/associations.go. Only relations that the value visibly carries.

import { UNKNOWN_TYPE } from '../../types.ts'
import { typed, type Value } from '../../values.ts'
import type { Output } from '../finish.ts'
import { fieldValue } from '../struct-values.ts'
import { type Chain, createChain, type OnConflict, type Selection, selection, settle } from './chain.ts'
import { ASSOCIATIONS, type Column } from './clauses.ts'
import { buildInsert } from './create.ts'
import type { Field } from './fields.ts'
import { outputOf } from './output.ts'
import type { Reflected } from './reflect.ts'
import type { Relation } from './relations.ts'
import type { Schema } from './schema.ts'

const DEPTH = 3

export const saveBefore = (chain: Chain, of: Reflected, creating: boolean, depth = 0): readonly Output[] =>
  save(chain, of, creating, depth, (r) => r.kind === 'belongsTo')

export const saveAfter = (chain: Chain, of: Reflected, creating: boolean, depth = 0): readonly Output[] =>
  save(chain, of, creating, depth, (r) => r.kind !== 'belongsTo')

function save(chain: Chain, of: Reflected, creating: boolean, depth: number, when: (r: Relation) => boolean): readonly Output[] {
  const { schema } = chain
  if (!schema || depth >= DEPTH) return []
  const elements = of.value.kind === 'list' ? of.value.elements : [of.value]
  if (!elements.some((e) => e.kind === 'instance')) return []
  const chosen = selection(chain, creating, !creating)
  const order = ['belongsTo', 'hasOne', 'hasMany', 'many2many']
  return [...schema.relations().all.values()]
    .filter((r) => when(r) && r.schema === schema)
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .flatMap((relation) => {
      if (!(chosen.columns.get(relation.name) ?? !chosen.restricted)) return []
      const carried = elements.flatMap((e) => carriedBy(chain, e, relation))
      return carried.length > 0 ? saveRelation(chain, relation, carried, chosen, depth) : []
    })
}

/** The related records that a value holds. */
function carriedBy(chain: Chain, element: Value, relation: Relation): readonly Value[] {
  if (element.kind !== 'instance') return []
  const found = fieldValue(chain.session, element, relation.field)
  if (found.state === 'zero' || !found.value) return []
  const value = chain.session.pick(found.value)
  if (value.kind === 'nil') return []
  return value.kind === 'list' && !value.open ? value.elements : [value]
}

const NO_CONFLICT: OnConflict = {
  columns: [],
  constraint: '',
  targetWhere: [],
  where: [],
  doNothing: true,
  updateAll: false,
  updates: [],
}

function saveRelation(chain: Chain, relation: Relation, carried: readonly Value[], chosen: Selection, depth: number): readonly Output[] {
  const { session } = chain
  const { target, join, references } = relation
  const outputs: Output[] = []
  if (!join || (chosen.columns.get(`${relation.name}.*`) ?? true)) {
    const insert = createChain(session)
    const [only] = carried
    insert.dest =
      carried.length === 1 && only ? only : { kind: 'list', elements: carried, type: { kind: 'slice', of: target.type }, open: false }
    insert.onConflict = relation.kind === 'belongsTo' || join ? NO_CONFLICT : takeOver(relation)
    narrow(insert, relation, chosen)
    const reflected = settle(insert)
    if (reflected && insert.failed === undefined) {
      outputs.push(...saveBefore(insert, reflected, true, depth + 1))
      outputs.push(outputOf(insert, buildInsert(insert, reflected), 'association'))
      outputs.push(...saveAfter(insert, reflected, true, depth + 1))
    } else outputs.push(outputOf(insert, '', 'association'))
  }
  if (join)
    outputs.push(
      joinRows(
        chain,
        join,
        references.map((r) => r.foreign),
        carried.length,
      ),
    )
  return outputs
}

/** A has-one or has-many that is there already gets the new owner. */
function takeOver({ references, target }: Relation): OnConflict {
  const columns: readonly Column[] = target.primary.map((f) => ({ name: f.dbName }))
  return {
    ...NO_CONFLICT,
    columns,
    doNothing: false,
    updates: references.map(({ foreign }) => [
      { name: foreign.dbName },
      { kind: 'column', column: { table: 'excluded', name: foreign.dbName } },
    ]),
  }
}

function narrow(insert: Chain, relation: Relation, chosen: Selection): void {
  const prefix = `${relation.name}.`
  for (const [name, on] of chosen.columns) {
    if (!name.startsWith(prefix)) continue
    if (on) insert.selects.push(name.slice(prefix.length))
    else insert.omits.push(name.slice(prefix.length))
  }
  if (insert.selects.length === 0 && insert.omits.length === 0 && chosen.restricted) insert.omits.push(ASSOCIATIONS)
}

function joinRows(chain: Chain, join: Schema, columns: readonly Field[], rows: number): Output {
  const insert = createChain(chain.session)
  insert.table = join.tables[0] ?? ''
  insert.schema = join
  insert.onConflict = NO_CONFLICT
  const row: Value = {
    kind: 'instance',
    type: UNKNOWN_TYPE,
    fields: new Map(columns.map((f) => [f.name, { value: typed(f.type) }])),
    at: 0,
  }
  const value: Value = { kind: 'list', elements: Array.from({ length: rows }, () => row), type: UNKNOWN_TYPE, open: false }
  return outputOf(insert, buildInsert(insert, { shape: 'slice', value, schema: join }), 'association')
}
