// Whether a request is known well enough where it is found, or waits for a caller to say more.

import type { RequestValue } from '../clients/model.ts'
import { variantsOf } from '../evaluate/text.ts'
import { alternativesOf, constantOf, type Hole, type Part } from '../evaluate/values.ts'
import { contains, type Fn } from '../program.ts'
import { isTelling, type UrlPattern, urlPattern } from './url-pattern.ts'

/** What a request is as far as it is known. */
export interface Known {
  readonly patterns: readonly UrlPattern[]
  /** Constant methods; empty when none is known. */
  readonly methods: readonly string[]
}

interface Waiting {
  /**
   * settled: no caller could say more of its shape. weak: it could be a wrapper (`/api/${x}`, `/${this.resource}/${id}`) or a
   * path with a parameter; callers decide. open: it waits for its callers.
   */
  readonly state: 'settled' | 'weak' | 'open'
  /** The holes that keep it from being settled, and whether all of them are in its method. */
  readonly causes: readonly Hole[]
  readonly onlyMethod: boolean
}

export function knownOf(request: RequestValue): Known {
  const methods = alternativesOf(request.method).flatMap((one) => (one.t === 'hole' && one.hole.optional ? 'GET' : (constantOf(one) ?? [])))
  return { patterns: patternsOf(request), methods: [...new Set(methods)].filter((m) => /^[A-Z]+$/.test(m)) }
}

/** What a request found in a function waits for. */
export function waitingOf(request: RequestValue, { patterns }: Known, within: Fn): Waiting {
  const method = alternativesOf(request.method).flatMap((one) =>
    one.t === 'hole' && one.hole.param && !one.hole.optional ? [one.hole] : [],
  )
  const open: Hole[] = []
  const weak: Hole[] = []
  for (const pattern of patterns) {
    if (pattern.base.kind === 'unknown') open.push(pattern.base.hole)
    const literals = pattern.segments.filter(isTelling)
    for (const segment of pattern.segments) {
      if (segment.kind === 'literal') continue
      if (segment.kind === 'tail' || segment.glued) open.push(segment.hole)
      else if (literals.length === 0 || isCaptured(segment.hole, within)) weak.push(segment.hole)
    }
  }
  const filled = (holes: readonly Hole[]) => holes.filter((one) => one.param)
  const url = [...filled(open), ...filled(weak)]
  const state = method.length + filled(open).length > 0 ? 'open' : url.length > 0 ? 'weak' : 'settled'
  return { state, causes: [...method, ...url], onlyMethod: url.length === 0 }
}

/** It comes from `this` or from a function around: most often a part of the configuration, seldom an id. */
function isCaptured({ param }: Hole, within: Fn): boolean {
  return param !== undefined && (param.index === -1 || param.fn.owner !== within.owner)
}

/** One pattern a variant; a variant of another host is dropped where one of the application's own stands beside it. */
function patternsOf(request: RequestValue): UrlPattern[] {
  const all = new Map<string, UrlPattern>()
  const variants = variantsOf(request.url)
  const whole = variants.filter((one) => !hasEmptySegment(one))
  for (const variant of whole.length > 0 ? whole : variants) {
    const pattern = urlPattern(variant)
    if (pattern) all.set(patternKey(pattern), all.get(patternKey(pattern)) ?? pattern)
  }
  // An empty URL among others says that no request is made (`id ? url : ''`).
  const filled = [...all.values()].filter((p) => p.base.kind !== 'own' || p.segments.length > 0)
  const patterns = filled.length > 0 ? filled : [...all.values()]
  const known = patterns.filter((p) => p.base.kind !== 'external')
  const some = known.length > 0 ? known : patterns
  // Of variants that differ only in an unknown base, the one with a known base says enough.
  return some.filter(
    (p) => p.base.kind !== 'unknown' || !some.some((q) => q.base.kind === 'own' && shape(q).endsWith(shape(p)) && shape(p) !== ''),
  )
}

/** `/users//posts`: what falls back to an empty text stands for a value that is there when the request is made. */
function hasEmptySegment(variant: readonly Part[]): boolean {
  return /[^:/]\/\//.test(
    variant
      .map((part) => (typeof part === 'string' ? part : 'x'))
      .join('')
      .split(/[?#]/)[0] ?? '',
  )
}

export function patternKey(pattern: UrlPattern): string {
  const base =
    pattern.base.kind === 'unknown' ? `?${pattern.base.hole.env ?? ''}` : pattern.base.kind === 'external' ? pattern.base.host : ''
  return `${base}${shape(pattern)}`
}

/** The path without the names of its variables. */
export function shape(pattern: UrlPattern): string {
  return pattern.segments.map((s) => `/${s.kind === 'literal' ? s.text : s.kind === 'variable' ? ':' : `${s.after}*`}`).join('')
}

/** The innermost function around whose parameters would fill the holes, and whether it is only `this` that would. */
export function waitsFor(causes: readonly Hole[], within: Fn): { readonly fn: Fn; readonly self: boolean } | undefined {
  const params = causes.flatMap(({ param }) => (param && contains(param.fn, within) ? [param] : []))
  const [innermost] = params.map(({ fn }) => fn).sort((a, b) => depthOf(b) - depthOf(a))
  return innermost && { fn: innermost, self: params.every(({ fn, index }) => fn !== innermost || index === -1) }
}

function depthOf(fn: Fn): number {
  let depth = 0
  for (let at = fn.outer; at; at = at.outer) depth++
  return depth
}
