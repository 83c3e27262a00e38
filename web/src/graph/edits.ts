// What a reader did to a picture, as text short enough for an address: `xk3j9d.hq81zz.m9f0aa~120~-40`.
// A node is named by a hash of its id; the picture to which the edits are applied knows the id itself.

export type Edit =
  /** Adds neighbours, or only those over one relationship in one direction. */
  | { readonly kind: 'expand'; readonly key: string; readonly over?: { readonly relationship: string; readonly direction: 'in' | 'out' } }
  /** Folds away what hangs on the node. */
  | { readonly kind: 'collapse'; readonly key: string }
  | { readonly kind: 'unfold'; readonly key: string }
  | { readonly kind: 'hide'; readonly key: string }
  /** Shows everything that was hidden. */
  | { readonly kind: 'reveal' }
  /** Shows the members of a group, or groups them again. */
  | { readonly kind: 'open'; readonly key: string }
  | { readonly kind: 'close'; readonly key: string }
  | { readonly kind: 'move'; readonly key: string; readonly x: number; readonly y: number }
  /** Lays everything out afresh. */
  | { readonly kind: 'tidy' }

const LETTERS = { expand: 'x', collapse: 'c', unfold: 'u', hide: 'h', reveal: 'r', open: 'o', close: 'g', move: 'm', tidy: 't' } as const

/** 53 bits of the id (cyrb53), in base 36: two nodes of one picture do not meet. */
export function keyOf(id: string): string {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}

export function formatEdit(edit: Edit): string {
  const letter = LETTERS[edit.kind]
  switch (edit.kind) {
    case 'expand':
      return edit.over ? `${letter}${edit.key}~${edit.over.relationship}~${edit.over.direction}` : letter + edit.key
    case 'move':
      return `${letter}${edit.key}~${Math.round(edit.x)}~${Math.round(edit.y)}`
    case 'reveal':
    case 'tidy':
      return letter
    default:
      return letter + edit.key
  }
}

export const formatEdits = (edits: readonly Edit[]): string => edits.map(formatEdit).join('.')

/** What cannot be read is left out: an address may have been cut. */
export function parseEdits(text: string | undefined): readonly Edit[] {
  if (!text) return []
  return text.split('.').flatMap((part) => parseEdit(part) ?? [])
}

function parseEdit(part: string): Edit | undefined {
  const [key = '', first, second] = part.slice(1).split('~')
  switch (part[0]) {
    case 'r':
      return { kind: 'reveal' }
    case 't':
      return { kind: 'tidy' }
  }
  if (!/^[0-9a-z]+$/.test(key)) return undefined
  switch (part[0]) {
    case 'x':
      if (first && (second === 'in' || second === 'out')) return { kind: 'expand', key, over: { relationship: first, direction: second } }
      return { kind: 'expand', key }
    case 'c':
      return { kind: 'collapse', key }
    case 'u':
      return { kind: 'unfold', key }
    case 'h':
      return { kind: 'hide', key }
    case 'o':
      return { kind: 'open', key }
    case 'g':
      return { kind: 'close', key }
    case 'm': {
      const x = Number(first)
      const y = Number(second)
      return Number.isFinite(x) && Number.isFinite(y) ? { kind: 'move', key, x, y } : undefined
    }
    default:
      return undefined
  }
}
