// Strings: every way in which a value may read as one, and their concatenation.

import { alternativesOf, either, type Part, type Value } from './values.ts'

const MOST_VARIANTS = 64

/** Parts of the page's own address: whatever they hold, the request stays with the application. */
export const LOCATION = /^#(location(\.(origin|host|hostname|protocol|port|href))?|baseURI|URL|documentURI)$/

/** The variants of a value as text. */
export function variantsOf(value: Value): readonly (readonly Part[])[] {
  switch (value.t) {
    case 'text':
      return [value.parts]
    case 'hole':
      return [[value.hole]]
    case 'none':
      return [[]]
    case 'either':
      return value.of.flatMap(variantsOf)
    case 'made':
      return variantsOf(value.of)
    case 'url':
      return variantsOf(value.href)
    case 'arr': {
      // What a list of one reads as; a key of more begins with the URL by custom.
      const [first] = value.items
      return first ? variantsOf(first) : [[]]
    }
    case 'lib':
      return [[libraryPart(value.path, value.args)]]
    default:
      return [[{ name: '' }]]
  }
}

function libraryPart(path: string, args: readonly Value[]): Part {
  if (LOCATION.test(path)) return { name: 'origin', own: true }
  if (path.startsWith('#URLSearchParams()')) return { name: 'query', query: true }
  // The value of an unknown call is best named after what went in: `format(id)` → id.
  const [first] = args
  const inner = first?.t === 'hole' ? first.hole.name : ''
  return { name: inner || (/([\w$]+)(\(\))?$/.exec(path)?.[1] ?? '') }
}

export function concatenate(values: readonly Value[]): Value {
  let variants: Part[][] = [[]]
  for (const value of values) {
    const next = variantsOf(value)
    if (variants.length * next.length > MOST_VARIANTS) {
      // Too many to follow one by one: what varies becomes a hole.
      variants = variants.map((v) => [...v, { name: '' }])
      continue
    }
    variants = variants.flatMap((before) => next.map((parts) => joinParts(before, parts)))
  }
  return either(variants.map((parts): Value => ({ t: 'text', parts })))
}

function joinParts(before: readonly Part[], after: readonly Part[]): Part[] {
  const joined = [...before]
  for (const part of after) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else if (part !== '') joined.push(part)
  }
  return joined
}

/** Applies `change` to the literal pieces of every variant. */
export function mapText(value: Value, change: (piece: string) => string): Value {
  return either(
    alternativesOf(value).map(
      (one): Value => (one.t === 'text' ? { t: 'text', parts: one.parts.map((p) => (typeof p === 'string' ? change(p) : p)) } : one),
    ),
  )
}

/** A text whose host, if it names one, is the application's own: the default of a configured base. */
export function ownHost(value: Value): Value {
  return either(
    alternativesOf(value).map((one): Value => {
      const [head, ...rest] = one.t === 'text' ? one.parts : []
      const url = typeof head === 'string' ? /^(https?|wss?):\/\/[^/?#]*(.*)$/s.exec(head) : null
      if (!url) return one
      return { t: 'text', parts: [{ name: 'host', own: true }, ...(url[2] ? [url[2]] : []), ...rest] }
    }),
  )
}
