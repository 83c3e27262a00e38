// Values that the code reads from a column, computes with, and writes back: two such runs at once lose one of the changes, unless a
// lock, a condition on what was read, or the isolation of the transaction keeps them apart.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { GoAnalysis } from './go/analyse.ts'
import { columnNames, sameName } from './go/data/column-names.ts'
import { outermost } from './go/evaluate/frame.ts'
import { createOrdinals } from './go/graph-parts.ts'
import type { FunctionEntity, TypeEntity } from './go/program.ts'
import { createProvenance, type ProvenanceOracle } from './go/provenance.ts'
import { isPutBefore } from './go/put-before.ts'
import { placeOf } from './go/statements.ts'
import { createStories, type Story } from './go/stories.ts'
import { lineOf, type Position } from './go/syntax.ts'
import { type Computation, constantText, sameValue, type Value } from './go/values.ts'
import type { DatabaseSchema } from './sql/schema.ts'
import type { Assigned } from './sql/statements/links.ts'
import type { LinkedStatement } from './statements.ts'

/** `otherLock`: one that is not seen to keep others from the row. */
export type Protection = 'lock' | 'version' | 'isolation' | 'mutex' | 'otherLock' | 'none'

export interface ReadModifyWrite {
  readonly table: string
  readonly column: string
  readonly fn: FunctionEntity
  readonly at: Position
  readonly read: LinkedStatement
  readonly write: LinkedStatement
  readonly protection: Protection
  /** It is seen to be one row that is read and written. */
  readonly sameRow: boolean
}

export function findReadModifyWrites(
  statements: readonly LinkedStatement[],
  go: GoAnalysis,
  schema: DatabaseSchema,
): readonly ReadModifyWrite[] {
  const provenance = createProvenance(go)
  const stories = createStories(go)
  const byPlace = new Map<string, LinkedStatement[]>()
  for (const s of statements) byPlace.set(placeOf(s), [...(byPlace.get(placeOf(s)) ?? []), s])
  const reads = statements.filter((s) => s.links.operation === 'select')
  const conditionals = statements.filter((s) => isConditional(s, provenance))
  const locking = statements.filter((s) => s.links.locks || LOCKS_MORE.test(s.rendered.sql))
  const related = relatedTables(schema)
  const found = new Map<string, ReadModifyWrite>()
  for (const write of statements)
    for (const set of write.links.sets) {
      const value = set.of === 'old' && set.parameter !== undefined ? write.rendered.binds?.get(set.parameter) : undefined
      if (!value) continue
      for (const { computation, operand, asked } of computationsOf(value, set, { provenance, byPlace })) {
        const key = `${placeOf(write)} ${set.table}.${set.column} ${computation.fn.id}@${computation.at}`
        const told = found.has(key) ? undefined : storyOf(write, set, computation, asked, isLocal(value))
        if (!told) continue
        found.set(key, {
          table: set.table,
          column: set.column,
          fn: computation.fn,
          at: computation.at,
          ...told,
          write,
          sameRow: computation.back !== undefined || isSameRow(told.read, write, operand, provenance),
        })
      }
    }
  return [...found.values()]

  /** Where the value is read, computed and written in one run, and what keeps another run out of it. */
  function storyOf(
    write: LinkedStatement,
    set: Assigned,
    { fn, at }: Computation,
    asked: LinkedStatement | undefined,
    local: boolean,
  ): Pick<ReadModifyWrite, 'read' | 'protection'> | undefined {
    for (const story of stories(fn)) {
      // A struct that the writing function has made for itself has nothing of what others compute.
      if (local && outermost(story.root) !== outermost(write.fn)) continue
      const computedAt = story.lines(fn, at)
      const writtenAt = story.lines(write.fn, write.site.at)
      if (computedAt.length === 0 || writtenAt.length === 0) continue
      const passed = (s: LinkedStatement): readonly number[] => story.lines(s.fn, s.site.at)
      const before = (s: LinkedStatement): boolean => passed(s).some((r) => computedAt.some((c) => r <= c && writtenAt.some((w) => c <= w)))
      const read = (asked ? [asked] : reads.filter((r) => givesColumn(r, set))).filter(before).at(-1)
      if (!read) continue
      // Who wrote under the condition before was alone, and writes the rest.
      const conditional = conditionals.some(
        (s) => s === write || (s.links.writes.includes(set.table) && passed(s).some((p) => writtenAt.some((w) => p <= w))),
      )
      const locks = locking.filter(before)
      const locked = locks.some((l) => LOCKS_MORE.test(l.rendered.sql) || l.links.reads.some((t) => related(t, set.table)))
      return { read, protection: protectionOf(story, locked, conditional, locks.length > 0) }
    }
    return undefined
  }
}

