// The live schema against that of the migrations (or of the models, where nobody wrote migrations): what is missing there, what was
// made there by hand, what differs.

import { compare } from '#graph/graph.ts'
import type { DriftKind, SchemaDrift } from '../sql/drift/drift.ts'
import type { Column, Constraint, DatabaseSchema, Place, Table } from '../sql/schema.ts'
import { indexText, sameIndex } from './indexes.ts'

/** Which side the migrations are is said at the end. */
type LiveDrift = Omit<SchemaDrift, 'migrations' | 'models' | 'live' | 'confidence'> & { readonly expected: string; readonly live: string }
type Severity = SchemaDrift['severity']

/** Tables in which tools keep which migrations have run. */
const LEDGERS =
  /^(?:\w+\.)?(?:schema_migrations?|schema_version|goose_db_version|gorp_migrations|flyway_schema_history|databasechangelog(?:lock)?|atlas_schema_revisions|bun_migrations?(?:_locks)?|_sqlx_migrations|knex_migrations(?:_lock)?|gopg_migrations|dbmate_migrations|migrations?|migration_(?:lock|versions))$/i

const PENDING = 'A migration has not run there, or somebody has changed the database by hand.'

/** `unsure`: tables of which it is not known what the migrations make; undefined: all of them. */
export function liveDrifts(
  expected: DatabaseSchema,
  live: DatabaseSchema,
  unsure: ReadonlySet<string> | undefined,
): readonly SchemaDrift[] {
  // What a parser reads in a text is not compared.
  if (expected.source === 'parsed' || !unsure) return []
  const side = expected.source === 'models' ? 'models' : 'migrations'
  const own = expected.tables.filter((t) => t.kind !== 'partition' && !unsure.has(t.name))
  const schemas = new Set(own.map((t) => t.schema))
  const named = new Set(expected.tables.map((t) => t.name))
  const there = new Map(live.tables.map((t) => [t.name, t]))
  const further = live.tables.filter(
    (t) => t.kind !== 'partition' && schemas.has(t.schema) && !named.has(t.name) && !unsure.has(t.name) && !LEDGERS.test(t.name),
  )
  return [
    ...own.flatMap((table) => {
      const real = there.get(table.name)
      return real
        ? tableDrifts(table, real)
        : [missing('table', table.name, '', { expected: `${table.columns.length} columns`, place: table.place })]
    }),
    ...further.map((t) => extra('table', t.name, '', `${t.columns.length} columns`)),
  ]
    .map(({ expected: text, ...drift }): SchemaDrift => ({ ...drift, [side]: text, confidence: 'high' }))
    .sort((a, b) => compare(a.table, b.table) || compare(a.kind, b.kind) || compare(a.what, b.what))
}

function tableDrifts(table: Table, real: Table): readonly LiveDrift[] {
  const columns = new Map(real.columns.map((c) => [c.name, c]))
  const own = new Set(table.columns.map((c) => c.name))
  return [
    ...table.columns.flatMap((c) => {
      const found = columns.get(c.name)
      return found
        ? columnDrifts(table, c, found)
        : [missing('column', table.name, c.name, { expected: c.type, place: c.place, column: c.name })]
    }),
    ...real.columns
      .filter((c) => !own.has(c.name))
      .map((c) => {
        const drift = extra('column', table.name, c.name, c.type)
        // Nobody's INSERT gives it a value.
        const needed = !c.nullable && c.default === undefined && c.generated === undefined
        return needed
          ? { ...drift, severity: 'high' as const, impact: `It is NOT NULL and has no default: inserts that do not give it fail.` }
          : drift
      }),
    ...indexDrifts(table, real),
    ...constraintDrifts(table, real),
  ]
}

function columnDrifts({ name: table }: Table, expected: Column, live: Column): readonly LiveDrift[] {
  const { name, place } = expected
  const differs = (kind: DriftKind, a: string, b: string, severity: Severity, impact: string): LiveDrift => ({
    kind,
    table,
    column: name,
    what: name,
    expected: a,
    live: b,
    message: `\`${table}.${name}\` is ${a} by the migrations and ${b} in the live database`,
    impact,
    fix: 'Bring the live database to what the migrations say, or write a migration that says what is there.',
    severity,
    ...(place && { place }),
  })
  const found: LiveDrift[] = []
  if (expected.type !== live.type)
    found.push(differs('type', expected.type, live.type, 'medium', 'What was proven of statements on the column need not hold there.'))
  if (expected.nullable !== live.nullable)
    found.push(
      differs(
        'nullability',
        expected.nullable ? 'nullable' : 'NOT NULL',
        live.nullable ? 'nullable' : 'NOT NULL',
        live.nullable ? 'medium' : 'high',
        live.nullable ? 'Rows may hold NULL where the code takes a value for granted.' : 'What writes NULL there fails.',
      ),
    )
  const [a, b] = [defaultOf(expected), defaultOf(live)]
  if (a !== b && expected.type === live.type)
    found.push(differs('default', `default ${a || 'nothing'}`, `default ${b || 'nothing'}`, 'low', 'New rows begin with another value.'))
  return found
}

