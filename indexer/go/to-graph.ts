// The Go analysis as graph nodes and edges. Statements are added here too, once they are linked to the schema.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { GoAnalysis } from './analyse.ts'
import type { Effect, EffectEvent, Site } from './evaluate/events.ts'
import { createGoroutineFacts } from './goroutines.ts'
import { createOrdinals, placeOf, siteProperties } from './graph-parts.ts'
import type { CallEdge } from './link.ts'
import type { FunctionEntity } from './program.ts'
import { following, type Reach, reachOf } from './reached.ts'
import { lineOf } from './syntax.ts'
import { constantText, options, printText, type Value } from './values.ts'
import type { JudgedMiddleware, JudgedRoute } from './verdicts.ts'

/** A statement that a function sends, ready for the graph. */
export interface PlacedStatement {
  readonly queryId: string
  readonly fn: FunctionEntity
}

export function addGo(builder: GraphBuilder, go: GoAnalysis, statements: readonly PlacedStatement[]): void {
  const roles = rolesOf(go, statements)
  const reach = reachOf(go)
  const closures = new Set<FunctionEntity>()
  const withClosures = (fn: FunctionEntity): readonly FunctionEntity[] => [fn, ...fn.closures.flatMap(withClosures)]
  const present = go.program.functions.flatMap(withClosures)
  for (const fn of present) {
    if (fn.outer) closures.add(fn)
    addFunction(builder, fn, roles.get(fn) ?? [], reach)
  }
  for (const { fn } of statements) ensure(builder, fn, roles.get(fn))
  // What a route's handler got from its factory is said of that route: other routes have the same closure with other functions.
  const told = new Set(go.routes.flatMap((r) => (r.handler && r.captured.length > 0 ? [r.handler] : [])))
  for (const edge of go.calls.edges) if (!(edge.captured && told.has(edge.caller))) addCall(builder, edge, go)
  for (const route of go.routes) addRoute(builder, route)
  addMiddleware(builder, go.routes)
  addEffects(builder, go)
  addGoroutines(builder, go)
  addErrorDrops(builder, go)
}

function addFunction(builder: GraphBuilder, fn: FunctionEntity, roles: readonly string[], reach?: Reach): void {
  const receiver = receiverOf(fn)
  builder.node(
    'Function',
    fn.id,
    {
      ...placeOf(fn),
      name: receiver === undefined ? fn.name : fn.name.slice(receiver.length + 1),
      receiver,
      package: fn.file.package.path || fn.file.package.folder,
      language: 'go',
      exported: /^[A-Z]/.test(fn.syntax.name ?? ''),
      // What only a package's initialisers hold runs in every program of it.
      reachable: reach ? reach.any.has(fn) : true,
      reachedByRoute: reach?.routes.has(fn) ?? false,
      reachedByServer: reach ? reach.server.has(fn) : true,
    },
    [...roles, ...(fn.outer ? ['Closure'] : []), ...(fn.name === 'main' && fn.file.package.name === 'main' ? ['Main'] : [])],
  )
}

/** As written: the type itself may be out of view. */
function receiverOf(fn: FunctionEntity): string | undefined {
  let method = fn
  while (method.outer) method = method.outer
  const written = method.syntax.receiver && method.name !== method.syntax.name
  return written ? method.name.slice(0, method.name.indexOf('.')) : undefined
}

/** A package's variable initialisers are a function that only exists where something happens in it. */
function ensure(builder: GraphBuilder, fn: FunctionEntity, roles: readonly string[] = []): void {
  if (!builder.has(fn.id)) addFunction(builder, fn, roles)
}

function addCall(builder: GraphBuilder, edge: CallEdge, go: GoAnalysis): void {
  ensure(builder, edge.caller)
  ensure(builder, edge.callee)
  builder.edge('CALLS', edge.caller.id, edge.callee.id, {
    ...siteProperties(edge.site),
    cached: edge.via !== undefined && readsCache(go, edge.via),
    resolution: edge.resolution,
    fanout: edge.fanout,
    via: edge.via?.id,
  })
}

const cacheReaders = new WeakMap<GoAnalysis, ReadonlySet<FunctionEntity>>()

