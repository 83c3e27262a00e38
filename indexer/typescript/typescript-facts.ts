// What the TypeScript stage hands over: functions, who calls and renders whom, requests, and what could not be read.

export interface TypeScriptFunction {
  readonly id: string
  readonly name: string
  readonly container: string | undefined
  readonly file: string
  readonly line: number
  readonly endLine: number
  readonly role: 'Component' | 'Hook' | undefined
  readonly exported: boolean
}

interface TypeScriptCall {
  readonly from: string
  readonly to: string
  readonly line: number
  readonly resolution: 'exact' | 'inferred'
  readonly fanout: number
}

interface TypeScriptRender {
  readonly from: string
  readonly to: string
  readonly line: number
}

export type ApiCallResolution = 'exact' | 'partial' | 'unknown' | 'external'

/** own: the application's host and the whole path are known. unknown: something stands before the path. */
type ApiCallBase = 'own' | 'unknown' | 'external'

export interface ApiCallFact {
  readonly id: string
  /** The function that makes it. */
  readonly fn: string
  readonly name: string
  readonly file: string
  readonly line: number
  /** `*` when it is not known. */
  readonly method: string
  /** `:name` for an unknown segment, `*` for an unknown tail or an unknown whole. */
  readonly path: string
  /** Shared by the ways that one request may go. */
  readonly request: string | undefined
  readonly transport: string
  readonly base: ApiCallBase
  readonly resolution: ApiCallResolution
  readonly reason: string | undefined
}

/** What a development server sends on to the backend. */
export interface ProxyRule {
  readonly prefix: string
  /** Taken off the front of the path before it is sent on. */
  readonly strip: string
  /** Put before the path: the path of the target. */
  readonly add: string
  readonly file: string
}

export interface TypeScriptDiagnostic {
  readonly stage: 'parse' | 'resolve' | 'client'
  readonly reason: string
  readonly message: string
  readonly file: string
  readonly line: number
  readonly severity: 'error' | 'warning' | 'info'
}

export interface TypeScriptFacts {
  readonly functions: readonly TypeScriptFunction[]
  readonly calls: readonly TypeScriptCall[]
  readonly renders: readonly TypeScriptRender[]
  readonly apiCalls: readonly ApiCallFact[]
  readonly proxies: readonly ProxyRule[]
  readonly diagnostics: readonly TypeScriptDiagnostic[]
  readonly counts: {
    readonly files: number
    /** By reason. */
    readonly skipped: Readonly<Record<string, number>>
    readonly calls: { readonly exact: number; readonly inferred: number; readonly external: number; readonly unresolved: number }
    readonly unresolvedImports: number
  }
}
