// The expressions of indexes, printed as those of statements are.

import { parseSql } from './parser.ts'
import { printExpression } from './statements/expression.ts'

const printed = new Map<string, string | undefined>()

export function printIndexExpression(text: string): string | undefined {
  if (!printed.has(text)) printed.set(text, print(text))
  return printed.get(text)
}

function print(text: string): string | undefined {
  const parsed = parseSql(`SELECT ${text}`)
  const [tree] = parsed.ok ? parsed.trees : []
  const [target] = tree && 'SelectStmt' in tree ? (tree.SelectStmt.targetList ?? []) : []
  return target && 'ResTarget' in target && target.ResTarget.val ? printExpression(target.ResTarget.val) : undefined
}
