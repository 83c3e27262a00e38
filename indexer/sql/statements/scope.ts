// What names mean inside a SELECT, UPDATE or DELETE: its sources with their columns, and the scopes around it.

import type { Unresolved } from './links.ts'
import type { Lookup } from './lookup.ts'

/** The column of a table that a name comes down to, through subqueries; undefined for a computed one. */
export interface Origin {
  readonly table: string
  readonly column: string
}

/** Columns by name; the name `*` stands for further ones that are not known. */
export type Columns = ReadonlyMap<string, Origin | undefined>

export function isOpen(columns: Columns): boolean {
  return columns.size === 0 || columns.has('*')
}

export interface ScopeEntry {
  readonly alias: string
  /** Index among the sources of the block, when it is a table itself. */
  readonly source?: number
  readonly table?: string
  readonly columns: Columns
  /** Columns that are not listed may exist: a function, a table that is not in the schema. */
  readonly open: boolean
}

export interface Scope {
  readonly entries: ScopeEntry[]
  /** Columns that USING merged: no longer ambiguous. */
  readonly merged: Set<string>
  readonly parent: Scope | undefined
  readonly ctes: ReadonlyMap<string, Columns>
}

export interface ResolvedColumn {
  readonly entry: ScopeEntry
  readonly column: string
  readonly origin: Origin | undefined
  /** Of a block around this one. */
  readonly outer: boolean
}

const SYSTEM_COLUMNS = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid', 'oid'])
const NO_COLUMNS: Columns = new Map()

export function childScope(parent: Scope | undefined, ctes: Scope['ctes'] = parent?.ctes ?? new Map()): Scope {
  return { entries: [], merged: new Set(), parent, ctes }
}

export function tableEntry(alias: string, table: string, source: number, lookup: Lookup): ScopeEntry {
  const found = lookup.table(table)
  if (!found) return { alias, source, table, columns: NO_COLUMNS, open: true }
  return { alias, source, table, columns: new Map(found.columns.map((c) => [c.name, { table, column: c.name }])), open: false }
}

export function openEntry(alias: string): ScopeEntry {
  return { alias, columns: NO_COLUMNS, open: true }
}

/** Finds the column that a reference means; what cannot be found is reported once. */
export function resolveColumn(names: readonly string[], scope: Scope, report: (problem: Unresolved) => void): ResolvedColumn | undefined {
  const column = names.at(-1) ?? ''
  const qualifier = names.at(-2)
  for (let current: Scope | undefined = scope, outer = false; current; current = current.parent, outer = true) {
    if (qualifier !== undefined) {
      const entry = current.entries.find((e) => e.alias === qualifier)
      if (entry) return inEntry(entry, column, outer) ?? missing(names, report)
      continue
    }
    const closed = current.entries.filter((e) => e.columns.has(column))
    const [first] = closed
    if (first) {
      if (closed.length > 1 && !current.merged.has(column)) report({ name: column, reason: 'ambiguous-column' })
      else return inEntry(first, column, outer)
      return undefined
    }
    const open = current.entries.filter((e) => e.open)
    const [only] = open
    // With one open source the name can only be its; with more it cannot be said whose.
    if (only && open.length === 1 && only.table !== undefined) return inEntry(only, column, outer)
    if (only) return undefined
    // The name of a source stands for its whole row.
    if (current.entries.some((e) => e.alias === column)) return undefined
  }
  return SYSTEM_COLUMNS.has(column) ? undefined : missing(names, report)
}

function inEntry(entry: ScopeEntry, column: string, outer: boolean): ResolvedColumn | undefined {
  if (column === '*' || SYSTEM_COLUMNS.has(column)) return { entry, column, origin: undefined, outer }
  if (entry.columns.has(column)) return { entry, column, origin: entry.columns.get(column), outer }
  if (!entry.open) return undefined
  return { entry, column, origin: entry.table === undefined ? undefined : { table: entry.table, column }, outer }
}

function missing(names: readonly string[], report: (problem: Unresolved) => void): undefined {
  report({ name: names.join('.'), reason: 'unknown-column' })
  return undefined
}
