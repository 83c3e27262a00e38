// What a goroutine can do to its process: panic without a recover, or never end. From the syntax of its function and of
// those that it calls.

import type { CallEdge } from './link.ts'
import type { FunctionEntity } from './program.ts'
import { type Expression, lineOf, type Statement } from './syntax.ts'
import { walkExpression, walkStatements, words } from './walk.ts'

export interface GoroutineFacts {
  readonly recovers: boolean
  /** What can panic, with its place; undefined where nothing was seen. */
  readonly panics: string | undefined
  readonly ends: 'returns' | 'context' | 'channel' | 'never' | 'unknown'
}

const DEPTH = 3

export function createGoroutineFacts(edges: readonly CallEdge[]): (fn: FunctionEntity) => GoroutineFacts {
  const callees = new Map<FunctionEntity, FunctionEntity[]>()
  for (const edge of edges) {
    const list = callees.get(edge.caller)
    if (list) list.push(edge.callee)
    else callees.set(edge.caller, [edge.callee])
  }
  return (fn) => {
    const recovers = recoversIn(fn, callees)
    return { recovers, panics: recovers ? undefined : panicIn(fn, callees), ends: endOf(fn, callees) }
  }
}

type Callees = ReadonlyMap<FunctionEntity, readonly FunctionEntity[]>

function recoversIn(fn: FunctionEntity, callees: Callees): boolean {
  const body = fn.syntax.body ?? []
  for (const s of body) {
    if (s.kind !== 'defer' || s.call.kind !== 'call') continue
    if (s.call.callee.kind === 'function' && callsRecover(s.call.callee.function.body ?? [])) return true
    const name = lastName(s.call.callee)
    if ((callees.get(fn) ?? []).some((c) => c.syntax.name === name && callsRecover(c.syntax.body ?? []))) return true
  }
  // Nothing stands outside one call that recovers: the callee's recover covers everything.
  const working = body.filter((s) => s.kind !== 'defer')
  const [only] = working
  if (working.length !== 1 || !only || only.kind !== 'expression' || only.of.kind !== 'call') return false
  const name = lastName(only.of.callee)
  return (callees.get(fn) ?? []).some((c) => c.syntax.name === name && c !== fn && recoversIn(c, callees))
}

const lastName = (e: Expression) => (e.kind === 'name' || e.kind === 'selector' ? e.name : '')

function callsRecover(body: readonly Statement[]): boolean {
  let found = false
  walkStatements(body, (e) => {
    if (e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'recover') found = true
    return !found
  })
  return found
}

/**
 * An explicit panic, an unchecked type assertion, an index that nothing bounds, or a function value from outside, of which
 * nobody knows what it does; in the function or what it calls.
 */
function panicIn(fn: FunctionEntity, callees: Callees): string | undefined {
  const seen = new Set([fn])
  let level = [fn]
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next: FunctionEntity[] = []
    for (const at of level) {
      if (at !== fn && recoversIn(at, callees)) continue
      const own = panicSite(at)
      if (own) return own
      for (const callee of callees.get(at) ?? [])
        if (!seen.has(callee)) {
          seen.add(callee)
          next.push(callee)
        }
    }
    level = next
  }
  return undefined
}

function panicSite(fn: FunctionEntity): string | undefined {
  let found: string | undefined
  const checked = new Set<Expression>()
  const place = (e: Expression) => `${fn.file.syntax.path}:${lineOf(e.at)}`
  walkStatements(
    fn.syntax.body ?? [],
    (e) => {
      if (found) return false
      if (e.kind === 'function') return false
      if (e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'panic') found = `panic at ${place(e)}`
      else if (e.kind === 'call' && e.callee.kind === 'name' && handedIn(fn, e.callee.name))
        found = `${e.callee.name}, a function handed in, runs at ${place(e)}`
      else if (e.kind === 'assert' && e.type && !checked.has(e)) found = `unchecked type assertion of ${words(e.of)} at ${place(e)}`
      else if (e.kind === 'index' && e.of.kind === 'call' && e.indices[0]?.kind === 'number')
        found = `index ${words(e)} that nothing bounds at ${place(e)}`
      return !found
    },
    (s) => {
      // `v, ok := x.(T)` does not panic.
      if (s.kind === 'assign' && s.left.length === 2 && s.right.length === 1 && s.right[0]?.kind === 'assert') checked.add(s.right[0])
      return undefined
    },
  )
  return found
}

