// SQL that the code hands to a library which nothing here follows: said, so that it is not lost in silence.

import type { Run } from './evaluate/frame.ts'
import type { FunctionEntity } from './program.ts'
import type { Position } from './syntax.ts'
import { options, type Value } from './values.ts'

export interface UnreadText {
  readonly fn: FunctionEntity
  readonly at: Position
  readonly package: string
  readonly name: string
}

const KEY = 'unread texts'
const SQL = /^\s*(select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s[\s\S]*\sset\s|delete\s+from\s|with\s[\s\S]*\sas\s*\()/i
/** Writing about a statement is not sending it. */
const QUIET =
  /^(fmt|log|log\/slog|errors|strings|bytes|regexp|testing|builtin|strconv|text\/template|html\/template|io|os|bufio|net\/http)$|zap|logrus|zerolog|slog|testify|sqlmock/

export function noteUnreadText(run: Run, fn: FunctionEntity, at: Position, path: string, name: string, args: readonly Value[]): void {
  if (run.mode !== 'summary' || QUIET.test(path) || !args.some((a) => options(a).some(isSql))) return
  const list = unreadTexts(run.collected)
  if (list.some((u) => u.fn === fn && u.at === at)) return
  run.collected.set(KEY, [...list, { fn, at, package: path, name }])
}

export const unreadTexts = (collected: ReadonlyMap<string, unknown>): readonly UnreadText[] =>
  (collected.get(KEY) as readonly UnreadText[] | undefined) ?? []

const isSql = (value: Value): boolean =>
  value.kind === 'string' && SQL.test(value.parts.map((p) => (typeof p === 'string' ? p : '?')).join(''))
