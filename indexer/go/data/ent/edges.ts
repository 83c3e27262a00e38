// Edges between ent's schemas, and the columns or tables that hold them: Graph.resolve and Type.setupFKs.

import { textGiven } from '../../library/ent-schema.ts'
import { constantText, type Value } from '../../values.ts'
import { singular } from '../inflection.ts'
import { pascal, snake } from './naming.ts'
import type { Described, EntType } from './schema.ts'

export interface EntEdge {
  readonly name: string
  readonly goName: string
  /** Names in methods that take ids: `AddPostIDs`. */
  readonly goSingular: string
  readonly owner: string
  readonly target: string
  /** The edge that this one reads backwards. */
  readonly inverse: string | undefined
  readonly unique: boolean
  readonly required: boolean
  readonly field: string | undefined
  readonly through: boolean
  readonly storage: { readonly table: string | undefined; readonly columns: readonly string[] }
  relation: EntRelation
}

export interface EntRelation {
  readonly kind: 'O2O' | 'O2M' | 'M2O' | 'M2M'
  /** Where the key stands, or the table between. */
  readonly table: string
  readonly columns: readonly string[]
  /** The key stands in the table of the edge's own schema. */
  readonly own: boolean
  /** For a table between: this side's column comes second. */
  readonly backwards: boolean
}

const UNRESOLVED: EntRelation = { kind: 'O2M', table: '', columns: [], own: false, backwards: false }

export function edgesOf(described: readonly Described[], owner: string): readonly EntEdge[] {
  return described.flatMap(({ calls }): EntEdge[] => {
    const [first] = calls
    const name = constantText(first?.args[0])
    const target = typeNamed(first?.args[1]) ?? /(\w+)\.Type$/.exec(first?.words[1] ?? '')?.[1]
    if (!first || name === undefined || target === undefined) return []
    const from = calls.findLast((c) => c.name === 'From')
    const base = {
      owner,
      through: calls.some((c) => c.name === 'Through'),
      relation: UNRESOLVED,
      storage: storageOf(calls.findLast((c) => c.name === 'StorageKey')?.args ?? []),
    }
    const has = (call: string, of = calls) => of.some((c) => c.name === call)
    const named = (n: string) => ({ name: n, goName: pascal(n), goSingular: pascal(singular(n)) })
    const own: EntEdge = {
      ...base,
      ...named(name),
      target,
      inverse: first.name === 'From' ? textGiven(calls, 'Ref') : undefined,
      unique: has('Unique'),
      required: has('Required'),
      field: textGiven(calls, 'Field'),
    }
    // `edge.To("children", Node.Type).From("parent")` declares both sides.
    const back = first.name === 'To' ? constantText(from?.args[0]) : undefined
    if (from && back !== undefined) {
      const at = calls.indexOf(from)
      const before = calls.slice(0, at)
      const after = calls.slice(at)
      return [
        { ...own, unique: has('Unique', before), required: has('Required', before), field: textGiven(before, 'Field') },
        {
          ...own,
          ...named(back),
          inverse: name,
          unique: has('Unique', after),
          required: has('Required', after),
          field: textGiven(after, 'Field'),
        },
      ]
    }
    return [own]
  })
}

/** `User.Type`, a method that no one calls. */
function typeNamed(value: Value | undefined): string | undefined {
  const of = value?.kind === 'libraryFunction' || value?.kind === 'function' ? value.receiver : undefined
  return of?.kind === 'type' && of.type.kind === 'named' ? of.type.entity.name : undefined
}

/** `edge.Table("x"), edge.Columns("a", "b")` */
function storageOf(args: readonly Value[]): EntEdge['storage'] {
  const calls = args.flatMap((a) => (a.kind === 'model' ? ((a.state as { calls?: Described['calls'] }).calls ?? []) : []))
  const columns = calls.flatMap((c) => (c.name === 'Column' || c.name === 'Columns' ? c.args.flatMap((a) => constantText(a) ?? []) : []))
  return { table: textGiven(calls, 'Table'), columns }
}

export function resolveEdges(types: ReadonlyMap<string, EntType>): ReadonlyMap<string, EntType> {
  const all = [...types.values()].flatMap((t) => t.edges)
  for (const edge of all) {
    const owner = types.get(edge.owner)
    const target = types.get(edge.target)
    if (owner && target) edge.relation = relationOf(edge, owner, target, all)
  }
  return types
}

const otherSide = (edge: EntEdge, all: readonly EntEdge[]): EntEdge | undefined =>
  edge.inverse === undefined
    ? all.find((e) => e.owner === edge.target && e.target === edge.owner && e.inverse === edge.name)
    : all.find((e) => e.owner === edge.target && e.name === edge.inverse && e.inverse === undefined)

function relationOf(edge: EntEdge, owner: EntType, target: EntType, all: readonly EntEdge[]): EntRelation {
  const other = otherSide(edge, all)
  // The side that declares the relation names what holds it.
  const forward = edge.inverse === undefined ? edge : (other ?? edge)
  const back = edge.inverse === undefined ? other : edge
  const [from, to] = edge.inverse === undefined ? [owner, target] : [target, owner]
  const same = forward.owner === forward.target && !back
  const backUnique = back ? back.unique : same && forward.unique
  const kind = forward.unique ? (backUnique ? 'O2O' : 'M2O') : backUnique || (!back && !same) ? 'O2M' : 'M2M'
  const backwards = edge !== forward
  const { storage } = forward
  if (kind === 'M2M') {
    const first = `${from.label}_id`
    const second = first === `${to.label}_id` ? `${singular(back?.name ?? forward.name)}_id` : `${to.label}_id`
    return {
      kind,
      table: storage.table ?? `${from.label}_${forward.name}`,
      columns: [storage.columns[0] ?? first, storage.columns[1] ?? second],
      own: false,
      backwards,
    }
  }
  // The key is on the many side; of two that have one another, on the other side, save where a type has itself.
  const inForward = kind === 'M2O' || (kind === 'O2O' && same)
  const holder = inForward ? from : to
  const field = forward.field ?? back?.field
  const column =
    storage.columns[0] ?? (field && holder.fields.find((f) => f.name === field)?.column) ?? `${from.label}_${snake(forward.name)}`
  const seen = backwards && (kind === 'M2O' || kind === 'O2M') ? (kind === 'M2O' ? 'O2M' : 'M2O') : kind
  return { kind: seen, table: holder.table, columns: [column], own: holder === owner && inForward !== backwards, backwards }
}
