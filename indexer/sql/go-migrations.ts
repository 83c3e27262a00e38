// Go source in, the statements on tables that stand in it as texts out: migrations written in Go, and schemas that a program makes when it
// starts. Each file becomes one text in which everything else is blanked, so that lines are those of the file.

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

export function goSchemaText(source: string): GoSchemaText | undefined {
  const downs = downRegions(source)
  const unread: { line: number }[] = []
  let up = ''
  let from = 0
  for (const { value, at, end } of joined(literalsOf(source), source)) {
    if (!DDL.test(value) || isSaid(source, at) || downs.some(([start, stop]) => at >= start && at < stop)) continue
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

/** Functions that go down: by name, as the second that is handed to a runner, or as the field that rolls back. */
function downRegions(source: string): readonly (readonly [number, number])[] {
  const handed = new Set(
    [...source.matchAll(/\b(?:AddMigration\w*|Add(?:Named)?MigrationNoTx\w*|MustRegister|Register)\(\s*\w+\s*,\s*(\w+)\s*\)/g)].map(
      (m) => m[1],
    ),
  )
  const starts = [...source.matchAll(/^func\s+(?:\([^)]*\)\s*)?(\w+)\s*\([^\n]*\{\s*$|^[ \t]*(Rollback|Down|Migrate|Up)\s*:\s*func\b/gm)]
  return starts.flatMap(({ 1: name, 2: field, index }, i): readonly (readonly [number, number])[] => {
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
