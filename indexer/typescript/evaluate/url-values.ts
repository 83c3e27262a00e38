// URLs as values: a base before a path, `new URL(path, base)` and its parts.

import { concatenate, mapText, variantsOf } from './text.ts'
import { alternativesOf, either, hole, type Part, text, type Value } from './values.ts'

const ABSOLUTE = /^([a-z][a-z\d+.-]*:)?\/\//i

/** Whether the text names a host of its own, so that no base goes before it. */
function isAbsolute(parts: readonly Part[]): boolean {
  const [head, next] = parts
  if (typeof head === 'string') return ABSOLUTE.test(head)
  return head?.own === true || (typeof next === 'string' && next.startsWith('://'))
}

export function joinBase(base: Value, url: Value): Value {
  if (base.t === 'none') return url
  return either(
    alternativesOf(url).map((one) =>
      either(
        variantsOf(one).map((parts): Value => {
          const path: Value = { t: 'text', parts }
          if (isAbsolute(parts)) return path
          return parts.length === 0 ? base : concatenate([base, text('/'), path])
        }),
      ),
    ),
  )
}

/** The address of `new URL(path, base)`: a path from the root leaves only the host of its base. */
export function resolveUrl(path: Value, base: Value | undefined): Value {
  if (!base || base.t === 'none') return path
  return either(
    variantsOf(path).map((parts): Value => {
      const of: Value = { t: 'text', parts }
      if (isAbsolute(parts)) return of
      const [head] = parts
      if (typeof head === 'string' && head.startsWith('/')) return concatenate([originOf(base), of])
      return concatenate([base, text('/'), of])
    }),
  )
}

/** Scheme and host of a URL; the application's own host where it is not written. */
export function originOf(url: Value): Value {
  return either(
    variantsOf(url).map((parts) => {
      const [head] = parts
      const written = typeof head === 'string' ? /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(head) : null
      if (written) return text(written[0])
      if (typeof head !== 'string' && head?.param) return { t: 'hole', hole: head }
      return hole('host', { own: true })
    }),
  )
}

/** What stands behind the host. */
export function pathOf(url: Value): Value {
  return either(
    variantsOf(url).map((parts): Value => {
      const [head, ...rest] = parts
      if (typeof head === 'string') return { t: 'text', parts: [head.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, ''), ...rest] }
      return head?.own ? { t: 'text', parts: rest } : { t: 'text', parts }
    }),
  )
}

/** Properties of a URL object. */
export function urlProperty(href: Value, name: string): Value {
  switch (name) {
    case 'href':
      return href
    case 'origin':
      return originOf(href)
    case 'host':
    case 'hostname':
      return either(
        alternativesOf(originOf(href)).map((origin) => mapText(origin, (piece) => piece.replace(/^[a-z][a-z\d+.-]*:\/\//i, ''))),
      )
    case 'pathname':
      return pathOf(href)
    case 'search':
    case 'hash':
      return hole(name, { query: true })
    case 'protocol':
    case 'port':
      return hole(name, { own: true })
    default:
      return hole(name)
  }
}
