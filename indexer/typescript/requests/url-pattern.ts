// The URL of a request as parts → host and path pattern. `:name` stands for a segment that is not known, `*` for an
// unknown tail. The query is dropped.

import type { Hole, Part } from '../evaluate/values.ts'

type Base =
  /** The page's own host, or one that the application is configured with. */
  | { readonly kind: 'own' }
  /** What goes before the path is not known; it may be a host, a prefix, or both. */
  | { readonly kind: 'unknown'; readonly hole: Hole }
  | { readonly kind: 'external'; readonly host: string }

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `glued`: it stands right behind a word, so it may be more than one segment. */
  | { readonly kind: 'variable'; readonly name: string; readonly hole: Hole; readonly glued?: true }
  /** Everything from here on is unknown; `after` is the literal that it is glued to. `named`: only its name says that it is a path. */
  | { readonly kind: 'tail'; readonly after: string; readonly hole: Hole; readonly named?: true }

export interface UrlPattern {
  readonly base: Base
  readonly segments: readonly Segment[]
}

const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal|.*\.local(host)?|.*\.test)(:|$)/i
const SCHEME = /^(https?|wss?):\/\//i
/** Names of values that are a query string. */
const QUERY_NAME =
  /^(q|qs|query|search|filters?|params?|suffix|querystring|\w+(query|queryString|qs|params|search|filters?))(string|str)?$/i
/** Names of values that are themselves paths. */
const PATH_NAME = /^(path|pathname|url|uri|endpoint|route|href|resource|link|\w+(path|url|uri|endpoint|route))$/i

/** Undefined when the URL is no address of a server: `data:`, `blob:`, a file of the bundle. */
export function urlPattern(variant: readonly Part[]): UrlPattern | undefined {
  const parts = cutQuery(trim(variant))
  const [head] = parts
  if (typeof head === 'string' && /^(data|blob|mailto|file|javascript|about|chrome-extension):/i.test(head)) return undefined
  const { base, rest } = splitBase(parts)
  return { base, segments: segmentsOf(rest) }
}

function trim(parts: readonly Part[]): readonly Part[] {
  const last = parts.length - 1
  const trimmed = parts.map((part, i) => {
    if (typeof part !== 'string') return part
    const start = i === 0 ? part.trimStart() : part
    return i === last ? start.trimEnd() : start
  })
  return trimmed.filter((part) => part !== '')
}

function cutQuery(parts: readonly Part[]): Part[] {
  const kept: Part[] = []
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') {
      if (part.query || isQueryHole(kept, part, parts[i + 1])) break
      kept.push(part)
      continue
    }
    // A lone `&` before a query's first pair comes from `path.includes('?') ? '&' : '?'`.
    const end = part.search(/[?#]|&[\w.[\]-]*(=|$)/)
    if (end < 0) kept.push(part)
    else {
      if (end > 0) kept.push(part.slice(0, end))
      break
    }
  }
  return kept
}

/** A hole glued to a finished segment, named like a query, and followed by nothing. */
function isQueryHole(before: readonly Part[], part: Hole, next: Part | undefined): boolean {
  const last = before.at(-1)
  const glued = typeof last === 'string' ? !/[/=._-]$/.test(last) && last !== '' : last !== undefined && before.length > 1
  return glued && next === undefined && QUERY_NAME.test(part.name)
}

function splitBase(parts: readonly Part[]): { base: Base; rest: readonly Part[] } {
  const [head, next] = parts
  if (head === undefined) return { base: { kind: 'own' }, rest: [] }
  if (typeof head === 'string') {
    // Two slashes begin a host only if what follows can be one; a base of `/` leaves them as well.
    const scheme = SCHEME.exec(head) ?? /^\/\/(?=[\w-]+[.:]|$)/.exec(head)
    if (!scheme) return { base: { kind: 'own' }, rest: parts }
    return splitHost([head.slice(scheme[0].length), ...parts.slice(1)])
  }
  // `${protocol}//${host}/…`
  if (typeof next === 'string' && /^:?\/\//.test(next)) return splitHost([next.replace(/^:?\/\//, ''), ...parts.slice(2)])
  const rest = parts.slice(1)
  if (head.own) return { base: { kind: 'own' }, rest: afterHost(rest) }
  // A lone hole, or one before a path, is a base; what names itself a segment (`${id}/edit`) cannot begin a URL.
  return { base: { kind: 'unknown', hole: head }, rest }
}

/** `parts` begin behind the scheme. */
function splitHost(parts: readonly Part[]): { base: Base; rest: readonly Part[] } {
  let host = ''
  const holes: Hole[] = []
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') {
      holes.push(part)
      continue
    }
    const slash = part.indexOf('/')
    host += slash < 0 ? part : part.slice(0, slash)
    if (slash >= 0) return { base: hostBase(host, holes), rest: [part.slice(slash), ...parts.slice(i + 1)] }
  }
  return { base: hostBase(host, holes), rest: [] }
}