/** Sequences have names of their own. */
const defaultOf = ({ default: text = '', generated }: Column) => (/^nextval\(/.test(text) || generated === 'identity' ? 'a sequence' : text)

function indexDrifts(table: Table, real: Table): readonly LiveDrift[] {
  const lacking = table.indexes.filter((i) => !real.indexes.some((r) => r.valid && sameIndex(i, r)))
  const further = real.indexes.filter((r) => r.valid && !table.indexes.some((i) => sameIndex(i, r)))
  const broken = real.indexes.filter((r) => !r.valid)
  return [
    ...lacking.map((i): LiveDrift => {
      const half = broken.find((r) => sameIndex(i, r))
      const drift = missing(i.unique ? 'unique' : 'index', table.name, i.name, {
        expected: indexText(i),
        place: i.place,
        things: [{ kind: 'index', name: i.name }],
      })
      return half
        ? {
            ...drift,
            live: 'invalid',
            message: `the index \`${half.name}\` of \`${table.name}\` is invalid in the live database: its concurrent creation has failed`,
            fix: `REINDEX INDEX CONCURRENTLY ${half.name};`,
          }
        : drift
    }),
    ...further.map((i) => extra(i.unique ? 'unique' : 'index', table.name, i.name, indexText(i))),
  ]
}

const COMPARED = ['foreignKey', 'check'] as const

/** Primary and unique keys are told as indexes. */
function constraintDrifts(table: Table, real: Table): readonly LiveDrift[] {
  return COMPARED.flatMap((kind) => {
    const [own, there] = [table, real].map((t) => t.constraints.filter((c) => c.kind === kind))
    const found: LiveDrift[] = []
    const left = new Set(there)
    for (const c of own ?? []) {
      const same = [...left].find((r) => ruleOf(r) === ruleOf(c))
      if (same) left.delete(same)
      if (!same)
        found.push(
          missing(kind, table.name, c.name, { expected: textOf(c), place: c.place, things: [{ kind: 'constraint', name: c.name }] }),
        )
      else if (same.onDelete !== c.onDelete)
        found.push({
          ...missing('onDelete', table.name, c.name, {
            expected: c.onDelete ?? '',
            place: c.place,
            things: [{ kind: 'constraint', name: c.name }],
          }),
          live: same.onDelete ?? '',
          message: `a delete of \`${c.references?.table}\` does ${c.onDelete} to \`${table.name}\` by the migrations and ${same.onDelete} in the live database`,
          impact: 'Deletes do there what the code does not expect.',
        })
    }
    return [...found, ...[...left].map((c) => extra(kind, table.name, c.name, textOf(c)))]
  })
}

const textOf = ({ definition }: Constraint) => definition.replace(/ NOT VALID$/, '')

function ruleOf(constraint: Constraint): string {
  const { kind, columns, references } = constraint
  return kind === 'foreignKey' ? JSON.stringify([columns, references]) : textOf(constraint)
}

const WORDS: Partial<Readonly<Record<DriftKind, string>>> = { unique: 'unique key', foreignKey: 'foreign key' }

/** What goes wrong without it. */
const LACKING: Partial<Readonly<Record<DriftKind, readonly [Severity, string]>>> = {
  table: ['high', 'Statements that name it fail.'],
  column: ['high', 'Statements that name it fail.'],
  index: ['medium', 'Statements that it serves read the whole table there.'],
  unique: ['high', 'Rows may be there twice, and an ON CONFLICT on its columns fails.'],
  foreignKey: ['medium', 'Rows may refer to what is gone.'],
  check: ['medium', 'Rows may hold what the migrations forbid.'],
}

function missing(
  kind: DriftKind,
  table: string,
  name: string,
  rest: Pick<LiveDrift, 'expected' | 'things' | 'column'> & { readonly place: Place | undefined },
): LiveDrift {
  const [severity, impact] = LACKING[kind] ?? ['medium', '']
  const { place, ...others } = rest
  return {
    kind,
    table,
    what: name,
    live: '',
    message: `the live database lacks the ${named(kind, table, name)} that the migrations make`,
    impact: `${impact} ${PENDING}`.trim(),
    fix: 'Run the migrations that are pending; where none is, make it by a new one.',
    severity,
    ...others,
    ...(place && { place }),
  }
}

function extra(kind: DriftKind, table: string, name: string, live: string): LiveDrift {
  return {
    kind,
    table,
    ...(kind === 'column' && { column: name }),
    what: name,
    expected: '',
    live,
    message: `the live database has the ${named(kind, table, name)} (${live}), and no migration makes it`,
    impact: 'It is lost wherever the database is made anew from the migrations, and what was proven here was proven without it.',
    fix: 'Write a migration that makes it if it is not there, or drop it.',
    severity: 'low',
  }
}

const named = (kind: DriftKind, table: string, name: string) =>
  kind === 'table'
    ? `table \`${table}\``
    : kind === 'column'
      ? `column \`${table}.${name}\``
      : `${WORDS[kind] ?? kind} \`${name}\` of \`${table}\``
