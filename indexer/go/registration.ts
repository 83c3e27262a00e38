// What a registration run collects: applications, each with its ordered log. The order is the meaning.

import type { Condition, Frame, Run } from './evaluate/frame.ts'
import type { StartRows } from './evaluate/start-rows.ts'
import type { FunctionEntity, SourceFile } from './program.ts'
import type { Position } from './syntax.ts'
import type { Value } from './values.ts'

export interface RegisteredHandler {
  readonly value: Value
  /** As it is written where it is registered, methods by their type: `Server.Login`, `recover.New`, `func literal`. */
  readonly label: string
  readonly at: Position
  /** The handler that this one was wrapped around: calling it is calling the next. */
  readonly wraps?: Value
  /** It stands there on some of the ways that the code can take. */
  readonly sometimes?: true
}

export interface Registration {
  /**
   * use: middleware, from here on where a framework keeps one ordered stack, otherwise for whom it is inherited by;
   * route: an answer; mount: another router's log, here.
   */
  readonly kind: 'use' | 'route' | 'mount'
  /** Upper case; `*` for any. */
  readonly methods: readonly string[]
  /** Full path as a text value: group prefixes joined. */
  readonly path: Value
  readonly protocol: 'http' | 'ws' | 'static'
  readonly handlers: readonly RegisteredHandler[]
  readonly mounted: RouterLog | undefined
  /** Middleware handed down by routers and groups, outermost first; a list may still grow where the framework's own does. */
  readonly inherited: readonly (readonly Registration[])[]
  readonly file: SourceFile
  readonly fn: FunctionEntity
  readonly at: Position
  readonly endLine: number
  readonly conditions: readonly Condition[]
  /** What stands in maps of packages when it is made. */
  readonly there?: StartRows
  /** What the route says of itself, where the framework lets middleware ask for that. */
  readonly operation?: Value
}

export interface RouterLog {
  readonly framework: string
  /** Framework's major version, where it changes the rules. */
  readonly version: number
  readonly entries: Registration[]
  /** What stands around the whole router: handlers that wrap it where it is served. */
  readonly around: Registration[]
  /** Where the application was made. */
  readonly file: SourceFile
  readonly at: Position
  /** Nobody made it in view: what stands before its routes is not known. */
  readonly unattached: boolean
  /** The code starts it, or hands it to something that does. */
  serves: boolean
  /** Something that nothing here follows gets it, and may serve it. */
  handed: boolean
}

/** Whether requests may come to it at all. */
export const isServed = ({ serves, handed, unattached }: RouterLog): boolean => serves || handed || unattached

export function routerLogs(collected: Map<string, unknown>): RouterLog[] {
  const known = collected.get('routers') as RouterLog[] | undefined
  if (known) return known
  const fresh: RouterLog[] = []
  collected.set('routers', fresh)
  return fresh
}

/** A call that gets a router and is not followed: what it registers is missing. */
export interface LostRouter {
  readonly name: string
  readonly file: SourceFile
  readonly at: Position
}

export function lostRouters(collected: Map<string, unknown>): LostRouter[] {
  const known = collected.get('lostRouters') as LostRouter[] | undefined
  if (known) return known
  const fresh: LostRouter[] = []
  collected.set('lostRouters', fresh)
  return fresh
}

/** Who serves a router, or only looks at it, registers nothing; a library says by a name that it does. */
const ONLY_SERVES = /serve|listen|run|start|walk|wrap|log|print|test|close|shutdown|handler$/i
const REGISTERS = /^(register|mount|setup|install|attach|add|bind|init|debugger|routes?$)/i

export function noteLostRouter(run: Run, { file }: Frame, name: string, at: Position, library?: string): void {
  const own = name.split('.').pop() ?? name
  if (library === undefined ? ONLY_SERVES.test(own) : !REGISTERS.test(own)) return
  lostRouters(run.collected).push({ name, file, at })
}
