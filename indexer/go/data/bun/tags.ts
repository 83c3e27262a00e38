// The `bun` tag, as internal/tagparser reads it: a name, then options, each alone or with a value.

export interface BunTag {
  readonly name: string
  /** All values of an option, in order. */
  readonly options: ReadonlyMap<string, readonly string[]>
}

export function parseTag(text: string): BunTag {
  const options = new Map<string, string[]>()
  let name = ''
  for (const [i, piece] of pieces(text).entries()) {
    const colon = piece.startsWith('"') ? -1 : piece.indexOf(':')
    if (i === 0 && colon < 0) {
      name = unquoted(piece.trim())
      continue
    }
    const key = (colon < 0 ? piece : piece.slice(0, colon)).trim()
    if (key === '') continue
    options.set(key, [...(options.get(key) ?? []), colon < 0 ? '' : unquoted(piece.slice(colon + 1).trim())])
  }
  return { name, options }
}

/** Commas part, save in quotes and parentheses. */
function pieces(text: string): readonly string[] {
  const found: string[] = []
  let from = 0
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (c === '"' && text.charAt(i - 1) !== '\\') quoted = !quoted
    else if (quoted) continue
    else if (c === '(') depth++
    else if (c === ')') depth--
    else if (c === ',' && depth <= 0) {
      found.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...found, text.slice(from)]
}

const unquoted = (text: string) => (/^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('\\"', '"') : text)
