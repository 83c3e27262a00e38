// Go's string and rune literals, decoded as Go decodes them.

const simple: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34 }
const escapeSequence = /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y

interface Escape {
  readonly value: number
  /** A byte of UTF-8 rather than a code point. */
  readonly byte: boolean
  readonly length: number
}

function readEscape(text: string, at: number): Escape | undefined {
  escapeSequence.lastIndex = at
  const found = escapeSequence.exec(text)
  if (found === null) return undefined
  const [whole, letter, octal, hex, short, long] = found
  const length = whole.length
  if (letter !== undefined) return { value: simple[letter] ?? 0, byte: false, length }
  if (octal !== undefined) return { value: Number.parseInt(octal, 8) & 0xff, byte: true, length }
  if (hex !== undefined) return { value: Number.parseInt(hex, 16), byte: true, length }
  return { value: Number.parseInt(short ?? long ?? '', 16), byte: false, length }
}

const character = (code: number): string => (code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\uFFFD' : String.fromCodePoint(code))

/** `literal` with its quotes; one that does not end is read to its end. */
export function decodeString(literal: string): string {
  const quote = literal[0]
  const inner = literal.length > 1 && literal.endsWith(quote ?? '') ? literal.slice(1, -1) : literal.slice(1)
  if (quote === '`') return inner.includes('\r') ? inner.replaceAll('\r', '') : inner
  if (!inner.includes('\\')) return inner
  let text = ''
  let bytes: number[] = []
  const flush = (): void => {
    if (bytes.length > 0) text += Buffer.from(bytes).toString('utf8')
    bytes = []
  }
  for (let i = 0; i < inner.length; ) {
    const found = inner[i] === '\\' ? readEscape(inner, i) : undefined
    if (found?.byte === true) {
      bytes.push(found.value)
    } else {
      flush()
      text += found === undefined ? inner[i] : character(found.value)
    }
    i += found?.length ?? 1
  }
  flush()
  return text
}

/** The code point of a rune literal, in decimal. */
export function decodeRune(literal: string): string {
  const inner = literal.slice(1, -1)
  const found = inner[0] === '\\' ? readEscape(inner, 0) : undefined
  return String(found?.value ?? inner.codePointAt(0) ?? 0)
}