/** A helper that asks a cache, itself or through what it calls, before it runs the closure. */
function readsCache(go: GoAnalysis, helper: FunctionEntity): boolean {
  let readers = cacheReaders.get(go)
  if (!readers) {
    const own = new Set(go.effects.flatMap((e) => (e.effect.kind === 'cache' && e.effect.access === 'read' ? [e.fn] : [])))
    const direct = go.calls.edges.flatMap((e) => (own.has(e.callee) ? [e.caller] : []))
    readers = new Set([...own, ...direct])
    cacheReaders.set(go, readers)
  }
  return readers.has(helper)
}

function addRoute(builder: GraphBuilder, judged: JudgedRoute): void {
  const { route } = judged
  const id = symbol.route(route.app, route.method, route.path)
  builder.node('Route', id, {
    file: route.registration.file.syntax.path,
    line: lineOf(route.registration.at),
    endLine: route.registration.endLine,
    app: route.app,
    method: route.method,
    path: route.path,
    protocol: route.protocol,
    framework: route.framework,
    handler: route.handler.label,
    auth: judged.auth,
    authReason: judged.reasons.auth,
    roles: judged.roles,
    rateLimit: judged.rateLimit,
    rateLimitReason: judged.reasons.rateLimit,
    handlerReason: judged.reasons.handler,
    credential: judged.credential,
    proof: judged.proof,
    condition: judged.condition,
  })
  if (judged.handler) {
    ensure(builder, judged.handler)
    for (const fn of [judged.handler, ...judged.captured]) {
      ensure(builder, fn)
      builder.edge('HANDLED_BY', id, fn.id)
    }
  }
}

function addMiddleware(builder: GraphBuilder, routes: readonly JudgedRoute[]): void {
  const ids = new Map<unknown, string>()
  const ordinals = createOrdinals()
  const idOf = (app: string, m: JudgedMiddleware): string => {
    const known = ids.get(m.applied.handler)
    if (known) return known
    const { handler, prefix, registration } = m.applied
    const id = symbol.middleware(app, prefix || '/', handler.label, ordinals(`${app} ${prefix} ${handler.label}`))
    ids.set(handler, id)
    builder.node('Middleware', id, {
      file: registration.file.syntax.path,
      line: lineOf(handler.at),
      endLine: Math.max(lineOf(handler.at), registration.endLine),
      app,
      name: handler.label,
      kind: m.guard.kind,
      enforces: m.guard.enforces,
      prefix: prefix || '/',
      args: m.guard.args,
      roles: m.guard.roles,
      condition: m.condition,
      evidence: m.guard.evidence,
    })
    if (m.guard.fn) {
      ensure(builder, m.guard.fn)
      builder.edge('RUNS', id, m.guard.fn.id)
    }
    return id
  }
  for (const judged of routes)
    for (const [order, m] of judged.middleware.entries())
      builder.edge('GUARDED_BY', symbol.route(judged.route.app, judged.route.method, judged.route.path), idOf(judged.route.app, m), {
        order,
      })
}

function addEffects(builder: GraphBuilder, go: GoAnalysis): void {
  const ordinals = createOrdinals()
  const seen = new Set<string>()
  // What callers put into a key says more than the parameter that stands there alone.
  const told = new Set(go.effects.flatMap((e) => (e.inlined ? [`${e.fn.id} ${e.site.at}`] : [])))
  for (const event of go.effects) {
    const { fn, site, effect } = event
    if (effect.kind === 'statement' || (!event.inlined && told.has(`${fn.id} ${site.at}`))) continue
    const what = printEffect(effect)
    const key = `${fn.id} ${site.at} ${what}`
    if (seen.has(key)) continue
    seen.add(key)
    ensure(builder, fn)
    if (effect.kind === 'environment') {
      const name = effect.name ? constantText(effect.name) : undefined
      if (name === undefined) continue
      const id = `env ${name}`
      builder.node('EnvVar', id, { file: fn.file.syntax.path, line: lineOf(site.at), endLine: site.endLine, name })
      builder.edge('READS_ENV', fn.id, id, { line: lineOf(site.at) })
      continue
    }
    const label = effect.kind === 'cache' ? 'CacheOp' : effect.kind === 'publish' ? 'Publish' : 'HttpCall'
    const id = symbol.fact(effect.kind, fn.id, what, ordinals(`${fn.id} ${what}`))
    builder.node(label, id, { ...effectPlace(event), ...effectProperties(effect) })
    builder.edge('USES', fn.id, id, siteProperties(site))
  }
}

const effectPlace = ({ fn, site }: EffectEvent) => ({ file: fn.file.syntax.path, line: lineOf(site.at), endLine: site.endLine })

