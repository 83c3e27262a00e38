// Names and the versions of variables: a static single assignment form over structured code, so that a variable
// assigned in branches reads as what it really may hold there. Loops are walked once.

import type { Expr } from '../facts.ts'
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
  if (binding.fn === l.fn && !binding.constant) l.env = new Map(l.env).set(binding.id, version)
}

export function reference(l: Lowering, name: string): Expr {
  const binding = lookup(l, name)
  if (!binding) return name === 'undefined' ? { k: 'none' } : { k: 'global', n: name }
  if (binding.imported) return binding.imported
  const version = binding.constant ? l.bindings[binding.id]?.[0] : binding.fn === l.fn ? l.env.get(binding.id) : undefined
  return version === undefined ? { k: 'bind', b: binding.id } : { k: 'ver', v: version }
}

/** Runs alternatives from the same state and joins what each leaves; an alternative that returns or throws leaves nothing. */
export function branch(l: Lowering, alternatives: readonly (() => void)[]): void {
  const before = l.env
  const wasDead = l.dead
  const ends: ReadonlyMap<number, number>[] = []
  for (const alternative of alternatives) {
    l.env = before
    l.dead = wasDead
    alternative()
    if (!l.dead) ends.push(l.env)
  }
  l.dead = wasDead || ends.length === 0
  l.env = join(l, before, ends)
}

function join(l: Lowering, before: ReadonlyMap<number, number>, ends: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const [first, ...others] = ends
  if (!first) return before
  if (others.every((env) => env === first)) return first
  const joined = new Map(first)
  for (const binding of new Set(ends.flatMap((env) => [...env.keys()]))) {
    const versions = [...new Set(ends.flatMap((env) => env.get(binding) ?? []))]
    const [version] = versions
    if (version === undefined) continue
    if (versions.length === 1) joined.set(binding, version)
    else {
      const phi = { k: 'either', op: 'phi', of: versions.map((v): Expr => ({ k: 'ver', v })) } as const
      joined.set(binding, l.versions.push({ f: l.fn, n: l.versions[version]?.n ?? '', e: phi }) - 1)
    }
  }
  return joined
}
