// Names and the versions of variables: a static single assignment form over structured code, so that a variable
// assigned in branches reads as what it really may hold there. Loops are walked once.

import type { Expr, Test } from '../facts.ts'
import type { Binding, Lowering, Scope } from './state.ts'

export function pushScope(l: Lowering, functionScope = false): Scope {
  const before = l.scope
  l.scope = { names: new Map(), parent: before, functionScope }
  return before
}

export function declare(l: Lowering, name: string, constant: boolean, imported?: Expr): Binding {
  const existing = l.scope.names.get(name)
  if (existing) return existing
  const binding: Binding = { id: l.bindings.push([]) - 1, fn: l.fn, name, constant, ...(imported && { imported }) }
  l.scope.names.set(name, binding)
  return binding
}

/** `var` is declared in the function around it. */
export function declareVar(l: Lowering, name: string): Binding {
  const before = l.scope
  let scope = l.scope
  while (!scope.functionScope && scope.parent) scope = scope.parent
  l.scope = scope
  const binding = declare(l, name, false)
  l.scope = before
  return binding
}

export function lookup(l: Lowering, name: string): Binding | undefined {
  for (let scope: Scope | undefined = l.scope; scope; scope = scope.parent) {
    const found = scope.names.get(name)
    if (found) return found
  }
  return undefined
}

export function assign(l: Lowering, binding: Binding, e: Expr): void {
  const version = l.versions.push({ f: l.fn, n: binding.name, e }) - 1
  l.bindings[binding.id]?.push(version)
  l.variables.set(version, binding)
  if (binding.fn === l.fn && !binding.constant) l.env = new Map(l.env).set(binding.id, version)
}

export function reference(l: Lowering, name: string): Expr {
  const binding = lookup(l, name)
  if (!binding) return name === 'undefined' ? { k: 'none' } : { k: 'global', n: name }
  if (binding.imported) return binding.imported
  const here = binding.fn === l.fn ? l.env.get(binding.id) : undefined
  const version = here ?? (binding.constant ? l.bindings[binding.id]?.[0] : undefined)
  return version === undefined ? { k: 'bind', b: binding.id } : { k: 'ver', v: version }
}

/** Runs alternatives from the same state and joins what each leaves; an alternative that returns or throws leaves nothing. */
export function branch(l: Lowering, alternatives: readonly (() => void)[], paths?: readonly number[]): void {
  const { env: before, dead: wasDead, path } = l
  const ends: End[] = []
  for (const [i, alternative] of alternatives.entries()) {
    l.env = before
    l.dead = wasDead
    l.path = paths?.[i] ?? path
    if (l.path !== path) narrow(l, l.path)
    alternative()
    if (!l.dead) ends.push({ env: l.env, path: l.path })
  }
  const [first] = ends
  l.dead = wasDead || ends.length === 0
  l.env = join(l, before, ends)
  // Where only one way leads on, what follows stands on it.
  l.path = ends.length === 1 && first ? first.path : path
}

/** On a path, a variable that it asks of holds only what answers so (π-nodes of extended SSA). */
function narrow(l: Lowering, w: number): void {
  const path = l.paths[w]
  for (const { test, holds } of implied(path && l.tests[path.t], path?.holds ?? true)) {
    if (!('of' in test) || !('k' in test.of) || test.of.k !== 'ver') continue
    const { v } = test.of
    const binding = l.variables.get(v)
    if (!binding || binding.fn !== l.fn) continue
    const current = l.env.get(binding.id) ?? v
    const e: Expr = { k: 'left', of: { k: 'ver', v: current }, test, holds }
    const version = l.versions.push({ f: l.fn, n: binding.name, e }) - 1
    l.variables.set(version, binding)
    l.narrowed.set(version, current)
    l.env = new Map(l.env).set(binding.id, version)
  }
}

/** Single tests that must come out so for the whole to. */
function implied(test: Test | undefined, holds: boolean): readonly { readonly test: Test; readonly holds: boolean }[] {
  if (test?.k === 'not') return implied(test.of, !holds)
  if (test?.k === (holds ? 'all' : 'any') && 'of' in test && Array.isArray(test.of))
    return test.of.flatMap((one: Test) => implied(one, holds))
  return test?.k === 'given' || test?.k === 'none' || test?.k === 'same' || test?.k === 'over' ? [{ test, holds }] : []
}

/** What one alternative leaves. */
interface End {
  readonly env: ReadonlyMap<number, number>
  readonly path: number
}

function join(l: Lowering, before: ReadonlyMap<number, number>, ends: readonly End[]): ReadonlyMap<number, number> {
  const [first] = ends
  if (!first) return before
  if (ends.every(({ env }) => env === first.env)) return first.env
  const joined = new Map(first.env)
  for (const binding of new Set(ends.flatMap(({ env }) => [...env.keys()]))) {
    const held = ends.flatMap(({ env, path }) => {
      const version = widen(l, env.get(binding), before.get(binding))
      return version === undefined ? [] : [{ version, path }]
    })
    const [one] = held
    if (!one) continue
    if (held.every(({ version }) => version === one.version)) joined.set(binding, one.version)
    else {
      const of = held.map(({ version }): Expr => ({ k: 'ver', v: version }))
      const phi = { k: 'either', op: 'phi', of, w: held.map(({ path }) => path) } as const
      joined.set(binding, l.versions.push({ f: l.fn, n: l.versions[one.version]?.n ?? '', e: phi }) - 1)
    }
  }
  return joined
}

/** A variable that was only narrowed holds what it held before. */
function widen(l: Lowering, version: number | undefined, before: number | undefined): number | undefined {
  let at = version
  while (at !== undefined && at !== before && l.narrowed.has(at)) at = l.narrowed.get(at)
  return at
}