function effectProperties(effect: Exclude<Effect, { kind: 'statement' | 'environment' }>): Readonly<Record<string, string | undefined>> {
  switch (effect.kind) {
    case 'cache':
      return {
        store: effect.store,
        operation: effect.operation,
        access: effect.access,
        keyPattern: printValue(effect.key),
        ttl: printValue(effect.ttl),
      }
    case 'publish':
      return { store: effect.store, channel: printValue(effect.channel) }
    case 'http':
      return { method: printValue(effect.method), url: printValue(effect.url), timeout: effect.timeout }
  }
}

function printEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'cache':
      return `${effect.operation} ${printValue(effect.key) ?? ''}`.trim()
    case 'publish':
      return `publish ${printValue(effect.channel) ?? ''}`.trim()
    case 'http':
      return `${printValue(effect.method) ?? '?'} ${printValue(effect.url) ?? '?'}`
    case 'environment':
      return `env ${printValue(effect.name) ?? '?'}`
    case 'statement':
      return 'statement'
  }
}

/** Texts with their holes in braces; alternatives side by side. */
function printValue(value: Value | undefined): string | undefined {
  if (!value) return undefined
  const texts = options(value).flatMap((v) => {
    if (v.kind === 'string') return [printText(v)]
    if (v.kind === 'number') return [String(v.value)]
    if (v.kind === 'list') return v.elements.flatMap((e) => printValue(e) ?? [])
    return []
  })
  return texts.length > 0 ? texts.slice(0, 4).join(' | ') : undefined
}

function addGoroutines(builder: GraphBuilder, go: GoAnalysis): void {
  const facts = createGoroutineFacts(go.calls.edges)
  const ordinals = createOrdinals()
  const seen = new Set<string>()
  for (const spawn of go.spawns) {
    const key = `${spawn.caller.id} ${spawn.site.at}`
    if (seen.has(key)) continue
    seen.add(key)
    ensure(builder, spawn.caller)
    const reached = go.targets(spawn.target)
    const runs = reached.kind === 'functions' ? reached.functions : []
    const [first] = runs
    const known = first ? facts(first) : undefined
    const id = symbol.fact('goroutine', spawn.caller.id, spawn.label, ordinals(`${spawn.caller.id} ${spawn.label}`))
    builder.node('Goroutine', id, {
      file: spawn.caller.file.syntax.path,
      line: lineOf(spawn.site.at),
      endLine: spawn.site.endLine,
      callee: spawn.label,
      recovers: known?.recovers ?? false,
      panics: known?.panics,
      ends: known?.ends ?? 'unknown',
      perElement: spawn.site.loopDepth > 0 && spawn.site.loopBound !== 'constant',
      bounded: spawn.site.loopDepth === 0 || spawn.site.loopBound === 'constant',
    })
    builder.edge('STARTS', spawn.caller.id, id, siteProperties(spawn.site))
    for (const fn of runs) {
      ensure(builder, fn)
      builder.edge('SPAWNS', id, fn.id)
    }
  }
}

function addErrorDrops(builder: GraphBuilder, go: GoAnalysis): void {
  const ordinals = createOrdinals()
  const seen = new Set<string>()
  const effectOf = createEffectOf(go)
  for (const drop of go.drops) {
    const key = `${drop.fn.id} ${drop.site.at}`
    if (seen.has(key)) continue
    seen.add(key)
    ensure(builder, drop.fn)
    const target = drop.target ? go.targets(drop.target) : undefined
    const effect = drop.effect !== 'call' ? drop.effect : target?.kind === 'functions' ? effectOf(target.functions) : 'other'
    const id = symbol.fact('drop', drop.fn.id, drop.callee, ordinals(`${drop.fn.id} ${drop.callee}`))
    builder.node('ErrorDrop', id, {
      file: drop.fn.file.syntax.path,
      line: lineOf(drop.site.at),
      endLine: drop.site.endLine,
      callee: drop.callee,
      kind: drop.how,
      deferred: drop.site.deferred,
      justified: isJustified(drop.fn, drop.site),
      effect,
    })
    builder.edge('DROPS_ERROR', drop.fn.id, id)
  }
}