/** The name is a parameter of function type, of this function or of one around it. */
function handedIn(fn: FunctionEntity, name: string): boolean {
  for (let at: FunctionEntity | undefined = fn; at; at = at.outer) {
    const param = at.syntax.params.find((p) => p.name === name)
    // Cancel functions and the like come as named library types.
    if (param) return param.type.kind === 'func'
  }
  return false
}

function endOf(fn: FunctionEntity, callees: Callees): GoroutineFacts['ends'] {
  let verdict: GoroutineFacts['ends'] = 'returns'
  const worsen = (to: GoroutineFacts['ends']) => {
    const rank = { returns: 0, context: 1, channel: 2, unknown: 3, never: 4 }
    if (rank[to] > rank[verdict]) verdict = to
  }
  const look = (at: FunctionEntity, depth: number, seen: Set<FunctionEntity>) => {
    eachLoop(at.syntax.body ?? [], (loop) => {
      // A range ends with its collection, or when its channel is closed.
      if (loop.kind === 'range' || loop.condition) return
      worsen(endOfLoop(loop.body))
    })
    // What it calls in tail position or alone may hold the loop.
    if (depth > 0)
      for (const callee of callees.get(at) ?? [])
        if (!seen.has(callee)) {
          seen.add(callee)
          if (eagerly(at, callee)) look(callee, depth - 1, seen)
        }
  }
  look(fn, 2, new Set([fn]))
  return verdict
}

/** The callee is called by its own statement, not deep inside an expression. */
function eagerly(caller: FunctionEntity, callee: FunctionEntity): boolean {
  return (caller.syntax.body ?? []).some((s) => {
    const e =
      s.kind === 'expression'
        ? s.of
        : s.kind === 'if' && s.init?.kind === 'assign'
          ? s.init.right[0]
          : s.kind === 'assign' || s.kind === 'return'
            ? s.kind === 'assign'
              ? s.right[0]
              : s.values[0]
            : undefined
    return e?.kind === 'call' && lastName(e.callee) === callee.syntax.name
  })
}

function eachLoop(body: readonly Statement[], visit: (loop: Statement & { kind: 'for' | 'range' }) => void): void {
  walkStatements(
    body,
    (e) => e.kind !== 'function',
    (s) => {
      if (s.kind === 'for' || s.kind === 'range') visit(s)
      return undefined
    },
  )
}

/** An endless loop ends by a return or break in it: on a context, on a channel, or for a reason that we cannot see. */
function endOfLoop(body: readonly Statement[]): GoroutineFacts['ends'] {
  let leaves = false
  let context = false
  let channel = false
  let blocks = false
  walkStatements(
    body,
    (e) => {
      if (e.kind === 'function') return false
      if (e.kind === 'call' && lastName(e.callee) === 'Done') context = true
      if (e.kind === 'unary' && e.op === '<-') channel = true
      if (e.kind === 'call' && e.callee.kind === 'selector' && /^(Read|Receive|Recv|Accept|Next|Scan)/.test(e.callee.name)) blocks = true
      return undefined
    },
    (s) => {
      if (s.kind === 'return' || (s.kind === 'branch' && (s.word === 'goto' || s.label !== undefined))) leaves = true
      if (s.kind === 'branch' && s.word === 'break') leaves = true
      return undefined
    },
  )
  if (!leaves) return endsProcess(body) ? 'unknown' : 'never'
  if (context) return 'context'
  return channel ? 'channel' : blocks ? 'channel' : 'unknown'
}

function endsProcess(body: readonly Statement[]): boolean {
  let found = false
  for (const s of body)
    if (s.kind === 'expression')
      walkExpression(s.of, (e) => {
        if (e.kind === 'call' && /^(Exit|Fatal\w*|Goexit)$/.test(lastName(e.callee))) found = true
        return !found
      })
  return found
}
