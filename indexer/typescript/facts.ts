// Facts of one TypeScript or JavaScript file as plain JSON: what is left of the syntax when only values, calls and
// functions matter. Names are already resolved inside the file; what crosses files is an `import` or a `global`.
// Keys are short since these facts are cached for every file.

/** An expression, reduced to what can carry a function, a string or an object. `f`, `v`, `b`, `c`, `s` index the tables of TsFileFacts. */
export type Expr =
  | { readonly k: 'text'; readonly v: string }
  | { readonly k: 'none' }
  | { readonly k: 'regex'; readonly v: string }
  | { readonly k: 'cat'; readonly of: readonly Expr[] }
  /** `w`: the path on which each alternative is taken. */
  | { readonly k: 'either'; readonly op: EitherOperator; readonly of: readonly Expr[]; readonly w?: readonly number[] }
  | { readonly k: 'ver'; readonly v: number }
  | { readonly k: 'bind'; readonly b: number }
  /** What is left of a value where a test of it holds, or does not. */
  | { readonly k: 'left'; readonly of: Expr; readonly test: Test; readonly holds: boolean }
  | {
      readonly k: 'param'
      readonly f: number
      readonly i: number
      readonly n: string
      readonly rest?: true
      readonly opt?: true
      /** Members that its type lets be left out. */
      readonly maybe?: readonly string[]
      readonly type?: Expr
    }
  | { readonly k: 'this'; readonly f: number; readonly c?: number; readonly v?: number }
  | { readonly k: 'super'; readonly f: number; readonly c: number }
  | { readonly k: 'import'; readonly m: string; readonly n: string }
  | { readonly k: 'global'; readonly n: string }
  | { readonly k: 'env' }
  | { readonly k: 'get'; readonly of: Expr; readonly p: string }
  | { readonly k: 'at'; readonly of: Expr; readonly i: Expr }
  | { readonly k: 'each'; readonly of: Expr }
  | { readonly k: 'spread'; readonly of: Expr }
  | { readonly k: 'site'; readonly s: number }
  | { readonly k: 'obj'; readonly of: readonly Entry[] }
  | { readonly k: 'arr'; readonly of: readonly Expr[] }
  | { readonly k: 'fn'; readonly f: number }
  | { readonly k: 'getter'; readonly f: number }
  | { readonly k: 'class'; readonly c: number }
  /** The value of a call that carries functions (`memo(() => …)`, `create((set) => …)`): known to readers by the name it is given. */
  | { readonly k: 'made'; readonly f: number; readonly of: Expr }
  | { readonly k: 'unknown'; readonly n: string }

/** `phi` joins what a variable may hold after branches; `default` stands for a missing argument or property. */
export type EitherOperator = '?' | '||' | '??' | 'default' | 'phi'

/** What a branch asks, as far as values can answer. `given`: it is truthy; `none`: it is undefined or null; `over`: it is greater; `open`: anything else. */
export type Test =
  | { readonly k: 'given' | 'none'; readonly of: Expr }
  | { readonly k: 'same' | 'over'; readonly of: Expr; readonly as: Expr }
  | { readonly k: 'not'; readonly of: Test }
  | { readonly k: 'all' | 'any'; readonly of: readonly Test[] }
  | { readonly k: 'open' }

/** A path condition: the test `t` holds or does not, and so do those of the path `up`; -1 is always taken. */
export interface PathFact {
  readonly t: number
  readonly holds: boolean
  readonly up: number
}

/** What a function returns on the path `w`. */
export interface ReturnFact {
  readonly e: Expr
  readonly w: number
}

/** A property of an object literal; the name 0 spreads its value. */
export type Entry = readonly [string | 0, Expr]

/** What a variable holds between two assignments; `f` is the function that assigns. */
export interface VersionFact {
  readonly f: number
  readonly n: string
  readonly e: Expr
}

export interface SiteFact {
  readonly f: number
  readonly kind: 'call' | 'new' | 'jsx'
  readonly callee: Expr
  readonly args: readonly Expr[]
  readonly line: number
  /** The path that it stands on. */
  readonly w: number
}

/** How readers name a function; an anonymous callback has no name and belongs to the function around it. */
export interface NodeName {
  readonly name: string
  readonly container?: string
}

export interface FunctionFact {
  /** The function around it, -1 for the module itself. */
  readonly outer: number
  readonly node?: NodeName
  readonly line: number
  readonly endLine: number
  readonly returns: readonly ReturnFact[]
  readonly sites: readonly number[]
  readonly jsx?: true
  /** A class component: its methods belong to this function. */
  readonly classComponent?: true
  /** No function of the source: a call that carries functions and gives them its name. */
  readonly carrier?: true
}

export interface ClassFact {
  readonly name: string
  /** Runs the field initialisers and the constructor's body. */
  readonly ctor: number
  /** Whether the source writes a constructor; without one, arguments go to the base class. */
  readonly explicit: boolean
  readonly base?: Expr
  readonly members: readonly (readonly [string, Expr])[]
  readonly statics: readonly (readonly [string, Expr])[]
  /** `this.name = …`, with the function that assigns. */
  readonly assigned: readonly (readonly [string, Expr, number])[]
}

/** `of.p = e` outside classes, such as `client.defaults.baseURL = …`. */
export interface SetFact {
  readonly f: number
  readonly of: Expr
  readonly p: string
  readonly e: Expr
}

export interface TsFileFacts {
  readonly path: string
  readonly functions: readonly FunctionFact[]
  readonly classes: readonly ClassFact[]
  readonly versions: readonly VersionFact[]
  /** All versions of each variable. */
  readonly bindings: readonly (readonly number[])[]
  readonly sites: readonly SiteFact[]
  readonly tests: readonly Test[]
  readonly paths: readonly PathFact[]
  readonly sets: readonly SetFact[]
  readonly exports: Readonly<Record<string, Expr>>
  /** `export * from`. */
  readonly stars: readonly string[]
  /** Specifiers of imports that are not only types, with their lines. */
  readonly imports: readonly (readonly [string, number])[]
  readonly errors: readonly { readonly line: number; readonly message: string }[]
}