interface Known {
  readonly provenance: ProvenanceOracle
  readonly byPlace: ReadonlyMap<string, readonly LinkedStatement[]>
}

/** The computations in a value whose operands come from the column that it is written to. */
function computationsOf(
  value: Value,
  set: Assigned,
  { provenance, byPlace }: Known,
): readonly { readonly computation: Computation; readonly operand: Value; readonly asked?: LinkedStatement }[] {
  const isOwn = ({ owner, name }: { readonly owner: TypeEntity; readonly name: string }): boolean =>
    columnNames(owner, name).some((n) => sameName(n, set.column))
  // What went through a field of another name is that field's.
  return provenance(value, isOwn).values.flatMap((v) => {
    const computation = v.kind === 'symbolic' && v.origin.kind === 'typed' ? v.origin.computed : undefined
    return (computation?.operands ?? []).flatMap((operand) => {
      for (const from of provenance(operand).values) {
        if (!computation || from.kind !== 'symbolic') continue
        const { origin } = from
        // What was put back into a field goes on as that field.
        if (computation.back !== undefined && !(origin.kind === 'field' && origin.name === computation.back)) continue
        if (origin.kind === 'field' && isOwn(origin)) {
          if (isPutBefore(computation.fn, computation.at, origin.name)) continue
          return [{ computation, operand: from }]
        }
        const { scanned } = origin.kind === 'typed' ? origin : {}
        const asked = scanned && byPlace.get(scanned.asked)?.find((s) => isColumn(s.links.gives, scanned, set))
        if (asked) return [{ computation, operand: from, asked }]
      }
      return []
    })
  })
}

const isColumn = (
  gives: LinkedStatement['links']['gives'],
  at: { readonly column: number; readonly columns: number },
  set: Assigned,
): boolean => {
  const column = gives.length === at.columns ? gives[at.column] : undefined
  return column?.table === set.table && column.column === set.column
}

const givesColumn = ({ links }: LinkedStatement, { table, column }: Assigned): boolean =>
  links.gives.some((g) => g?.table === table && (g.column === column || g.column === '*')) ||
  links.selects.some((s) => s.table === table && (s.column === column || s.column === '*'))

/** Locks that are not of the rows that a statement reads. */
const LOCKS_MORE = /\bpg_(?:try_)?advisory|\block\s+table\b/i

/** A row is kept to one run by a lock of it, of its parent or of a child: where the schema tells no parents, by any. */
function relatedTables({ tables }: DatabaseSchema): (locked: string, written: string) => boolean {
  const pairs = new Set(
    tables.flatMap((t) =>
      t.constraints.flatMap((c) => (c.references ? [`${t.name} ${c.references.table}`, `${c.references.table} ${t.name}`] : [])),
    ),
  )
  return (locked, written) => locked === written || pairs.size === 0 || pairs.has(`${locked} ${written}`)
}

function protectionOf(story: Story, locked: boolean, conditional: boolean, lockedElsewhere: boolean): Protection {
  if (locked) return 'lock'
  if (conditional) return 'version'
  if (story.isolated) return 'isolation'
  if (story.guarded) return 'mutex'
  return lockedElsewhere ? 'otherLock' : 'none'
}

