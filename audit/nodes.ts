// The nodes that findings name, as a reader shows them.

import { NODE_LABELS } from '#graph/schema.ts'
import type { CypherValue, GraphReader, NodeValue } from '#graph/store/store.ts'
import type { PathStep } from './finding.ts'
import { redact } from './redact.ts'

const BATCH = 5_000

export async function loadSteps(reader: GraphReader, ids: Iterable<string>): Promise<ReadonlyMap<string, PathStep>> {
  const wanted = [...new Set(ids)]
  const steps = new Map<string, PathStep>()
  for (let start = 0; start < wanted.length; start += BATCH) {
    const parameters = { ids: wanted.slice(start, start + BATCH) }
    const { rows } = await reader.query('MATCH (n) WHERE n.id IN $ids RETURN n ORDER BY n.id', { parameters, maxRows: BATCH })
    for (const [node] of rows) if (isNode(node)) steps.set(node.id, stepOf(node))
  }
  return steps
}

function stepOf(node: NodeValue): PathStep {
  const { file, line, totalTime } = node.properties
  return {
    id: node.id,
    label: node.labels.find((label) => label in NODE_LABELS) ?? node.labels[0] ?? '',
    name: redact(nodeName(node)),
    file: typeof file === 'string' ? file : null,
    line: typeof line === 'number' ? line : null,
    ...(typeof totalTime === 'number' && { load: totalTime }),
  }
}

function nodeName({ id, labels, properties: p }: NodeValue): string {
  const text = (key: string) => (typeof p[key] === 'string' ? p[key] : '')
  if (labels.includes('Route')) return `${text('method')} ${text('path')}`
  if (labels.includes('ApiCall')) return `${text('method')} ${text('path')}`
  if (labels.includes('Function')) return text('receiver') ? `${text('receiver')}.${text('name')}` : text('name')
  if (labels.includes('Query')) return shorten(text('sql') || text('name')) || id
  if (labels.includes('Column')) return `${text('table')}.${text('name')}`
  if (labels.includes('IndexAdvice')) return text('statement') || id
  return text('name') || text('callee') || text('keyPattern') || text('url') || text('channel') || text('operation') || id
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 157)}…` : line
}

function isNode(value: CypherValue | undefined): value is NodeValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'node'
}