function hostBase(host: string, holes: readonly Hole[]): Base {
  const open = holes.find((one) => !one.own)
  if (open) return open.env !== undefined && host.replace(/^:\d*$/, '') === '' ? { kind: 'own' } : { kind: 'unknown', hole: open }
  if (holes.length > 0) return { kind: 'own' }
  return LOCAL_HOST.test(host) || /^:\d+$/.test(host) ? { kind: 'own' } : { kind: 'external', host }
}

/** Behind a host there may still be a port. */
function afterHost(rest: readonly Part[]): readonly Part[] {
  const [head, ...others] = rest
  if (typeof head === 'string') return [head.replace(/^:\d+/, ''), ...others]
  // Two holes of the address in a row: `${location.protocol}${location.host}`, `${origin}:${port}`.
  return head?.own ? afterHost(others) : rest
}

function segmentsOf(parts: readonly Part[]): Segment[] {
  const pieces: Part[][] = [[]]
  for (const part of parts) {
    if (typeof part !== 'string') {
      pieces.at(-1)?.push(part)
      continue
    }
    const [first = '', ...others] = part.split('/')
    if (first) pieces.at(-1)?.push(first)
    for (const other of others) pieces.push(other ? [other] : [])
  }
  const filled = pieces.filter((piece) => piece.length > 0)
  const segments: Segment[] = []
  for (const [i, piece] of filled.entries()) {
    segments.push(...pieceSegments(piece, i === filled.length - 1))
    if (segments.at(-1)?.kind === 'tail') break
  }
  return segments
}

function pieceSegments(piece: readonly Part[], last: boolean): Segment[] {
  const first = piece[0] ?? ''
  const hole = piece.find((part) => typeof part !== 'string')
  if (!hole) {
    const written = piece.join('')
    // `{id}` and `:id` are the placeholders of generated and hand-written clients.
    const placeholder = /^(?:\{(\w+)\}|:(\w+)\??)$/.exec(written)
    if (!placeholder) return [{ kind: 'literal', text: decode(written) }]
    const name = placeholder[1] ?? placeholder[2] ?? ''
    return [{ kind: 'variable', name, hole: { name } }]
  }
  const variable = { kind: 'variable', name: variableName(hole), hole } as const
  if (piece.length === 1) {
    if (last && hole.extent === 'path') return [{ kind: 'tail', after: '', hole }]
    return [last && !hole.extent && PATH_NAME.test(hole.name) ? { kind: 'tail', after: '', hole, named: true } : variable]
  }
  // `user-${id}`, `${id}.json` are one unknown segment; a hole glued to a word is a query, or more of the path.
  const glued = typeof first === 'string' && !/[-_.~@:,=]$/.test(first) && piece.length === 2
  if (!glued) return [variable]
  return last
    ? [{ kind: 'tail', after: first, hole }]
    : [
        { kind: 'literal', text: decode(first) },
        { ...variable, glued: true },
      ]
}

/** When nobody says more, a value with the name of a path is one segment behind those that are known. */
export function closeTail(pattern: UrlPattern): UrlPattern {
  const known = pattern.segments.some(isTelling)
  const segments = pattern.segments.map(
    (s): Segment => (s.kind === 'tail' && s.named && known ? { kind: 'variable', name: variableName(s.hole), hole: s.hole } : s),
  )
  return { ...pattern, segments }
}

/** Segments that only say where an API begins. */
const BASE_WORD = /^(api|apis|rest|v\d+(\.\d+)?|internal|public|backend|services?|graphql)$/i

export function isTelling(segment: Segment): boolean {
  return segment.kind === 'literal' && !BASE_WORD.test(segment.text)
}

function variableName(hole: Hole): string {
  return /^\w+$/.test(hole.name) ? hole.name : 'value'
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function printPath(pattern: UrlPattern): string {
  const printed = pattern.segments.map((s) => (s.kind === 'literal' ? s.text : s.kind === 'variable' ? `:${s.name}` : `${s.after}*`))
  return printed.length > 0 ? `/${printed.join('/')}` : pattern.base.kind === 'unknown' ? '*' : '/'
}
