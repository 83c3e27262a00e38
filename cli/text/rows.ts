// Rows of a Cypher query as a table: a node shows its title, a path its nodes.

import { isNode, isRelationship } from '#api/read/rows.ts'
import { titleOf } from '#api/read/titles.ts'
import type { CypherValue, QueryResult } from '#graph/store/store.ts'
import type { Terminal } from '../terminal.ts'
import { grid } from './grid.ts'

export function rowsText({ columns, rows, truncated }: QueryResult, { paint }: Terminal, width: number | undefined): string {
  const cells = rows.map((row) => row.map(show))
  const lines = grid(
    columns.map((title) => ({ title, cut: true })),
    cells,
    { width, head: paint.dim },
  )
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${truncated ? '; there are more' : ''}`
  return `${[...lines, '', count].join('\n')}\n`
}

function show(value: CypherValue): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value.replace(/\s+/g, ' ')
  if (typeof value !== 'object') return String(value)
  if (isNode(value)) return titleOf(value)
  if (isRelationship(value)) return `-[${value.type}]->`
  if (Array.isArray(value)) return value.map(show).join(', ')
  if ('kind' in value && value.kind === 'path' && Array.isArray(value.nodes)) return value.nodes.map(show).join(' → ')
  return JSON.stringify(value)
}
