// Each step taken back right after it has run, and run once more: what its down migration fails at, and in what the schema after it
// differs from the one before the step. Down and up stand in a transaction that is rolled back, so that one bad step spoils no other.

import { join } from 'node:path'
import { contentHash, readJson, writeJson } from './cache-files.ts'
import type { MigrationSet } from './migrations.ts'
import { lineCounter, type ParsedStatement, splitStatements } from './parser.ts'
import { type Limits, type PostgresChild, PostgresEnded, type PostgresError } from './postgres-child.ts'
import { type BegunMigrations, isLeftToTheRunner, type PlannedStep, runStep } from './run-migrations.ts'
import { saySame } from './same-definition.ts'
import type { StepError } from './schema.ts'
import { LOOK } from './schema-look.ts'
import { doesNothing, saysSo } from './way-back.ts'

export interface Difference {
  /** missing: it stood there before the step; left: it did not; changed: it stood there otherwise. */
  readonly how: 'missing' | 'left' | 'changed'
  /** table | column | constraint | index | view | type | function | trigger | policy | sequence | schema */
  readonly kind: string
  readonly name: string
  /** Its definition before the step and after the way back, of what is short. */
  readonly was?: string
  readonly is?: string
}

export interface DownOutcome {
  /** Of the step. */
  readonly file: string
  /** Where its down migration stands. */
  readonly downFile: string
  readonly errors: readonly StepError[]
  readonly differences: readonly Difference[]
  /** Why the step cannot run once more. */
  readonly again?: StepError
}

/** Changes when what is written in the file changes. */
const VERSION = 6
const RESTARTS = 3
/** Refused because it all stands in one transaction here. */
const OURS: ReadonlySet<string> = new Set(['25001', '2D000', '55P04', '55006'])

/** Known without a rehearsal where there is nothing to rehearse. */
export function keptDowns(set: MigrationSet, key: string, cacheFolder: string) {
  const nothing = set.dialect !== 'postgres' || !set.steps.some((s) => s.down !== undefined)
  const file = join(cacheFolder, `downs-${contentHash([VERSION, LOOK, key, ...set.steps.flatMap((s) => [s.downFile, s.down])])}.json`)
  return {
    known: async () => (nothing ? [] : readJson<readonly DownOutcome[]>(file)),
    async keep(outcomes: readonly DownOutcome[]) {
      await writeJson(file, outcomes)
      return outcomes
    },
  }
}

export async function rehearseDowns(
  plan: readonly PlannedStep[],
  open: () => Promise<BegunMigrations>,
  limits: Limits,
  stop?: AbortSignal,
): Promise<readonly DownOutcome[]> {
  const killers = new Map<PlannedStep, PostgresEnded>()
  const end = Date.now() + limits.migrations
  for (;;) {
    const outcomes: DownOutcome[] = []
    let under: PlannedStep | undefined
    const { postgres } = await open()
    try {
      for (const planned of plan) {
        if (Date.now() > end) break
        stop?.throwIfAborted()
        under = undefined
        const { down } = planned.step
        // One that does nothing is told as such.
        const back = down === undefined || doesNothing(down) ? [] : statementsOf(down)
        const before = back.length > 0 ? await look(postgres) : undefined
        const { errors } = await runStep(planned, postgres, { limits, end })
        if (!before || errors.length > 0) continue
        under = planned
        const killer = killers.get(planned)
        outcomes.push(killer ? ended(planned, killer) : await takeBack(planned, back, before, postgres, limits))
      }
      return outcomes
    } catch (error) {
      if (!(error instanceof PostgresEnded)) throw error
      if (!under || killers.size >= RESTARTS) return outcomes
      killers.set(under, error)
    } finally {
      await postgres.close()
    }
  }
}

function statementsOf(text: string): readonly ParsedStatement[] {
  return splitStatements(text).filter((s) => !isLeftToTheRunner(s))
}

