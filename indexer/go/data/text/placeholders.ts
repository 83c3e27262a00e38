// Placeholders of every driver as `$n`: `?`, `:name`, `@name`, `$name`. In quotes, comments and dollar quotes nothing is one.

/** Replaces each placeholder by what `mark` gives for its name, with its sign; a text with numbered ones keeps its question marks. */
export function markPlaceholders(sql: string, mark: (name: string | undefined) => string): string {
  const pieces = codeAndRest(sql)
  const numbered = pieces.some((p) => p.code && /(?:^|[^\w$])\$\d/.test(p.text))
  return pieces.map((p, i) => (p.code ? inCode(p.text, pieces[i + 1]?.text ?? '', numbered, mark) : p.text)).join('')
}

/** `::type`, `:=` and slices are no names; `@>`, `@@` and `<@` are operators; `?|` and `?&` ask jsonb for keys. */
const PLACEHOLDER =
  /::|:=|@@|<@|@[>?]|\?[|&]|\?\??|(?<![\w\])}:])[:](?=[A-Za-z_])[\w.]+|(?<![\w@])@[A-Za-z_]\w*|(?<![\w$])\$[A-Za-z_]\w*(?!\w*\$)/g

function inCode(code: string, after: string, numbered: boolean, mark: (name: string | undefined) => string): string {
  return code.replace(PLACEHOLDER, (found, at: number) => {
    // The escape of sqlx and of JDBC for the operator itself.
    if (found === '??') return '?'
    // Right before a text it asks jsonb for a key.
    if (found === '?' && after.startsWith("'") && code.slice(at + 1).trim() === '') return found
    if (found === '?') return numbered ? found : mark(undefined)
    return /^[:@$][A-Za-z_]/.test(found) ? mark(found) : found
  })
}

const SKIPPED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/g

function codeAndRest(sql: string): readonly { readonly code: boolean; readonly text: string }[] {
  const pieces: { code: boolean; text: string }[] = []
  let at = 0
  for (const match of sql.matchAll(SKIPPED)) {
    pieces.push({ code: true, text: sql.slice(at, match.index) }, { code: false, text: match[0] })
    at = match.index + match[0].length
  }
  pieces.push({ code: true, text: sql.slice(at) })
  return pieces
}