/** A comment on the line, or alone on the line above, that says something about it. */
function isJustified(fn: FunctionEntity, site: Site): boolean {
  const line = lineOf(site.at)
  return fn.file.syntax.comments.some(
    ([at, text]) =>
      (at === line || at === line - 1) &&
      text.trim().split(/\s+/).length >= 2 &&
      !/^\s*(want|ok)\s+"/.test(text) &&
      !/^\s*(nolint|TODO|FIXME)/i.test(text),
  )
}

/** The most telling effect that any of these functions reaches. */
function createEffectOf(go: GoAnalysis): (fns: readonly FunctionEntity[]) => string {
  const own = new Map<FunctionEntity, Set<string>>()
  const add = (fn: FunctionEntity, what: string) => own.set(fn, (own.get(fn) ?? new Set()).add(what))
  for (const { fn, effect } of go.effects)
    add(
      fn,
      effect.kind === 'statement'
        ? 'database'
        : effect.kind === 'cache' || effect.kind === 'publish'
          ? 'cache'
          : effect.kind === 'http'
            ? 'http'
            : 'other',
    )
  const callees = new Map<FunctionEntity, FunctionEntity[]>()
  for (const e of go.calls.edges) callees.set(e.caller, [...(callees.get(e.caller) ?? []), e.callee])
  return (fns) => {
    const found = new Set<string>()
    const seen = new Set(fns)
    let level = [...fns]
    for (let depth = 0; depth < 5 && level.length > 0; depth++) {
      const next: FunctionEntity[] = []
      for (const fn of level) {
        for (const what of own.get(fn) ?? []) found.add(what)
        for (const callee of callees.get(fn) ?? [])
          if (!seen.has(callee)) {
            seen.add(callee)
            next.push(callee)
          }
      }
      level = next
    }
    return ['database', 'http', 'cache'].find((what) => found.has(what)) ?? 'other'
  }
}

function rolesOf(go: GoAnalysis, statements: readonly PlacedStatement[]): ReadonlyMap<FunctionEntity, readonly string[]> {
  const roles = new Map<FunctionEntity, Set<string>>()
  const add = (fn: FunctionEntity, role: string) => roles.set(fn, (roles.get(fn) ?? new Set()).add(role))
  const handlers = new Set<FunctionEntity>()
  for (const route of go.routes) if (route.handler) handlers.add(route.handler)
  for (const fn of handlers) add(fn, 'Handler')
  const senders = new Set(statements.map((s) => s.fn))
  const outermost = (fn: FunctionEntity): FunctionEntity => (fn.outer ? outermost(fn.outer) : fn)
  const repositories = new Set([...senders].map(outermost).filter((fn) => !handlers.has(fn)))
  // A service that sends a statement itself is still a service, where its own name says so.
  for (const fn of repositories) add(fn, isServiceByName(fn) ? 'Service' : 'Repository')
  // Services lead from handlers to repositories.
  const forward = new Map<FunctionEntity, FunctionEntity[]>()
  for (const e of go.calls.edges) forward.set(e.caller, [...(forward.get(e.caller) ?? []), e.callee])
  const leads = new Set<FunctionEntity>()
  const reach = reachesAny(forward, new Set([...senders]))
  const pending = [...handlers]
  const seen = new Set(pending)
  for (let fn = pending.pop(); fn; fn = pending.pop()) {
    if (!handlers.has(fn) && reach.has(fn)) leads.add(fn)
    for (const callee of forward.get(fn) ?? [])
      if (!seen.has(callee)) {
        seen.add(callee)
        pending.push(callee)
      }
  }
  for (const fn of leads) if (!repositories.has(fn) && !repositories.has(outermost(fn)) && !handlers.has(outermost(fn))) add(fn, 'Service')
  return new Map([...roles].map(([fn, set]) => [fn, [...set]]))
}

function isServiceByName(fn: FunctionEntity): boolean {
  const name = `${fn.receiver?.name ?? ''} ${fn.file.package.name}`
  return /service|use_?case|interactor/i.test(name) && !/repo|store|dao\b/i.test(fn.receiver?.name ?? fn.file.package.name)
}

function reachesAny(
  forward: ReadonlyMap<FunctionEntity, readonly FunctionEntity[]>,
  goals: ReadonlySet<FunctionEntity>,
): ReadonlySet<FunctionEntity> {
  const backward = new Map<FunctionEntity, FunctionEntity[]>()
  for (const [caller, callees] of forward) for (const callee of callees) backward.set(callee, [...(backward.get(callee) ?? []), caller])
  return following(goals, backward)
}
