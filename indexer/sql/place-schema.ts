// Gives the things of the catalog the places at which migrations wrote them.

import type { SchemaHistory, TrackedMember } from './migration-changes.ts'
import type { Column, Constraint, DatabaseSchema, Index, Place, Table } from './schema.ts'

export interface PlacedSchema {
  readonly schema: DatabaseSchema
  /** The name that Postgres chose for what a migration left unnamed. */
  readonly nameOf: (member: TrackedMember) => string | undefined
}

export function placeSchema(schema: DatabaseSchema, history: SchemaHistory): PlacedSchema {
  const chosen = new Map<TrackedMember, string>()
  const alive = history.members.filter((m) => !m.dropped)
  const membersOf = (table: string) => alive.filter((m) => m.table.name === table)
  const tables = schema.tables.map((table): Table => {
    const members = membersOf(table.name)
    const constraints = table.constraints.map((constraint) => {
      const member = members.find((m) => m.kind === 'constraint' && m.name === constraint.name) ?? claim(members, chosen, constraint)
      if (member) chosen.set(member, constraint.name)
      return withPlace(constraint, member?.place)
    })
    const indexes = table.indexes.map((index): Index => {
      const member = members.find((m) => m.kind === 'index' && m.name === index.name) ?? claimIndex(members, chosen, index)
      if (member) chosen.set(member, index.name)
      return withPlace(index, member?.place ?? constraints.find((c) => c.name === index.name)?.place)
    })
    const place = history.tables.findLast((t) => t.table.name === table.name && !t.table.dropped)?.place
    const columns = table.columns.map(
      (column): Column => withPlace(column, members.find((m) => m.kind === 'column' && m.name === column.name)?.place ?? place),
    )
    return { ...withPlace(table, place), columns, constraints, indexes }
  })
  return { schema: { ...schema, tables }, nameOf: (member) => chosen.get(member) }
}

function claim(
  members: readonly TrackedMember[],
  chosen: ReadonlyMap<TrackedMember, string>,
  constraint: Constraint,
): TrackedMember | undefined {
  const free = members.filter((m) => m.kind === 'constraint' && m.constraint === constraint.kind && m.name === undefined && !chosen.has(m))
  return free.find((m) => sameColumns(m.columns, constraint.columns)) ?? free.find((m) => m.columns.length === 0)
}

function claimIndex(
  members: readonly TrackedMember[],
  chosen: ReadonlyMap<TrackedMember, string>,
  index: Index,
): TrackedMember | undefined {
  const columns = index.keys.map((k) => k.column ?? '')
  return members.find((m) => m.kind === 'index' && m.name === undefined && !chosen.has(m) && sameColumns(m.columns, columns))
}

function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}

function withPlace<T extends object>(thing: T, place: Place | undefined): T {
  return place ? { ...thing, place } : thing
}
