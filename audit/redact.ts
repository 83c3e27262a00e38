// Takes secret values out of text that may be shown: known token shapes, passwords in URLs, private keys, and quoted
// values given to a name that says secret. It cannot know a secret that looks like an ordinary word.

import { TOKEN_SHAPES } from '#graph/token-shapes.ts'

const MASK = '[redacted]'

/** What is certain, and beside it what a reader would not want shown either: test keys, shorter tokens, public halves. */
const SHAPES: readonly RegExp[] = [
  ...TOKEN_SHAPES.map(([, shape]) => new RegExp(shape.source, 'g')),
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g,
  /\b(?:AGPA|AIDA|AROA)[A-Z0-9]{16}\b/g,
  /\b(?:sk|rk|pk)_(?:live|test)_\w{16,}\b/g,
  /\bwhsec_\w{20,}\b/g,
  /\bsk-(?:ant-)?[\w-]{20,}/g,
  /\bya29\.[\w-]{20,}/g,
  /\bkey-[0-9a-f]{32}\b/g,
  /\b(?:AC|SK)[0-9a-f]{32}\b/g,
]

/** `scheme://user:password@host`: the password alone goes. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@'"`]*:)([^\s@/'"`]+)(@)/gi

/** `password=…` of a connection string, up to the next blank or separator. */
const DSN_PASSWORD = /\b((?:password|passwd|pwd)=)(?!\$|%|\{|\[redacted\])([^\s&;'"`]+)/gi

/** A name that says secret, then `=`, `:=`, `:` or a comma, then a quoted value. */
const NAMED =
  /((?:secret|passw(?:or)?d|passwd|passphrase|api_?key|access_?key|private_?key|signing_?key|encryption_?key|auth_?token|access_?token|refresh_?token|bearer|credential)\w*["'`\]]?\s*(?::=|[:=,]|=>)\s*(?:\[\]byte\()?)(["'`])((?:(?!\2)[^\\\n]|\\.){4,})\2/gi

export function redact(text: string): string {
  let out = text
  for (const shape of SHAPES) out = out.replace(shape, MASK)
  return out
    .replace(URL_PASSWORD, (_, before: string, _value: string, at: string) => `${before}${MASK}${at}`)
    .replace(DSN_PASSWORD, (_, before: string) => `${before}${MASK}`)
    .replace(NAMED, (whole: string, before: string, quote: string, value: string) =>
      isReference(value) ? whole : `${before}${quote}${MASK}${quote}`,
    )
}

/** Source text with the string literals of the given lines (from 1) masked too: lines where a secret is known to stand. */
export function redactLines(source: string, lines: ReadonlySet<number>): string {
  const masked = source
    .split('\n')
    .map((line, index) =>
      lines.has(index + 1) ? line.replace(/(["'`])(?:(?!\1)[^\\]|\\.)*\1/g, (_, quote: string) => `${quote}${MASK}${quote}`) : line,
    )
  return redact(masked.join('\n'))
}

/** The value names a place where a secret is kept, or is a placeholder in a statement or template: showing it gives nothing away. */
function isReference(value: string): boolean {
  return value === MASK || /^(?:\$\{?\w+\}?|\?|%[sv]|<[^>]+>)$/.test(value)
}
