// Go source in, the statements on tables that stand in it as texts out: migrations written in Go, and schemas that a program makes when it
// starts. Each file becomes one text in which everything else is blanked, so that lines are those of the file.

import { dialectOfWord } from './dialect.ts'
import type { Dialect } from './migrations.ts'

interface GoText {
  readonly value: string
  /** Character offsets in the file, of the whole literal. */
  readonly at: number
  readonly end: number
}

interface GoSchemaText {
  readonly up: string
  /** Statements on tables that the code makes of parts known only when it runs. */
  readonly unread: readonly { readonly line: number }[]
}

const DDL =
  /(?:^|;)\s*(?:--[^\n]*\n\s*)*(?:create\s+(?:(?:unique|temp|temporary|unlogged|virtual|or\s+replace)\s+)*(?:table|index|view|materialized|type|extension|schema|domain|sequence|function|trigger)|alter\s+(?:table|index|type)|drop\s+(?:table|index|view|type)|rename\s+table)\b/i
/** Cheap enough for every file of a repository. */
export const MAY_HOLD_SCHEMA = /\b(?:create|alter)\s+table\b/i
const LITERAL = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)+'|`[^`]*`|"(?:[^"\\\n]|\\.)*"/g
const DOWN = /^(?:down|rollback|revert|undo|drop|teardown)|(?:down|rollback|revert|undo)$|^down_?\d/i
const DOWN_TEXT = /^(?:down|rollback|revert|undo|teardown)|(?:down|rollback|revert|undo)$/i

/** `likely` is the database of the program: what the source writes for another one is left out. */
export function goSchemaText(source: string, likely: Dialect = 'postgres'): GoSchemaText | undefined {
  const bare = source.replace(LITERAL, (text) => text.replace(/[^\r\n]/g, ' '))
  const downs = downRegions(source, bare)
  const unread: { line: number }[] = []
  let up = ''
  let from = 0
  for (const { value, at, end } of joined(literalsOf(source), source)) {
    if (!DDL.test(value) || isSaid(source, at) || downs.some(([start, stop]) => at >= start && at < stop)) continue
    if (isForAnother(bare, at, likely)) continue
    // A format has holes; so has a text to which a value is added.
    if (isFormat(source, at, value) || isExtended(source, at, end)) {
      unread.push({ line: source.slice(0, at).split('\n').length })
      continue
    }
    const lost = source.slice(at, end).split('\n').length - value.split('\n').length
    up += `${blank(source.slice(from, at))}${value.replace(/--[^\n]*$/, '')};${'\n'.repeat(Math.max(0, lost))}`
    from = end
  }
  return from > 0 || unread.length > 0 ? { up: up + blank(source.slice(from)), unread } : undefined
}

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ')

type Region = readonly [number, number]

/** What goes down: functions by name, as the second that is handed to a runner, or as the field that rolls back; texts and lists by name. */
function downRegions(source: string, bare: string): readonly Region[] {
  return [...downFunctions(source), ...handedBeside(bare), ...downTexts(bare)]
}