function ended({ step }: PlannedStep, { message }: PostgresEnded): DownOutcome {
  return { file: step.file, downFile: step.downFile ?? step.file, errors: [{ message, line: 1 }], differences: [] }
}

type Seen = ReadonlyMap<string, string>

async function takeBack(
  { step, statements, lineAt }: PlannedStep,
  back: readonly ParsedStatement[],
  before: Seen,
  postgres: PostgresChild,
  limits: Limits,
): Promise<DownOutcome> {
  const sent = (list: readonly ParsedStatement[]) => list.map((s) => ({ sql: inTransaction(s.sql), milliseconds: limits.statement }))
  const answer = await postgres.ask('rehearse', { back: sent(back), again: sent(statements), look: LOOK })
  const downLine = lineCounter(step.down ?? '')
  const errors = answer.back.flatMap((error, i) => placed(error, back[i], downLine))
  const [again] = answer.again.flatMap((error, i) => placed(error, statements[i], lineAt))
  return {
    file: step.file,
    downFile: step.downFile ?? step.file,
    errors,
    // Who says that there is no way back has undone what can be undone.
    differences: saysSo(step.down) ? [] : differencesOf(before, seen(answer.found)),
    ...(again && !saysSo(step.down) && { again }),
  }
}

/** What needs to be alone does the same to the schema when it is not. */
function inTransaction(sql: string): string {
  return sql.replace(/\b(INDEX|REINDEX|DETACH PARTITION \S+)\s+CONCURRENTLY\b/gi, '$1')
}

function placed(
  error: PostgresError | null,
  statement: ParsedStatement | undefined,
  lineAt: (offset: number) => number,
): readonly StepError[] {
  // Class 53 is what this Postgres has too little of.
  if (!error || OURS.has(error.code) || error.code.startsWith('53')) return []
  const line = lineAt((statement?.offset ?? 0) + (error.position ?? 1) - 1)
  return [{ message: error.message, sqlstate: error.code, line }]
}

async function look(postgres: PostgresChild): Promise<Seen> {
  return seen(await postgres.ask('look', { sql: LOOK }))
}

function seen(rows: readonly unknown[]): Seen {
  return new Map(
    (rows as readonly { kind: string; name: string; definition: string | null }[]).map((r) => [`${r.kind} ${r.name}`, r.definition ?? '']),
  )
}

function differencesOf(before: Seen, after: Seen): readonly Difference[] {
  const gone = [...before.keys()].filter((key) => !after.has(key)).map((key) => ({ how: 'missing', ...named(key) }) as const)
  const left = [...after.keys()].filter((key) => !before.has(key)).map((key) => ({ how: 'left', ...named(key) }) as const)
  const changed = [...before].flatMap(([key, was]) => {
    const is = after.get(key)
    if (is === undefined || plain(is) === plain(was)) return []
    const { kind, name } = named(key)
    if ((kind === 'constraint' || kind === 'index') && saySame(plain(was), plain(is))) return []
    return [{ how: 'changed', kind, name, ...(SHORT.has(kind) && { was, is }) } as const]
  })
  const whole = new Set([...gone, ...left].filter((d) => d.kind === 'table').map((d) => d.name))
  // What belongs to a table is not told beside it.
  return [...gone, ...changed, ...left].filter((d) => d.kind === 'table' || !OF_TABLE.has(d.kind) || !whole.has(tableOf(d.name)))
}

const SHORT: ReadonlySet<string> = new Set(['column', 'constraint', 'index', 'type'])
const OF_TABLE: ReadonlySet<string> = new Set(['column', 'constraint', 'index', 'trigger', 'policy'])
/** Whether a constraint has been proven is no part of what it says. */
const plain = (text: string) =>
  text
    .replace(/ NOT VALID$/, '')
    .replace(/\s+/g, ' ')
    .trim()
const tableOf = (member: string) => member.slice(0, member.lastIndexOf('.'))

function named(key: string): { readonly kind: string; readonly name: string } {
  const space = key.indexOf(' ')
  return { kind: key.slice(0, space), name: key.slice(space + 1) }
}
