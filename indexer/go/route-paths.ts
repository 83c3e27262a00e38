// Paths of routes as frameworks write them, in one way of writing: `:name`, `*`, what is not known in braces.

import { type Hole, options, type Value } from './values.ts'

export const slash = (text: string) => (text === '' || text.startsWith('/') ? text : `/${text}`)

/** Where another router is mounted: its own paths follow the prefix. */
export const mountPrefix = (path: string) => (path === '/' ? '' : path.replace(/\/\*$/, ''))

/** One way of writing for all frameworks: `:name`, `*`, no slash at the end. */
export function normalise(path: string, framework: string): string {
  const known = SYNTAX[framework]?.(path) ?? path
  const clean = known.replace(/\/{2,}/g, '/')
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean || '/'
}

/** Whether a slash at the end makes another path of it; Fiber answers with and without. */
export const isSlashed = (path: string, framework: string): boolean =>
  framework !== 'fiber' && path.length > 1 && (SYNTAX[framework]?.(path) ?? path).endsWith('/')

/** Braces: `{name}`, `{name:pattern}`; a pattern that runs over slashes is a wildcard. */
const braces = (path: string) =>
  path.replace(/\{([A-Za-z_][\w-]*)(?::((?:[^{}]|\{[^{}]*\})*))?\}/g, (_, name: string, pattern: string | undefined) =>
    pattern !== undefined && runsOverSlashes(pattern) ? '*' : `:${word(name)}`,
  )

const runsOverSlashes = (pattern: string): boolean =>
  /^(\.[*+]|.*\[\^?\/?\]?\.\*.*)\$?$/.test(pattern) || pattern.replace(/\[\^[^\]]*\]/g, '').includes('/')

/** A parameter's name as one word, so that it ends where the name does. */
const word = (name: string) => name.replaceAll(/\W/g, '_')

/** `*name` is a wildcard; a name runs to the next slash. */
const named = (path: string) => path.replace(/\*[A-Za-z_]\w*$/, '*').replace(/:([A-Za-z_][\w-]*)/g, (_, name: string) => `:${word(name)}`)

const SYNTAX: Readonly<Record<string, (path: string) => string>> = {
  // Constraints and optional marks are Fiber's own: `:id<int>`, `:name?`, `+`.
  fiber: (path) =>
    path
      .replace(/:([A-Za-z0-9_]+)(<[^>]*>)?\??/g, ':$1')
      .replace(/\+\d*$/, '*')
      .replace(/\*\d+/g, '*'),
  gin: named,
  httprouter: named,
  echo: named,
  chi: braces,
  'gorilla/mux': braces,
  huma: braces,
  // `{rest...}` and a slash at the end take all below; `{$}` is the end itself.
  'net/http': (path) => (path.endsWith('/{$}') ? path.slice(0, -3) : braces(path.replace(/\{\w*\.\.\.\}$/, '*').replace(/\/$/, '/*'))),
}

/** A middleware's prefix covers a route: in v2 as plain text, from v3 on at a segment's border; parameters match anything. */
export function covers(prefix: string, path: string, version: number): boolean {
  if (prefix === '/' || prefix === '' || prefix === '/*' || prefix === '*') return true
  const wanted = prefix.replace(/\/?\*$/, '').split('/')
  const given = path.split('/')
  if (wanted.length > given.length) return false
  return wanted.every((segment, i) => {
    const at = given[i] ?? ''
    if (segment.startsWith(':') || segment === at) return true
    return i === wanted.length - 1 && version < 3 && at.toLowerCase().startsWith(segment.toLowerCase()) && !at.startsWith(':')
  })
}

/** In the braces of what is not known, as long as a framework's own braces are read. */
export const HOLE = '\uE001'

export const shown = (path: string): string => path.replaceAll(HOLE, '')

/** Texts that were put into a variable. */
export type Written = (value: Value) => readonly Value[]

/** The texts that a path value can be; what is not known stands in braces. */
export function pathTexts(value: Value, written?: Written, depth = 3): readonly PathText[] {
  const texts = options(value).flatMap((option) => {
    if (option.kind !== 'string') return [{ text: `/{${HOLE}path}`, partial: true }]
    let variants: PathText[] = [{ text: '', partial: false }]
    for (const part of option.parts) {
      const texts = typeof part === 'string' ? [{ text: part, partial: false }] : holeTexts(part, written, depth)
      variants = variants.flatMap((v) => texts.map((t) => ({ text: v.text + t.text, partial: v.partial || t.partial })))
      if (variants.length > 16) variants = variants.slice(0, 16)
    }
    return variants
  })
  // A beginning that is configured or empty: the path is known where it is empty.
  const plain = (path: string) => `/${path}`.replace(/\/{2,}/g, '/')
  const known = new Set(texts.filter((t) => !t.partial).map((t) => plain(t.text)))
  return texts.filter((t) => !t.partial || !known.has(plain(t.text.replace(/^\/?\{[^}]*\}/, ''))))
}

interface PathText {
  readonly text: string
  readonly partial: boolean
}

function holeTexts({ value, text }: Hole, written: Written | undefined, depth: number): PathText[] {
  const known = options(value).flatMap((o) => (o.kind === 'symbolic' && o.origin.kind === 'global' && written ? written(o) : [o]))
  const texts = depth > 0 ? known.filter((o) => o.kind === 'string') : []
  if (texts.length > 0) return texts.flatMap((t) => pathTexts(t, written, depth - 1))
  const [only, ...more] = options(value)
  const origin = only?.kind === 'symbolic' && more.length === 0 ? only.origin : undefined
  const name = origin?.kind === 'global' ? origin.entity.name : origin?.kind === 'field' ? origin.name : undefined
  return [{ text: `{${HOLE}${text === 'path' ? (name ?? text) : text}}`, partial: true }]
}