/** It writes only where what it changes is still what was read: a version, or the old value. */
const isConditional = ({ links, rendered }: LinkedStatement, provenance: ProvenanceOracle): boolean =>
  links.filtersOn.some(
    (f) =>
      f.op === '=' &&
      f.value !== 'column' &&
      links.sets.some((s) => s.of === 'old' && s.table === f.table && s.column === f.column && !isKept(f, s, rendered.binds, provenance)),
  )

/** Where a row is saved whole, what is asked for is written again as it was: the next run finds it as this one did. */
function isKept(
  asked: LinkedStatement['links']['filtersOn'][number],
  set: Assigned,
  binds: LinkedStatement['rendered']['binds'],
  provenance: ProvenanceOracle,
): boolean {
  const bound = (parameter: number | undefined) => (parameter === undefined ? undefined : binds?.get(parameter))
  const wanted = asked.constantValue ?? constantOf(bound(asked.parameter))
  if (wanted === undefined) return false
  if (set.constantValue !== undefined) return set.constantValue === wanted
  const value = bound(set.parameter)
  const ways = value ? provenance(value).values : []
  const isOwn = (v: Value) =>
    v.kind === 'symbolic' && v.origin.kind === 'field' && columnNames(v.origin.owner, v.origin.name).some((n) => sameName(n, set.column))
  // Whatever another function may put there is another value.
  return ways.some(isOwn) && ways.every((v) => isOwn(v) || constantOf(v) === wanted)
}

function constantOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'number' || value?.kind === 'boolean') return String(value.value)
  return value && constantText(value)
}

/** A field of a variable that is the function's own. */
const isLocal = (value: Value): boolean =>
  value.kind === 'symbolic' &&
  value.origin.kind === 'field' &&
  value.origin.of?.kind === 'symbolic' &&
  value.origin.of.origin.kind === 'typed'

/** Each key by which the written row is found is the one by which the read one was found, or is its own. */
function isSameRow(read: LinkedStatement, write: LinkedStatement, operand: Value, provenance: Known['provenance']): boolean {
  const of = operand.kind === 'symbolic' && operand.origin.kind === 'field' ? operand.origin.of : undefined
  const asked = keysOf(read)
  const keys = [...keysOf(write)].filter(([column]) => !write.links.sets.some((s) => s.column === column))
  return (
    keys.length > 0 &&
    keys.every(([column, key]) => {
      const ways = provenance(key).values
      if (of && ways.some((k) => k.kind === 'symbolic' && k.origin.kind === 'field' && k.origin.of === of)) return true
      const other = asked.get(column)
      if (!other) return false
      const others = provenance(other).values
      return ways.some((k) => isTelling(k) && others.some((a) => sameValue(a, k)))
    })
  )
}

const isTelling = (value: Value): boolean => value.kind === 'symbolic' && value.origin.kind !== 'typed' && value.origin.kind !== 'library'

/** By column what is bound where a row is chosen by equality. */
const keysOf = ({ links, rendered }: LinkedStatement): ReadonlyMap<string, Value> =>
  new Map(
    links.filtersOn.flatMap((f): readonly (readonly [string, Value])[] => {
      const value = f.op === '=' && f.parameter !== undefined ? rendered.binds?.get(f.parameter) : undefined
      return value ? [[f.column, value]] : []
    }),
  )

export function addReadModifyWrites(builder: GraphBuilder, facts: readonly ReadModifyWrite[]): void {
  const ordinals = createOrdinals()
  for (const { table, column, fn, at, read, write, protection, sameRow } of facts) {
    const what = `${table}.${column}`
    const id = symbol.fact('readModifyWrite', fn.id, what, ordinals(`${fn.id} ${what}`))
    const line = lineOf(at)
    builder.node('ReadModifyWrite', id, { file: fn.file.syntax.path, line, endLine: line, table, column, protection, sameRow })
    builder.edge('COMPUTES', fn.id, id)
    builder.edge('TAKES', id, read.id)
    builder.edge('STORES', id, write.id)
    const target = symbol.column(table, column)
    if (builder.has(target)) builder.edge('CHANGES', id, target)
  }
}
