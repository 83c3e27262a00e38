// What happens in one run of a function, its callees and, where it only does a part, those who call it: lines of that function, in order.

import type { GoAnalysis } from './analyse.ts'
import type { CallEdge } from './link.ts'
import type { FunctionEntity } from './program.ts'
import { type Expression, lineOf, type Position } from './syntax.ts'
import { walkStatements } from './walk.ts'

const DEPTH = 4
/** Callers of a function that does a part of it. */
const ABOVE = 2
const MOST_CALLERS = 12

export interface Story {
  readonly root: FunctionEntity
  /** The lines of the root at which that place of a function is passed; none: it is not in view. */
  lines(fn: FunctionEntity, at: Position): readonly number[]
  /** A transaction of the story runs in an isolation that refuses the second of two. */
  readonly isolated: boolean
  /** A lock of the program is held. */
  readonly guarded: boolean
}

/** The stories that a function is part of, its own first. */
export function createStories(go: GoAnalysis): (fn: FunctionEntity) => readonly Story[] {
  const callees = new Map<FunctionEntity, CallEdge[]>()
  const callers = new Map<FunctionEntity, CallEdge[]>()
  for (const edge of go.calls.edges) {
    callees.set(edge.caller, [...(callees.get(edge.caller) ?? []), edge])
    callers.set(edge.callee, [...(callers.get(edge.callee) ?? []), edge])
  }
  const known = new Map<FunctionEntity, Story>()
  const storyOf = (root: FunctionEntity): Story => {
    const story = known.get(root) ?? tell(root)
    known.set(root, story)
    return story
  }
  return (fn) => {
    const stories = [storyOf(fn)]
    let level = [fn]
    for (let depth = 0; depth < ABOVE; depth++) {
      level = [...new Set(level.flatMap((f) => (callers.get(f) ?? []).map((e) => e.caller)))].slice(0, MOST_CALLERS)
      stories.push(...level.map(storyOf))
    }
    return stories
  }

  function tell(root: FunctionEntity): Story {
    const reached = new Map<FunctionEntity, Set<number>>()
    let level: (readonly [FunctionEntity, number])[] = (callees.get(root) ?? []).map((e) => [e.callee, lineOf(e.site.at)])
    for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
      const next: (readonly [FunctionEntity, number])[] = []
      for (const [fn, line] of level) {
        const lines = reached.get(fn) ?? new Set()
        if (lines.has(line)) continue
        reached.set(fn, lines.add(line))
        for (const e of callees.get(fn) ?? []) next.push([e.callee, line])
      }
      level = next
    }
    const around = [root, ...(callers.get(root) ?? []).map((e) => e.caller)]
    const locks = (fn: FunctionEntity): boolean =>
      [...(go.calls.external.get(fn) ?? [])].some((name) => / (?:Try)?Lock$/.test(name)) ||
      (callees.get(fn) ?? []).some((e) => /^(?:try|acquire|with)?lock/i.test(e.callee.syntax.name ?? ''))
    return {
      root,
      lines: (fn, at) => (fn === root ? [lineOf(at)] : [...(reached.get(fn) ?? [])]),
      isolated: [...around, ...reached.keys()].some(namesIsolation),
      guarded: around.some(locks),
    }
  }
}

const isolating = new WeakMap<FunctionEntity, boolean>()

function namesIsolation(fn: FunctionEntity): boolean {
  const known = isolating.get(fn)
  if (known !== undefined) return known
  let found = false
  walkStatements(fn.syntax.body ?? [], (e: Expression) => {
    if (e.kind === 'selector' && /^(?:Level)?(?:Serializable|RepeatableRead|Snapshot|Linearizable)$/.test(e.name)) found = true
    return undefined
  })
  isolating.set(fn, found)
  return found
}
