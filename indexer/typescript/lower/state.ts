// The state of one lowering: the tables being filled, and where in the file the walk is.

import type { ts } from 'ts-morph'
import type { ClassFact, Expr, FunctionFact, NodeName, PathFact, SetFact, SiteFact, Test, VersionFact } from '../facts.ts'

export interface Binding {
  readonly id: number
  /** The function that declares it. */
  readonly fn: number
  readonly name: string
  /** Never assigned again, so its one version can be named before and after. */
  readonly constant: boolean
  readonly imported?: Expr
}

export interface Scope {
  readonly names: Map<string, Binding>
  readonly parent: Scope | undefined
  /** `var` belongs to the nearest one of these. */
  readonly functionScope: boolean
}

type Building<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** What a function's `this` is: an instance of a class, or the object literal in a version. */
export interface ThisBinder {
  readonly fn: number
  readonly cls?: number
  readonly object?: number
}

/** The name that an expression is about to be given. `carry`: a call with functions inside becomes a function of that name. */
export interface Naming extends NodeName {
  readonly carry: boolean
}

/** The walkers of each syntax family, held here since they call each other in circles. */
export interface Walkers {
  expression(l: Lowering, node: ts.Expression, naming?: Naming): Expr
  statements(l: Lowering, list: readonly ts.Statement[]): void
  /** Returns the function's index. */
  functionLike(l: Lowering, node: ts.FunctionLikeDeclaration, naming?: NodeName, self?: ThisBinder): number
  /** Returns the class's index. */
  classLike(l: Lowering, node: ts.ClassLikeDeclaration, naming?: NodeName): number
  jsx(l: Lowering, node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): Expr
}

export interface Lowering {
  readonly source: ts.SourceFile
  readonly walk: Walkers
  readonly functions: Building<FunctionFact>[]
  readonly classes: Building<ClassFact>[]
  readonly versions: VersionFact[]
  readonly bindings: number[][]
  /** The variable of each version, and the version that a narrowed one was. */
  readonly variables: Map<number, Binding>
  readonly narrowed: Map<number, number>
  readonly sites: SiteFact[]
  readonly tests: Test[]
  /** Tests by their text. */
  readonly asked: Map<string, number>
  readonly paths: PathFact[]
  readonly sets: SetFact[]
  readonly exports: Record<string, Expr>
  readonly stars: string[]
  readonly imports: [string, number][]
  /** Names exported by `export { a as b }`, looked up once all is declared. */
  readonly exportedNames: [string, string][]
  scope: Scope
  fn: number
  /** The current version of each `let`, `var` and parameter of the function at hand. */
  env: ReadonlyMap<number, number>
  /** Nothing after a return or throw runs. */
  dead: boolean
  /** What the branches around have asked; -1 where nothing has. */
  path: number
  self: ThisBinder | undefined
  /** Members that may be left out, of the types that the file names. */
  readonly types: Map<string, readonly string[]>
}

export function createLowering(source: ts.SourceFile, walk: Walkers): Lowering {
  return {
    source,
    walk,
    functions: [],
    classes: [],
    versions: [],
    bindings: [],
    variables: new Map(),
    narrowed: new Map(),
    sites: [],
    tests: [],
    asked: new Map(),
    paths: [],
    sets: [],
    exports: {},
    stars: [],
    imports: [],
    exportedNames: [],
    scope: { names: new Map(), parent: undefined, functionScope: true },
    fn: 0,
    env: new Map(),
    dead: false,
    path: -1,
    self: undefined,
    types: new Map(),
  }
}

export function lineOf(l: Lowering, position: number): number {
  return l.source.getLineAndCharacterOfPosition(position).line + 1
}

/** Adds a function that begins at the node's first token. */
export function addFunction(l: Lowering, node: ts.Node, outer: number, name?: NodeName): number {
  const fact: Building<FunctionFact> = {
    outer,
    line: lineOf(l, node.getStart(l.source)),
    endLine: lineOf(l, node.end),
    returns: [],
    sites: [],
  }
  if (name) fact.node = name.container === undefined ? { name: name.name } : { name: name.name, container: name.container }
  return l.functions.push(fact) - 1
}

/** The dotted name of the function that readers would say we are in; undefined at the top of a module. */
export function ownerPath(l: Lowering, fn: number): string | undefined {
  for (let f = fn; f > 0; f = l.functions[f]?.outer ?? -1) {
    const node = l.functions[f]?.node
    if (node) return node.container === undefined ? node.name : `${node.container}.${node.name}`
  }
  return undefined
}
