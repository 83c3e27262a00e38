// Whence the texts come that are written into a statement: from constants alone, from a request, or from where nobody sees.

import type { FieldOrigin, FollowedValues } from './followed-values.ts'
import { tagOf } from './followed-values.ts'
import type { GoAnalysis } from './go/analyse.ts'
import { isHarmless, isHarmlessType, isSent } from './go/data/library-texts.ts'
import type { RenderedStatement } from './go/data/statement.ts'
import { keysOf } from './go/evaluate/value-tests.ts'
import { pointerless } from './go/types.ts'
import { asLateText, options, originKey, typeOf, type Value } from './go/values.ts'

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

/** A tag by which a validator lets only some texts through. */
const VALIDATED = /\b(?:validate|binding|valid|enum|pattern):"[^"]*(?:oneof|uuid|alpha|num|hex|in\(|enum|pattern)/

const OF_ROWS = /\b(?:db|gorm|bun|xorm|pg|boil):"(?!-")/

export function createWhence(
  { types }: GoAnalysis,
  { provenance, tests, decoded, read }: FollowedValues,
): (rendered: RenderedStatement) => Whence {
  return ({ injection, outside = [] }) => (injection === 'parameter' ? worstOf(outside) : { injection })

  /** Every place that these come from is looked at once, and once more behind a field that rows fill, where it tells less. */
  function worstOf(values: readonly Value[]): Whence {
    const direct = values.map(asBrought).find((brought) => brought !== undefined)
    if (direct) return direct
    const seen = new Set<string>()
    let found = NONE
    // The next one is the last.
    const pending: { readonly value: Value; readonly behindRows: boolean }[] = []
    const note = (whence: Whence, behindRows: boolean): void => {
      found = worse(found, behindRows && RANKS[whence.injection] > RANKS.unknown ? UNKNOWN : whence)
    }
    const follow = (next: readonly Value[], behindRows: boolean): void => {
      for (const value of next.toReversed()) pending.push({ value, behindRows })
    }
    follow(values, false)
    for (let at = pending.pop(); at && found.injection !== 'parameter'; at = pending.pop()) {
      const { value, behindRows } = at
      const inside = partsOf(value)
      if (inside) {
        if (value.kind === 'list' && value.open && isText(value)) note(UNKNOWN, behindRows)
        follow(inside, behindRows)
        continue
      }
      const origin = value.kind === 'symbolic' && isText(value) && !isJudged(value) ? value.origin : undefined
      const key = origin && origin.kind !== 'library' ? originKey(origin) : ''
      if (!origin || key === '') {
        note(alone(value), behindRows)
        continue
      }
      const sources = provenance.sourcesOf(origin)
      // Rows of the database fill it as well: which of the two it is here is not seen.
      const capped = behindRows || (origin.kind === 'field' && isOfRows(origin, sources) && !isRead(origin.of))
      if (seen.has(`${key} ${capped}`)) continue
      seen.add(`${key} ${capped}`)
      if (origin.kind === 'field') note(filledFromOutside(origin), capped)
      if (sources.length === 0) note(UNKNOWN, capped)
      follow(sources, capped)
    }
    return found
  }

  /** A field of what a request was read into right here. */
  function asBrought(value: Value): Whence | undefined {
    const inside = partsOf(value)
    if (inside) return inside.map(asBrought).find((brought) => brought !== undefined)
    if (value.kind !== 'symbolic' || value.origin.kind !== 'field' || !isText(value) || isJudged(value)) return undefined
    const { of, owner, name } = value.origin
    if (VALIDATED.test(tagOf(value.origin) ?? '')) return undefined
    return of?.kind === 'symbolic' && read.has(of.origin) ? { injection: 'request', input: `${owner.name}.${name}` } : undefined
  }

  /** What a value is put together from; undefined where it is one. */
  function partsOf(value: Value): readonly Value[] | undefined {
    if (value.kind === 'choice') return value.options
    if (value.kind === 'string') return value.parts.flatMap((p) => (typeof p === 'string' ? [] : [p.value]))
    if (value.kind === 'list') return [...value.elements, ...(value.perhaps ?? [])]
    const late = value.kind === 'model' && value.model !== 'request' ? asLateText(value) : undefined
    return late && !late.quotes ? [late.of] : undefined
  }

  /** What judges it may let through only what does no harm. */
  function isJudged(value: Value): boolean {
    return keysOf(value).some((key) => tests.closed.has(key) || tests.bounded.has(key))
  }

  /** Of a value that comes from nowhere else in view. */
  function alone(value: Value): Whence {
    switch (value.kind) {
      case 'number':
      case 'boolean':
      case 'nil':
      // No text: what is written of it a library puts together.
      case 'instance':
        return NONE
      case 'libraryFunction':
        return isSent(value) ? { injection: 'parameter', input: value.name } : UNKNOWN
      case 'model':
        return value.model === 'request' ? { injection: 'parameter' } : UNKNOWN
      case 'symbolic': {
        if (!isText(value)) return NONE
        const { origin } = value
        if (origin.kind !== 'library' || isJudged(value)) return UNKNOWN
        if (isSent(origin)) return { injection: 'parameter', input: origin.name }
        return isHarmless(origin) ? NONE : UNKNOWN
      }
      default:
        return UNKNOWN
    }
  }

  /** Whether a request was read into the struct itself, here or where it is handed over. */
  function isRead(of: Value | undefined): boolean {
    return of !== undefined && provenance(of).values.some((value) => value.kind === 'symbolic' && read.has(value.origin))
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
