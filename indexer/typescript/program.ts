// The files of a program, joined: functions know their module, what is around them and who owns them for the reader.

import type { ClassFact, Expr, FunctionFact, NodeName, SiteFact, TsFileFacts } from './facts.ts'
import type { ModuleResolver } from './modules.ts'

export interface Fn {
  readonly module: Module
  readonly index: number
  readonly fact: FunctionFact
  readonly outer: Fn | undefined
  readonly inner: Fn[]
  readonly sites: readonly Site[]
  /** The named function that readers see this code in: itself, or the nearest one around it. */
  readonly owner: Fn
}

export interface Site {
  readonly fn: Fn
  readonly index: number
  readonly fact: SiteFact
}

export interface Class {
  readonly module: Module
  readonly index: number
  readonly fact: ClassFact
}

export interface Module {
  readonly path: string
  /** The folder of its package. */
  readonly root: string
  readonly facts: TsFileFacts
  readonly functions: readonly Fn[]
  readonly classes: readonly Class[]
  readonly sites: readonly Site[]
}

export interface Program {
  readonly modules: ReadonlyMap<string, Module>
  readonly resolver: ModuleResolver
  /** Addresses that the repository writes for the variables of a package's pages. */
  readonly environment: Environment
}

export type Environment = (root: string, name: string) => string | undefined

export function createProgram(
  files: readonly TsFileFacts[],
  resolver: ModuleResolver,
  roots: readonly string[],
  environment: Environment,
): Program {
  // The nearest package is the one with the longest folder.
  const nearest = [...roots].sort((a, b) => b.length - a.length)
  const rootOf = (path: string) => nearest.find((root) => root === '' || path.startsWith(`${root}/`)) ?? ''
  return { modules: new Map(files.map((facts) => [facts.path, createModule(facts, rootOf(facts.path))])), resolver, environment }
}

interface Building extends Fn {
  owner: Fn
  outer: Fn | undefined
  sites: Site[]
}

function createModule(facts: TsFileFacts, root: string): Module {
  const functions: Building[] = []
  const classes: Class[] = []
  const sites: Site[] = []
  const module: Module = { path: facts.path, root, facts, functions, classes, sites }
  facts.functions.forEach((fact, index) => {
    const fn = { module, index, fact, outer: undefined, inner: [], sites: [] } as unknown as Building
    fn.owner = fn
    functions.push(fn)
  })
  for (const fn of functions) {
    fn.outer = functions[fn.fact.outer]
    fn.outer?.inner.push(fn)
  }
  for (const fn of functions) if (!fn.fact.node && fn.index > 0) fn.owner = ownerOf(fn)
  facts.classes.forEach((fact, index) => {
    classes.push({ module, index, fact })
  })
  facts.sites.forEach((fact, index) => {
    const fn = functions[fact.f]
    if (!fn) throw new Error(`site without a function in ${facts.path}`)
    const site = { fn, index, fact }
    sites.push(site)
    fn.sites.push(site)
  })
  return module
}

function ownerOf(fn: Fn): Fn {
  for (let f = fn; ; f = f.outer) if (f.fact.node || !f.outer) return f
}

export function contains(outer: Fn, inner: Fn): boolean {
  for (let f: Fn | undefined = inner; f; f = f.outer) if (f === outer) return true
  return false
}

/** The name of a function for the reader. `default` takes the name of its file; code outside functions is `(module)`. */
export function nameOf(fn: Fn): NodeName {
  const { node } = fn.fact
  if (!node) return { name: '(module)' }
  const rename = (name: string) => (name === 'default' ? fileName(fn.module.path) : name)
  const container = node.container?.split('.').map(rename).join('.')
  return { name: rename(node.name), ...(container !== undefined && { container }) }
}

function fileName(path: string): string {
  const parts = path.split('/')
  const base = (parts.at(-1) ?? path).replace(/\.[^.]+$/, '')
  return base === 'index' ? (parts.at(-2) ?? base) : base
}

export function expressionOf(module: Module, name: string): Expr | undefined {
  return Object.hasOwn(module.facts.exports, name) ? module.facts.exports[name] : undefined
}