/** `Register(func …{ up }, func …{ down })` */
function handedBeside(bare: string): readonly Region[] {
  return [...bare.matchAll(/Register\(\s*func\b[^{]*\{/g)].flatMap(({ 0: head, index }): readonly Region[] => {
    const end = closing(bare, index + head.length)
    const second = /^\}\s*,\s*func\b[^{]*\{/.exec(bare.slice(end, end + 200))
    return second ? [[end, closing(bare, end + second[0].length)]] : []
  })
}

/** A text or a list of texts under a name that says so. */
function downTexts(bare: string): readonly Region[] {
  return [...bare.matchAll(/\b(\w+)\s*:?=[ \t]*(\[\]string\s*\{)?/g)].flatMap(
    ({ 0: head, 1: name = '', 2: list, index }): readonly Region[] => {
      const start = index + head.length
      return DOWN_TEXT.test(name) ? [[index, list === undefined ? start + 1 : closing(bare, start)]] : []
    },
  )
}

/** Where the block ends that begins right before `from`. */
function closing(bare: string, from: number): number {
  let depth = 1
  for (let at = from; at < bare.length; at++) {
    if (bare[at] === '{') depth++
    else if (bare[at] === '}' && --depth === 0) return at
  }
  return bare.length
}

/** The element of a list in which a text stands names another database: `{stmts: []string{…}, flavor: &mysql}`. */
function isForAnother(bare: string, at: number, likely: Dialect): boolean {
  let from = at
  for (let block = 0; block < ELEMENT_DEPTH; block++) {
    const open = opening(bare, from)
    // The body of a function or of a condition is no element.
    if (
      open < 0 ||
      !/[,{\w\]]$/.test(bare.slice(Math.max(0, open - 400), open).trimEnd()) ||
      /\b(?:if|for|switch|func|else)\b[^\n]*$/.test(bare.slice(Math.max(0, open - 200), open))
    )
      return false
    const named = namedIn(bare.slice(open + 1, closing(bare, open + 1)))
    if (named.size > 0) return !named.has(likely)
    from = open
  }
  return false
}

const ELEMENT_DEPTH = 2
const DATABASE = /postgres(?:ql)?|cockroach(?:db)?|mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|clickhouse/gi

/** Databases in the names that stand in a block itself, not in blocks inside of it. */
function namedIn(block: string): ReadonlySet<Dialect> {
  let own = block
  for (let before = ''; own !== before; ) {
    before = own
    own = own.replace(/\{[^{}]*\}/g, ' ')
  }
  return new Set([...own.matchAll(DATABASE)].flatMap(([word]) => dialectOfWord(word) ?? []))
}

/** Where the block begins in which this place is. */
function opening(bare: string, at: number): number {
  let depth = 0
  for (let i = at - 1; i >= 0; i--) {
    if (bare[i] === '}') depth++
    else if (bare[i] === '{' && depth-- === 0) return i
  }
  return -1
}

function downFunctions(source: string): readonly Region[] {
  const handed = new Set(
    [...source.matchAll(/\b(?:AddMigration\w*|Add(?:Named)?MigrationNoTx\w*|MustRegister|Register)\(\s*\w+\s*,\s*(\w+)\s*\)/g)].map(
      (m) => m[1],
    ),
  )
  const starts = [...source.matchAll(/^func\s+(?:\([^)]*\)\s*)?(\w+)\s*\([^\n]*\{\s*$|^[ \t]*(Rollback|Down|Migrate|Up)\s*:\s*func\b/gm)]
  return starts.flatMap(({ 1: name, 2: field, index }, i): readonly Region[] => {
    const down = name === undefined ? field === 'Rollback' || field === 'Down' : DOWN.test(name) || handed.has(name)
    return down ? [[index, starts[i + 1]?.index ?? source.length]] : []
  })
}

function literalsOf(source: string): readonly GoText[] {
  return [...source.matchAll(LITERAL)].flatMap(({ 0: raw, index: at }): readonly GoText[] => {
    const quote = raw[0]
    if (quote === '`') return [{ value: raw.slice(1, -1), at, end: at + raw.length }]
    return quote === '"' ? [{ value: decode(raw), at, end: at + raw.length }] : []
  })
}

/** Line breaks become blanks: what is written in one line stays in it. */
function decode(raw: string): string {
  return raw.slice(1, -1).replace(/\\(.)/g, (_, c: string) => (/[nrt]/.test(c) ? ' ' : c))
}

/** `"a" + "b"` is one text. */
function joined(literals: readonly GoText[], source: string): readonly GoText[] {
  const texts: GoText[] = []
  for (const literal of literals) {
    const last = texts.at(-1)
    const between = last ? source.slice(last.end, literal.at) : ''
    if (last && /^\s*\+\s*$/.test(between)) texts[texts.length - 1] = { value: last.value + literal.value, at: last.at, end: literal.end }
    else texts.push(literal)
  }
  return texts
}

/** What an error or a log says begins like a statement at times. */
function isSaid(source: string, at: number): boolean {
  return SAYS.test(source.slice(Math.max(0, at - 100), at))
}

const SAYS =
  /\b(?:Errorf|errors\.New|Wrapf?|WithMessagef?|panic|(?:Print|Fatal|Panic|Info|Debug|Warn|Warning|Error|Log|Trace)(?:f|ln|w|Context)?|Msgf?)\(\s*(?:[\w.]+\s*,\s*)*$/

function isFormat(source: string, at: number, value: string): boolean {
  return /printf\(\s*$/.test(source.slice(Math.max(0, at - 60), at)) && /%[+#]?[svdqtx]/.test(value)
}

function isExtended(source: string, at: number, end: number): boolean {
  return /^\s*\+/.test(source.slice(end, end + 40)) || /\+\s*$/.test(source.slice(Math.max(0, at - 40), at))
}
