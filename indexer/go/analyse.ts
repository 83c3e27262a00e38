// The Go side of a repository, from parsed files to linked facts: READ FIRST in this room.

import { type NamedQueries, readNamedQueries, type SqlText } from './data/named-files/read.ts'
import { createSqlboilerModel } from './data/sqlboiler/model.ts'
import { splitRoutes } from './dispatch.ts'
import type { EffectEvent, ErrorDropEvent, SpawnEvent } from './evaluate/events.ts'
import { type Summary, summarise } from './evaluate/summary.ts'
import { createDocuments } from './frameworks/openapi-document.ts'
import { createGathered } from './gathered.ts'
import { createGuards } from './guards.ts'
import { createEntModel, withoutMissingClients } from './library/ent.ts'
import { library as libraries } from './library/index.ts'
import { type LinkedCalls, linkCalls } from './link.ts'
import { createKeptBefore } from './private-keys.ts'
import { buildProgram, type FunctionEntity, type GoModule, type Program } from './program.ts'
import type { LostRouter } from './registration.ts'
import { findRoutes } from './routes.ts'
import { createSources, type Sources } from './sources.ts'
import type { GoFile } from './syntax.ts'
import { createTargets, type Targets } from './targets.ts'
import { createTypeOracle, type TypeOracle } from './types.ts'
import type { Value } from './values.ts'
import { createReach, type JudgedRoute, judgeRoutes } from './verdicts.ts'

export interface GoAnalysis {
  readonly program: Program
  readonly types: TypeOracle
  readonly summary: Summary
  readonly calls: LinkedCalls
  readonly routes: readonly JudgedRoute[]
  readonly mains: readonly FunctionEntity[]
  readonly tools: readonly FunctionEntity[]
  /** Roots of the registration whose evaluation was cut off. */
  readonly cut: Summary['cut']
  /** Calls that get a router and are not followed. */
  readonly lost: readonly LostRouter[]
  /** Functions that would register routes, and nothing is seen to call them. */
  readonly unstarted: readonly FunctionEntity[]
  readonly effects: readonly EffectEvent[]
  readonly drops: readonly ErrorDropEvent[]
  readonly spawns: readonly SpawnEvent[]
  readonly sources: (value: Value) => Sources
  readonly targets: Targets
  /** The sources of texts. */
  readonly texts: (value: Value) => Sources
  readonly namedQueries: NamedQueries
}

/**
 * `files` are those that belong to a build: no tests, no excluded tags; `sql` are all `.sql` files; `documents` what may describe the
 * API by OpenAPI.
 */
export function analyseGo(
  files: readonly GoFile[],
  modules: readonly GoModule[],
  sql: readonly SqlText[] = [],
  onProgress?: (done: number, total: number) => void,
  documents: readonly string[] = [],
): GoAnalysis {
  const all = buildProgram(files, modules)
  const program = withoutMissingClients(all, createTypeOracle(all))
  const types = createTypeOracle(program)
  const generated = [createEntModel(program, types), createSqlboilerModel(program, types)].flatMap((m) => m ?? [])
  const library = generated.length > 0 ? libraries.with(generated) : libraries
  const everything = () => true
  const summary = summarise(program, types, library, everything, new Map(sql.map((f) => [f.path, f.text])), onProgress)
  const sources = createSources(summary.flows, types)
  const callEvents = summary.events.filter((e) => e.kind === 'call')
  const targets = createTargets(summary.flows, types, library, sources)
  const calls = linkCalls(callEvents, targets, everything)
  const { routes, mains, tools, cut, lost, unstarted } = findRoutes(program, types, library, summary, calls, everything)
  const reach = createReach(calls)
  const texts = createSources(summary.flows, types, true)
  const gathered = createGathered(summary.flows, types, texts, program)
  const guards = createGuards(program, types, library, summary, (v) => sources(v).values, gathered, reach, createDocuments(documents))
  return {
    program,
    types,
    summary,
    calls,
    routes: judgeRoutes(
      splitRoutes(routes, program, types, library, summary, (v) => sources(v).values, gathered),
      guards,
      reach,
      createKeptBefore(program, calls, (v) => sources(v).values),
    ),
    mains,
    tools,
    cut,
    lost,
    unstarted,
    effects: summary.events.filter((e) => e.kind === 'effect'),
    drops: summary.events.filter((e) => e.kind === 'errorDrop'),
    spawns: summary.events.filter((e) => e.kind === 'spawn'),
    sources,
    targets,
    texts,
    namedQueries: readNamedQueries(sql),
  }
}
