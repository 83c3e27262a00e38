// Whence the texts come that are written into a statement: from constants alone, from a request, or from where nobody sees.

import type { FieldOrigin, FollowedValues } from './followed-values.ts'
import { tagOf } from './followed-values.ts'
import type { GoAnalysis } from './go/analyse.ts'
import { isHarmless, isHarmlessType, isSent } from './go/data/library-texts.ts'
import type { RenderedStatement } from './go/data/statement.ts'
import { keysOf } from './go/evaluate/value-tests.ts'
import { pointerless } from './go/types.ts'
import { asLateText, type Origin, options, originKey, typeOf, type Value } from './go/values.ts'

export interface Whence {
  /**
   * request: it stands there as the request brought it; parameter: what a request brings reaches it by parameters, fields and results;
   * unknown: it is not constant, and where it comes from is not seen whole.
   */
  readonly injection: 'none' | 'unknown' | 'parameter' | 'request'
  /** What of a request it is, where that is followed. */
  readonly input?: string
}

const NONE: Whence = { injection: 'none' }
const UNKNOWN: Whence = { injection: 'unknown' }
const RANKS: Readonly<Record<Whence['injection'], number>> = { none: 0, unknown: 1, parameter: 2, request: 3 }
const worse = (a: Whence, b: Whence): Whence => (RANKS[b.injection] > RANKS[a.injection] ? b : a)

/** Tags by which something outside the program fills a field. */
const FILLED =
  /\b(?:json|form|query|uri|path|xml|yaml|toml|param|header|schema|bson|mapstructure|protobuf|env|db|gorm|bun|xorm|pg|sql|boil):"/

const OF_ROWS = /\b(?:db|gorm|bun|xorm|pg|boil):"(?!-")/

export function createWhence(
  { types }: GoAnalysis,
  { provenance, tests, decoded }: FollowedValues,
): (rendered: RenderedStatement) => Whence {
  const known = new Map<string, Whence>()
  return ({ injection, outside = [] }) =>
    injection === 'parameter' ? outside.map((v) => of(v, new Set())).reduce(worse, NONE) : { injection }

  function of(value: Value, under: Set<string>): Whence {
    switch (value.kind) {
      case 'choice':
        return all(value.options, under)
      case 'string':
        return all(
          value.parts.flatMap((p) => (typeof p === 'string' ? [] : [p.value])),
          under,
        )
      case 'list':
        return worse(value.open && isText(value) ? UNKNOWN : NONE, all([...value.elements, ...(value.perhaps ?? [])], under))
      case 'number':
      case 'boolean':
      case 'nil':
      // No text: what is written of it a library puts together.
      case 'instance':
        return NONE
      case 'libraryFunction':
        return isSent(value) ? { injection: 'parameter', input: value.name } : UNKNOWN
      case 'model': {
        if (value.model === 'request') return { injection: 'parameter' }
        const late = asLateText(value)
        return late && !late.quotes ? of(late.of, under) : UNKNOWN
      }
      case 'symbolic':
        if (!isText(value)) return NONE
        // What judges it may let through only what does no harm.
        return keysOf(value).some((key) => tests.closed.has(key) || tests.bounded.has(key)) ? UNKNOWN : from(value.origin, under)
      default:
        return UNKNOWN
    }
  }

  function all(values: readonly Value[], under: Set<string>): Whence {
    return values.map((v) => of(v, under)).reduce(worse, NONE)
  }

  function from(origin: Origin, under: Set<string>): Whence {
    if (origin.kind === 'library') {
      if (isSent(origin)) return { injection: 'parameter', input: origin.name }
      return isHarmless(origin) ? NONE : UNKNOWN
    }
    const key = originKey(origin)
    if (key === '') return UNKNOWN
    const before = known.get(key)
    if (before) return before
    if (under.has(key)) return NONE
    const filled = origin.kind === 'field' ? filledFromOutside(origin) : NONE
    const sources = provenance.sourcesOf(origin)
    const most = worse(filled, sources.length === 0 ? UNKNOWN : all(sources, new Set(under).add(key)))
    // Rows of the database fill it as well: which of the two it is here is not seen.
    const found = RANKS[most.injection] > RANKS.unknown && origin.kind === 'field' && isOfRows(origin, sources) ? UNKNOWN : most
    // What was found on a round is not all while the round lasts.
    if (under.size === 0) known.set(key, found)
    return found
  }

  function isOfRows(origin: FieldOrigin, sources: readonly Value[]): boolean {
    const scanned = sources.flatMap(options).some((v) => v.kind === 'symbolic' && v.origin.kind === 'typed' && v.origin.scanned)
    return scanned || OF_ROWS.test(tagOf(origin) ?? '')
  }

  function filledFromOutside(origin: FieldOrigin): Whence {
    const tag = tagOf(origin)
    if (decoded.has(origin.owner) && !/\bjson:"-"/.test(tag ?? ''))
      return { injection: 'parameter', input: `${origin.owner.name}.${origin.name}` }
    return FILLED.test(tag ?? '') ? UNKNOWN : NONE
  }

  /** It may be a text, or hold some. */
  function isText(value: Value): boolean {
    const type = pointerless(typeOf(value))
    if (isHarmlessType(type)) return false
    const shape = types.underlying(type)
    if (shape.kind === 'basic') return !/^(?:u?int(?:8|16|32|64)?|float(?:32|64)|bool|uintptr)$/.test(shape.name)
    if (shape.kind === 'slice' || shape.kind === 'array') {
      const element = types.underlying(pointerless(shape.of))
      return element.kind !== 'basic' || /^(?:string|byte|rune|uint8)$/.test(element.name)
    }
    return shape.kind !== 'struct'
  }
}
