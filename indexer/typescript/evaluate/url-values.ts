// URLs as values: a base before a path, `new URL(path, base)` and its parts.

import { concatenate, mapText, variantsOf } from './text.ts'
import { alternativesOf, either, hole, type Part, text, type Value } from './values.ts'

const ABSOLUTE = /^([a-z][a-z\d+.-]*:)?\/\//i

/** Whether the text names a host of its own, so that no base goes before it. */
function isAbsolute(parts: readonly Part[]): boolean {
  const [head, next] = parts
  if (typeof head === 'string') return ABSOLUTE.test(head)
  return head?.own === true || head?.env !== undefined || (typeof next === 'string' && next.startsWith('://'))
}

export function joinBase(base: Value, url: Value): Value {
  if (base.t === 'none') return url
  const folder = either(variantsOf(base).map((parts): Value => ({ t: 'text', parts: trimEnd(parts) })))
  return either(
    alternativesOf(url).map((one) =>
      either(
        variantsOf(one).map((parts): Value => {
          if (isAbsolute(parts)) return { t: 'text', parts }
          const path = whole(trimStart(parts))
          return path.length === 0 ? base : concatenate([folder, text('/'), { t: 'text', parts: path }])
        }),
      ),
    ),
  )
}

function trimEnd(parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1)
  return typeof last === 'string' ? [...parts.slice(0, -1), last.replace(/\/+$/, '')] : parts
}

function trimStart(parts: readonly Part[]): readonly Part[] {
  const [first, ...rest] = parts
  return typeof first === 'string' ? [first.replace(/^\/+/, ''), ...rest].filter((part) => part !== '') : parts
}

/** A lone hole behind a base is a path of its own, not a segment. */
function whole(parts: readonly Part[]): readonly Part[] {
  const [only] = parts
  return parts.length === 1 && typeof only === 'object' && !only.extent ? [{ ...only, extent: 'path' }] : parts
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
function originOf(url: Value): Value {
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
function pathOf(url: Value): Value {
  return either(
    variantsOf(url).map((parts): Value => {
      const [head, ...rest] = parts
      if (typeof head === 'string') return { t: 'text', parts: [head.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, ''), ...rest] }
      // The page's own base path is the root until somebody says otherwise.
      return head?.own ? { t: 'text', parts: rest.length > 0 ? rest : ['/'] } : { t: 'text', parts }
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
