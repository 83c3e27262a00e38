// Goes through an expression: names are resolved, parameters counted, and subqueries analysed.

import type { Analysis, Block } from './analysis.ts'
import { forEachNode, referenceNames } from './expression.ts'
import { type ResolvedColumn, resolveColumn } from './scope.ts'

/** Returns the columns of the block's own sources that the expression uses. */
export function walkExpression(value: unknown, block: Block, analysis: Analysis): readonly ResolvedColumn[] {
  const own: ResolvedColumn[] = []
  forEachNode(value, (node) => {
    if ('ParamRef' in node) analysis.parameters = Math.max(analysis.parameters, node.ParamRef.number ?? 0)
    if ('SubLink' in node) {
      const { testexpr, subselect } = node.SubLink
      if (testexpr) own.push(...walkExpression(testexpr, block, analysis))
      if (subselect) analysis.nested(subselect, block.scope, 'subquery')
      return 'stop'
    }
    const names = referenceNames(node)
    if (!names) return undefined
    const found = resolveColumn(names, block.scope, analysis.report)
    if (found?.outer) block.correlated = true
    else if (found && found.column !== '*') own.push(found)
    return 'stop'
  })
  return own
}
