// Loops that count through a list: `for i := 0; i < len(list); i++`, and backwards, as middleware is put around a handler.

import type { Expression, Statement } from '../syntax.ts'
import { walkStatements } from '../walk.ts'

export interface CountedList {
  /** The variable that counts. */
  readonly name: string
  readonly list: Expression
  readonly backwards: boolean
}

/** The list whose every element a loop takes once, by its number. */
export function countedList({ init, condition, post, body }: Statement & { kind: 'for' }): CountedList | undefined {
  if (init?.kind !== 'assign' || post?.kind !== 'assign' || condition?.kind !== 'binary' || condition.left.kind !== 'name') return undefined
  const { name } = condition.left
  const [counter, ...more] = init.left
  const [from] = init.right
  if (counter?.kind !== 'name' || counter.name !== name || more.length > 0 || !isNumber(post.right[0], '1') || assigns(body, name))
    return undefined
  if (post.op === '+=' && condition.op === '<' && isNumber(from, '0')) return through(name, measured(condition.right), false)
  const last = from?.kind === 'binary' && from.op === '-' && isNumber(from.right, '1') ? from.left : undefined
  return post.op === '-=' && condition.op === '>=' && isNumber(condition.right, '0') ? through(name, measured(last), true) : undefined
}

const through = (name: string, list: Expression | undefined, backwards: boolean): CountedList | undefined =>
  list && { name, list, backwards }

const isNumber = (e: Expression | undefined, text: string): boolean => e?.kind === 'number' && e.text === text

/** The list in `len(list)`. */
const measured = (e: Expression | undefined): Expression | undefined =>
  e?.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'len' ? e.args[0] : undefined

function assigns(body: readonly Statement[], name: string): boolean {
  let found = false
  const see = (s: Statement): undefined => {
    if (s.kind === 'assign' && s.op !== ':=' && s.left.some((e) => e.kind === 'name' && e.name === name)) found = true
    return undefined
  }
  walkStatements(body, () => undefined, see)
  return found
}
