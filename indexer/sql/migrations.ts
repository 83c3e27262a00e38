// What a set of migrations is, whichever tool runs them, and how their files are cut into the part that goes up and the part that goes down.

export type Dialect = 'postgres' | 'mysql' | 'sqlite' | 'other'

export type MigrationTool =
  | 'golang-migrate'
  | 'goose'
  | 'sql-migrate'
  | 'dbmate'
  | 'tern'
  | 'atlas'
  | 'flyway'
  | 'drizzle'
  /** One folder a migration, as prisma and diesel have it. */
  | 'folders'
  /** Numbered files without a mark of their tool. */
  | 'numbered'
  /** Schema files without versions. */
  | 'plain'
  /** Texts in Go code. */
  | 'code'
  /** Written from the models of the code. */
  | 'models'

export interface MigrationStep {
  readonly file: string
  readonly name: string
  readonly version: string
  /** From 1, in the order in which they run. */
  readonly position: number
  /** The whole file with everything blanked that does not run upwards, so that offsets and lines are those of the file. */
  readonly up: string
  readonly down?: string
  /** Where `down` stands, if not in the same file. */
  readonly downFile?: string
  /** A file of Go goes down, and nothing here reads it. */
  readonly downInCode?: true
  /** It is written in Go: only its SQL is known. */
  readonly code?: true
  /** The tool runs the file in one transaction. */
  readonly transaction: boolean
}

export interface MigrationSet {
  readonly tool: MigrationTool
  readonly folder: string
  readonly dialect: Dialect
  /** CREATE TABLE statements in the part that goes up. */
  readonly tables: number
  readonly steps: readonly MigrationStep[]
  /** Versions of steps that are written in code and not among these. */
  readonly absent?: readonly string[]
}

export interface Sections {
  readonly up: string
  readonly down?: string
}

/** Cuts at marker lines: what follows `up` goes up, what follows `down` goes down. Text before the first marker goes nowhere. */
export function cutAtMarkers(text: string, up: RegExp, down: RegExp): Sections {
  const keep = { up: '', down: '' }
  let seenDown = false
  let section: 'up' | 'down' | undefined
  for (const line of text.split(/(?<=\n)/)) {
    if (up.test(line)) section = 'up'
    else if (down.test(line)) {
      section = 'down'
      seenDown = true
    }
    keep.up += section === 'up' ? line : blank(line)
    keep.down += section === 'down' ? line : blank(line)
  }
  return seenDown ? keep : { up: keep.up }
}

/** Cuts once: what stands above the marker goes up, what stands below goes down. */
export function cutBelow(text: string, marker: RegExp): Sections {
  const found = marker.exec(text)
  if (!found) return { up: text }
  const end = found.index + found[0].length
  return { up: text.slice(0, found.index) + blank(text.slice(found.index)), down: blank(text.slice(0, end)) + text.slice(end) }
}

/** Blanks what only psql understands: meta-commands, and the rows after COPY … FROM stdin. */
export function blankPsql(text: string): string {
  if (!/^\\/m.test(text)) return text
  return text.replace(/^COPY\s[^;]*\bFROM\s+stdin\b[^;]*;[^\n]*\n[\s\S]*?^\\\.[^\n]*$/gim, blank).replace(/^\\[^\n]*$/gm, blank)
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ')
}

const CREATE_TABLE = /\bcreate\s+(?:(?:global|local)\s+)?(?:unlogged\s+)?table\b/gi

export function countTables(sql: string): number {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').match(CREATE_TABLE)?.length ?? 0
}
