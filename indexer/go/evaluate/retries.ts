// Loops that try again: they go on while a call gives an error, and leave with its success. Which calls are those, by place.

import type { Expression, Position, Statement } from '../syntax.ts'
import { walkExpression, walkStatements } from '../walk.ts'

/** Places of the calls whose error decides whether the loop goes on; none in a loop that does not try again. */
export function retriedCalls(loop: Statement & { kind: 'for' | 'range' }): ReadonlySet<Position> {
  const errors = new Set<string>()
  if (loop.kind === 'for') for (const name of comparedWithNil(loop.condition, '!=')) errors.add(name)
  const last = loop.body[loop.body.length - 1]
  for (const s of loop.body) {
    if (s.kind !== 'if') continue
    if (leaves(s.then)) for (const name of comparedWithNil(s.condition, '==')) errors.add(name)
    const goesOn = last !== undefined && leaves([last]) && endsWith(s.then, 'continue')
    if ((s.else && leaves(s.else)) || goesOn) for (const name of comparedWithNil(s.condition, '!=')) errors.add(name)
  }
  const calls = new Set<Position>()
  if (errors.size === 0) return calls
  walkStatements(
    loop.body,
    (e) => e.kind !== 'function',
    (s) => {
      if (s.kind === 'assign' && s.left.some((target) => target.kind === 'name' && errors.has(target.name)))
        for (const value of s.right) noteCalls(value, calls)
      return undefined
    },
  )
  return calls
}

function noteCalls(value: Expression, calls: Set<Position>): void {
  walkExpression(value, (e) => {
    if (e.kind === 'call') calls.add(e.at)
    return e.kind !== 'function'
  })
}

/** Names that a condition compares with nil. */
function comparedWithNil(condition: Expression | undefined, op: '==' | '!='): readonly string[] {
  const found: string[] = []
  walkExpression(condition, (e) => {
    if (e.kind === 'binary' && e.op === op && e.left.kind === 'name' && e.right.kind === 'name' && e.right.name === 'nil')
      found.push(e.left.name)
    return undefined
  })
  return found
}

const leaves = (body: readonly Statement[]): boolean => {
  const last = body[body.length - 1]
  return last?.kind === 'return' || endsWith(body, 'break')
}

function endsWith(body: readonly Statement[], word: 'break' | 'continue'): boolean {
  const last = body[body.length - 1]
  return last?.kind === 'branch' && last.word === word
}
