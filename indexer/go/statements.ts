// Statement effects of the Go side as SQL texts, one a variant, each at its call site; what could not be rendered says why.

import { symbol } from '#graph/symbol.ts'
import type { Place } from '../sql/schema.ts'
import type { GoAnalysis } from './analyse.ts'
import type { RenderContext } from './data/gorm/render.ts'
import { gormSettings } from './data/gorm/settings.ts'
import { renderStatement } from './data/index.ts'
import { modelPlaces, someModelHas } from './data/models.ts'
import type { RenderedStatement } from './data/statement.ts'
import { EMPTY_TEXT } from './data/text/render.ts'
import type { Site } from './evaluate/events.ts'
import { createOrdinals } from './graph-parts.ts'
import type { FunctionEntity } from './program.ts'
import { join, placeKey, type Value } from './values.ts'

export interface GoStatement {
  readonly id: string
  readonly fn: FunctionEntity
  readonly site: Site
  readonly source: string
  readonly rendered: RenderedStatement
}

/** A statement that is sent, and of which no SQL could be made. */
export interface UnrenderedStatement {
  readonly fn: FunctionEntity
  readonly site: Site
  readonly reason: string
}

export interface GoStatements {
  readonly statements: readonly GoStatement[]
  /** Where the models of the code have a table, or a column of it, from. */
  readonly modelPlace: (table: string | undefined, column: string | undefined) => Place | undefined
  readonly modelHas: (table: string | undefined, column: string) => boolean
  readonly unrendered: readonly UnrenderedStatement[]
  /** Statements of which not every way to write them is followed. */
  readonly bounded: readonly BoundedStatement[]
}

export interface BoundedStatement {
  readonly fn: FunctionEntity
  readonly site: Site
  readonly kept: number
  /** At least so many more. */
  readonly cut: number
}

/** The program as GORM's rendering sees it, with the settings that the code opens its handle with. */
export function gormContext(go: GoAnalysis): RenderContext {
  const opened = go.summary.collected.get('gorm.open') as readonly Value[] | undefined
  return {
    types: go.types,
    program: go.program,
    sources: go.sources,
    texts: go.texts,
    namedQueries: go.namedQueries,
    settings: gormSettings(opened ?? [], go.sources),
  }
}

export function renderStatements(go: GoAnalysis): GoStatements {
  const context = gormContext(go)
  const statements = new Map<string, GoStatement>()
  const unrendered = new Map<string, UnrenderedStatement>()
  const bounded = new Map<string, Omit<BoundedStatement, 'kept'>>()
  const ordinals = createOrdinals()
  // A chain on a parameter is what its callers make of it; alone it counts only where nobody calls in view.
  const seenFromCallers = new Set(
    go.effects.flatMap((e) => (e.effect.kind === 'statement' && e.inlined && !e.open ? [`${e.fn.id}@${e.site.at}`] : [])),
  )
  const through = new Set(go.effects.flatMap((e) => e.through ?? []))
  for (const event of go.effects) {
    if (event.effect.kind !== 'statement') continue
    const place = `${event.fn.id}@${event.site.at}`
    if (event.open && (seenFromCallers.has(place) || through.has(place))) continue
    for (const rendered of renderStatement(event.effect, context)) {
      if (rendered.cut !== undefined) {
        bounded.set(place, { fn: event.fn, site: event.site, cut: Math.max(rendered.cut, bounded.get(place)?.cut ?? 0) })
        continue
      }
      const key = `${place} ${rendered.sql || rendered.failed}`
      // Of a text that a request brings whole nothing is known but that, and that is the worst.
      if (rendered.failed !== undefined && rendered.injection !== 'request') {
        if (!unrendered.has(key)) unrendered.set(key, { fn: event.fn, site: event.site, reason: rendered.failed })
        continue
      }
      const known = statements.get(key)
      if (known) {
        statements.set(key, {
          ...known,
          site: { ...known.site, inTransaction: known.site.inTransaction && event.site.inTransaction },
          rendered: { ...known.rendered, ...joinedBinds(known.rendered.binds, rendered.binds), ...joinedTexts(known.rendered, rendered) },
        })
        continue
      }
      const id = symbol.query(event.fn.id, rendered.sql, ordinals(`${event.fn.id} ${rendered.sql}`))
      statements.set(key, { id, fn: event.fn, site: event.site, source: event.effect.library, rendered })
    }
  }
  const known = new Map<string, number>()
  for (const s of statements.values()) known.set(placeOf(s), (known.get(placeOf(s)) ?? 0) + 1)
  return {
    statements: [...statements.values()],
    modelPlace: modelPlaces(go, context),
    modelHas: someModelHas(context),
    unrendered: [...unrendered.values()].filter((u) => u.reason !== EMPTY_TEXT || !known.has(placeOf(u))),
    bounded: [...bounded].map(([place, b]) => ({ ...b, kept: known.get(place) ?? 0 })),
  }
}

/** One text that is sent for several callers: what any of them binds. */
function joinedBinds(a: RenderedStatement['binds'], b: RenderedStatement['binds']): Pick<RenderedStatement, 'binds'> {
  if (!a || !b) return { binds: a ?? b }
  const binds = new Map(a)
  for (const [number, value] of b) {
    const known = binds.get(number)
    binds.set(number, known ? join(known, value) : value)
  }
  return { binds }
}

/** The same where what is written into the text comes from several callers. */
function joinedTexts(a: RenderedStatement, b: RenderedStatement): Partial<Pick<RenderedStatement, 'injection' | 'outside'>> {
  const all = [a.injection, b.injection]
  if (all.includes('request')) return { injection: 'request' }
  return all.includes('parameter') ? { injection: 'parameter', outside: [...new Set([...(a.outside ?? []), ...(b.outside ?? [])])] } : {}
}

export const placeOf = ({ fn, site }: Pick<GoStatement, 'fn' | 'site'>): string => placeKey(fn, site.at)
