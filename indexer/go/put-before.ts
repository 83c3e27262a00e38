// Whether a field holds what its own function put there when it is computed with, and so nothing that a row gave.

import type { FunctionEntity } from './program.ts'
import type { Expression, Position, Statement } from './syntax.ts'
import { walkExpression, walkStatements } from './walk.ts'

/**
 * The field `name` that is computed with at that place was set before by the function itself: assigned, or the structure made, and the
 * structure not handed to anything since. False where that is not seen.
 */
export function isPutBefore(fn: FunctionEntity, at: Position, name: string): boolean {
  const way = wayTo(fn.syntax.body ?? [], at)
  const last = way?.at(-1)
  const root = last && rootOf(last.list[last.index], at, name)
  if (!way || !root) return false
  for (const { list, index } of way.toReversed()) {
    // Another round of a loop goes through all of it before.
    const around = list[index]
    if (around && isLoop(around) && hands([around], root, name)) return false
    for (const s of list.slice(0, index).toReversed()) {
      if (puts(s, root, name)) return true
      if (hands([s], root, name)) return false
    }
  }
  return false
}

interface Step {
  readonly list: readonly Statement[]
  readonly index: number
}

/** The statements, outermost first, down to the one that has an expression at that place. */
function wayTo(list: readonly Statement[], at: Position): readonly Step[] | undefined {
  for (const [index, s] of list.entries()) {
    for (const inner of bodiesOf(s)) {
      const way = wayTo(inner, at)
      if (way) return [{ list, index }, ...way]
    }
    if (s.kind === 'assign' && [...s.left, ...s.right].some((e) => isIn(e, at))) return [{ list, index }]
  }
  return undefined
}

function bodiesOf(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case 'if':
      return [s.then, s.else ?? []]
    case 'for':
    case 'range':
    case 'block':
    case 'labeled':
      return [s.body]
    case 'switch':
    case 'typeSwitch':
    case 'select':
      return s.cases.map((c) => c.body)
    default:
      return []
  }
}

const isLoop = (s: Statement): boolean => s.kind === 'for' || s.kind === 'range'

function isIn(e: Expression, at: Position): boolean {
  let found = false
  walkExpression(e, (x) => {
    if (x.at === at) found = true
    return !found && x.kind !== 'function'
  })
  return found
}

/** The variable whose field it is, where the statement computes with that field of one only. */
function rootOf(s: Statement | undefined, at: Position, name: string): string | undefined {
  if (s?.kind !== 'assign') return undefined
  const roots = new Set<string | undefined>()
  const visit = (e: Expression): undefined => {
    if (e.kind === 'selector' && e.name === name) roots.add(e.of.kind === 'name' ? e.of.name : undefined)
  }
  for (const e of s.right) walkExpression(e, visit)
  if (s.op !== '=' && s.op !== ':=') for (const e of s.left) if (e.at === at) walkExpression(e, visit)
  const [root] = roots
  return roots.size === 1 ? root : undefined
}

const isFieldOf = (e: Expression | undefined, root: string, name: string): boolean =>
  e?.kind === 'selector' && e.name === name && e.of.kind === 'name' && e.of.name === root

/** It assigns that field, or makes the structure, of what is no such field itself. */
function puts(s: Statement, root: string, name: string): boolean {
  if (s.kind === 'variable') return s.declaration.names.includes(root) && s.declaration.values.every((v) => makes(v, name))
  if (s.kind !== 'assign' || s.left.length !== s.right.length) return false
  return s.left.some((target, i) => {
    const value = s.right[i]
    if (!value) return false
    if (s.op === '=' && isFieldOf(target, root, name)) return !hasField(value, name) && !isCall(value)
    return s.op === ':=' && target.kind === 'name' && target.name === root && makes(value, name)
  })
}

/** `T{…}`, `&T{…}`, `new(T)`. */
function makes(value: Expression, name: string): boolean {
  if (value.kind === 'unary' && value.op === '&') return makes(value.of, name)
  if (value.kind === 'call') return value.callee.kind === 'name' && value.callee.name === 'new'
  return value.kind === 'composite' && value.elements.every((e) => e.key !== undefined) && !hasField(value, name)
}

/** What a call gives may have been read. */
function isCall(value: Expression): boolean {
  let found = false
  walkExpression(value, (e) => {
    if (e.kind === 'call') found = true
    return !found
  })
  return found
}

function hasField(value: Expression, name: string): boolean {
  let found = false
  walkExpression(value, (e) => {
    if (e.kind === 'selector' && e.name === name) found = true
    return !found
  })
  return found
}

/** They name the variable otherwise than to reach a field of it: what it is handed to may fill it. */
function hands(list: readonly Statement[], root: string, name: string): boolean {
  let found = false
  const visit = (e: Expression): boolean => {
    if (e.kind === 'name' && e.name === root) found = true
    if (e.kind === 'call' && e.callee.kind === 'selector' && e.callee.of.kind === 'name' && e.callee.of.name === root) found = true
    if (e.kind === 'unary' && e.op === '&' && isFieldOf(e.of, root, name)) found = true
    return !found && !(e.kind === 'selector' && e.of.kind === 'name')
  }
  walkStatements(list, visit, (s) => {
    if (s.kind === 'variable' && s.declaration.names.includes(root)) found = true
    // Put there on some way only, and from where it may have been read.
    if (s.kind === 'assign' && s.op === '=')
      for (const [i, target] of s.left.entries()) {
        const value = s.right[i]
        if (isFieldOf(target, root, name) && (!value || hasField(value, name) || isCall(value))) found = true
      }
    return !found
  })
  return found
}
