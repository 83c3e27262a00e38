// What of a program may run at all, and what puts rows into its maps while it starts.

import type { Flows, Row } from './evaluate/events.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { Expression } from './syntax.ts'
import { walkExpression, walkStatements } from './walk.ts'

/** What puts rows into maps is short. */
const SHORT = 12

/** Functions that put what they are given under a text into a map of a package: a registration runs them. */
export function fillersOf(flows: Flows): readonly FunctionEntity[] {
  const isText = ({ key, value }: Row) => value !== undefined && (key?.kind === 'string' || key?.kind === 'symbolic')
  const fillers = [...flows.rows.values()].flatMap((rows) => rows.flatMap((row) => (row.by && isText(row) ? [row.by] : [])))
  return fillers.filter((fn) => fn.syntax.name !== undefined && (fn.syntax.body?.length ?? 0) <= SHORT)
}

/** Every name that some code mentions. */
export function namesIn(program: Program): ReadonlySet<string> {
  const found = new Set<string>(['main', 'init'])
  const visit = (e: Expression): undefined => {
    if (e.kind === 'name' || e.kind === 'selector') found.add(e.name)
    if (e.kind === 'function') walkStatements(e.function.body ?? [], visit)
  }
  for (const fn of program.functions) walkStatements(fn.syntax.body ?? [], visit)
  for (const pkg of program.packages.values())
    for (const entity of pkg.scope.values())
      if (entity.kind === 'value') for (const value of entity.declaration.values) walkExpression(value, visit)
  return found
}
