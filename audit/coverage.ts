// What there was to look at: nodes by label, and what the index could not read or resolve.

import { NODE_LABELS } from '#graph/schema.ts'
import type { GraphReader } from '#graph/store/store.ts'
import type { Coverage } from './finding.ts'

export async function countLabels(reader: GraphReader): Promise<Readonly<Record<string, number>>> {
  const cypher = Object.keys(NODE_LABELS)
    .map((label) => `MATCH (n:${label}) RETURN '${label}' AS label, count(n) AS nodes`)
    .join(' UNION ALL ')
  const counts: Record<string, number> = {}
  const { rows } = await reader.query(cypher)
  for (const [label, nodes] of rows) if (typeof label === 'string' && typeof nodes === 'number') counts[label] = nodes
  return counts
}

export async function countUnread(reader: GraphReader): Promise<Coverage['unread']> {
  const { rows } = await reader.query(
    `MATCH (d:Diagnostic)
     RETURN d.stage AS stage, d.reason AS reason, d.severity AS severity, count(d) AS count
     ORDER BY stage, reason, severity`,
  )
  return rows.map(([stage, reason, severity, count]) => ({
    stage: String(stage ?? ''),
    reason: String(reason ?? ''),
    severity: String(severity ?? ''),
    count: typeof count === 'number' ? count : 0,
  }))
}

/** Every source file that the graph speaks of: where suppressions may stand. */
export async function listFiles(reader: GraphReader): Promise<readonly string[]> {
  const { rows } = await reader.query('MATCH (n) WHERE n.file IS NOT NULL RETURN DISTINCT n.file AS file ORDER BY file', {
    maxRows: 1_000_000,
  })
  return rows.map(([file]) => file).filter((file) => typeof file === 'string')
}
