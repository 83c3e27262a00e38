// Who calls and who renders whom, between functions that have a name for the reader. A function handed over by name
// (`queryFn: api.getUser`, `onClick={save}`, `component: Page`) counts as called, marked inferred.

import { modelOf } from './clients/models.ts'
import type { Evaluator } from './evaluate/evaluator.ts'
import { alternativesOf, type Value } from './evaluate/values.ts'
import type { Expr } from './facts.ts'
import type { Fn, Module, Program, Site } from './program.ts'

export interface CallEdge {
  readonly from: Fn
  readonly to: Fn
  readonly line: number
  readonly resolution: 'exact' | 'inferred'
  readonly fanout: number
  readonly renders: boolean
  /** No use was seen: it is only written inside the other. */
  readonly escaping: boolean
}

interface CallGraph {
  readonly edges: readonly CallEdge[]
  readonly counts: { readonly exact: number; readonly inferred: number; readonly external: number; readonly unresolved: number }
}

export function collectCalls(program: Program, ev: Evaluator): CallGraph {
  const edges = new Map<string, CallEdge>()
  const counts = { exact: 0, inferred: 0, external: 0, unresolved: 0 }
  const called = new Set<Fn>()
  const ownNames = new Set([...program.modules.values()].flatMap(({ functions }) => functions.flatMap(({ fact }) => fact.node?.name ?? [])))
  const ids = new Map<Fn, number>()
  const id = (fn: Fn) => {
    const known = ids.get(fn) ?? ids.size
    ids.set(fn, known)
    return known
  }

  for (const module of program.modules.values()) for (const site of module.sites) addSite(site)
  for (const module of program.modules.values()) addEscaping(module)
  return { edges: [...edges.values()], counts }

  /** A method on a value that was not followed, by a name that nothing of the program's own has: `event.preventDefault()`. */
  function isForeign({ fact: { callee } }: Site): boolean {
    return callee.k === 'get' && !ownNames.has(callee.p)
  }

  function addSite(site: Site): void {
    const callees = alternativesOf(ev.callee(site))
    const targets = [...new Set(callees.flatMap((callee) => targetOf(callee) ?? []))]
    if (targets.length > 0) counts[targets.length === 1 ? 'exact' : 'inferred']++
    else if (callees.some(isExternal) || isForeign(site)) counts.external++
    else if (callees.some((callee) => callee.t === 'hole')) counts.unresolved++
    for (const to of targets) add(site, to, targets.length === 1 ? 'exact' : 'inferred', targets.length, site.fact.kind === 'jsx')
    if (site.fact.kind === 'jsx') for (const to of callees.flatMap(wrapped)) add(site, to, 'inferred', 1, true)
    if (isProvider(site)) return
    // What follows a hook's function is the list of what it depends on: not a use.
    const args = callees.some(takesDependencies) ? site.fact.args.slice(0, 1) : site.fact.args
    for (const e of args) for (const to of references(ev, site.fn.module, e)) add(site, to, 'inferred', 1, isComponent(to))
  }

  function add(site: Site, to: Fn, resolution: CallEdge['resolution'], fanout: number, jsx: boolean): void {
    const from = site.fn.owner
    called.add(to)
    if (from === to) return
    const key = `${id(from)} ${id(to)}`
    const known = edges.get(key)
    if (known && (known.resolution === 'exact' || resolution === 'inferred')) return
    edges.set(key, { from, to, line: site.fact.line, resolution, fanout, renders: jsx && isComponent(to), escaping: false })
  }

  /** A function written inside another and seen by no caller escaped through a value that was not followed. */
  function addEscaping(module: Module): void {
    for (const to of module.functions) {
      const from = to.outer?.owner
      if (to.owner !== to || !from || from.index === 0 || called.has(to) || to.fact.carrier) continue
      const inClass = module.facts.classes.some((cls) => cls.ctor === to.fact.outer || cls.ctor === to.index)
      if (inClass) continue
      const edge = { from, to, line: to.fact.line, resolution: 'inferred', fanout: 1, renders: isComponent(to), escaping: true } as const
      edges.set(`${id(from)} ${id(to)}`, edge)
    }
  }
}

function targetOf(callee: Value): Fn | undefined {
  switch (callee.t) {
    case 'fn':
      return callee.fn.owner
    case 'made':
      return targetOf(callee.of) ?? callee.fn
    case 'class': {
      const { module, fact } = callee.cls
      const ctor = module.functions[fact.ctor]
      return ctor && (fact.explicit || ctor.fact.classComponent || ctor.sites.length > 0) ? ctor : undefined
    }
    default:
      return undefined
  }
}

function isExternal(callee: Value): boolean {
  return callee.t === 'lib' && (!callee.path.startsWith('#') || modelOf(callee.path) !== undefined || /^#\w+(\.|$)/.test(callee.path))
}

/** Components that a wrapper was given: `withFrame(Table)` renders Table as well. */
function wrapped(callee: Value): Fn[] {
  const found: Fn[] = []
  const inner = callee.t === 'made' ? callee.of : callee
  const add = (arg: Value) => {
    if (arg.t === 'lib') found.push(...wrapped(arg))
    else found.push(...named(arg).filter(isComponent))
  }
  if (inner.t === 'lib') for (let at: Value | undefined = inner; at?.t === 'lib'; at = at.of) at.args.flatMap(alternativesOf).forEach(add)
  if (inner.t === 'fn') for (let at = inner.frame; at; at = at.outer) (at.args ?? []).flatMap(alternativesOf).forEach(add)
  return found
}

function takesDependencies(callee: Value): boolean {
  return callee.t === 'lib' && /^react#use(Callback|Effect|LayoutEffect|InsertionEffect|Memo|ImperativeHandle)$/.test(callee.path)
}

function isProvider(site: Site): boolean {
  const { callee, kind } = site.fact
  return kind === 'jsx' && callee.k === 'get' && callee.p === 'Provider'
}

/** Named functions that an argument hands over, alone or in a literal written in place. */
function references(ev: Evaluator, module: Module, e: Expr): Fn[] {
  switch (e.k) {
    case 'text':
    case 'site':
    case 'unknown':
    case 'none':
      return []
    case 'obj':
      return e.of.flatMap(([name, entry]) => (name === 0 ? [] : references(ev, module, entry)))
    case 'arr':
    case 'either':
      return e.of.flatMap((one) => references(ev, module, one))
    case 'made':
      return references(ev, module, e.of)
    case 'ver': {
      const version = module.facts.versions[e.v]
      if (version?.n === '' && version.e.k === 'obj') return references(ev, module, version.e)
      break
    }
  }
  return alternativesOf(ev.value(module, e)).flatMap(named)
}

function named(value: Value): Fn[] {
  switch (value.t) {
    case 'fn':
      return value.fn.fact.node ? [value.fn] : []
    case 'made':
      return [targetOf(value) ?? value.fn]
    case 'class': {
      const ctor = value.cls.module.functions[value.cls.fact.ctor]
      return ctor?.fact.classComponent ? [ctor] : []
    }
    default:
      return []
  }
}

export function isComponent(fn: Fn): boolean {
  if (fn.fact.classComponent) return true
  const name = fn.fact.node?.name ?? ''
  return (name === 'default' || /^[A-Z]/.test(name)) && drawsJsx(fn)
}

function drawsJsx(fn: Fn): boolean {
  return fn.fact.jsx === true || fn.inner.some((inner) => !inner.fact.node && drawsJsx(inner))
}
