// Routes that the code registers with a library which nothing here understands: said, so that they are not lost in silence.

import type { Run } from './evaluate/frame.ts'
import type { FunctionEntity } from './program.ts'
import type { Position } from './syntax.ts'
import { options, type Value } from './values.ts'

export interface UnreadRoute {
  readonly fn: FunctionEntity
  readonly at: Position
  /** What is called. */
  readonly text: string
}

const KEY = 'unread routes'
const REGISTERS = /^(get|post|put|patch|delete|head|options|any|all|handle|handlefunc|handler|handlerfunc|route|add|method|to)$/i

/** `router.Get("/users", list)`: a path, and a function that answers it. */
export function noteUnreadRoute(run: Run, fn: FunctionEntity, at: Position, text: string, args: readonly Value[]): void {
  if (run.mode !== 'summary' || !REGISTERS.test(/\w*$/.exec(text)?.[0] ?? '')) return
  const from = args.findIndex((a) => options(a).some(isPath))
  if (from < 0 || from > 1 || !args.slice(from + 1).some((a) => options(a).some(answers))) return
  const list = unreadRoutes(run.collected)
  if (list.some((u) => u.fn === fn && u.at === at)) return
  run.collected.set(KEY, [...list, { fn, at, text }])
}

export const unreadRoutes = (collected: ReadonlyMap<string, unknown>): readonly UnreadRoute[] =>
  (collected.get(KEY) as readonly UnreadRoute[] | undefined) ?? []

const isPath = (value: Value): boolean => value.kind === 'string' && typeof value.parts[0] === 'string' && value.parts[0].startsWith('/')

const answers = (value: Value): boolean => value.kind === 'function' && value.entity.syntax.params.length > 0
