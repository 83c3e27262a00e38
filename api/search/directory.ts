// Every node of a graph by id with the words by which it can be found. Read once for each reader, on first need.

import { NODE_LABELS, type NodeLabel } from '#graph/schema.ts'
import type { GraphReader, NodeValue } from '#graph/store/store.ts'
import { readRows, text } from '../read/rows.ts'
import { titleOf } from '../read/titles.ts'
import { createSearchIndex, type SearchEntry, type SearchIndex } from './search.ts'

const directories = new WeakMap<GraphReader, Promise<SearchIndex>>()

export function directoryOf(reader: GraphReader): Promise<SearchIndex> {
  const known = directories.get(reader)
  if (known) return known
  const fresh = readDirectory(reader)
  directories.set(reader, fresh)
  fresh.catch(() => directories.delete(reader))
  return fresh
}

/** The primary label of a node, or undefined if the graph has no such node. */
export async function labelOf(reader: GraphReader, id: string): Promise<NodeLabel | undefined> {
  const label = (await directoryOf(reader)).label(id)
  return label !== undefined && isLabel(label) ? label : undefined
}

function isLabel(label: string): label is NodeLabel {
  return label in NODE_LABELS
}

/** What titles are made of, and the other texts worth finding. */
const TITLE = [
  'name',
  'method',
  'path',
  'receiver',
  'sql',
  'operation',
  'table',
  'columns',
  'keyPattern',
  'url',
  'channel',
  'callee',
  'reason',
  'message',
]
const MORE = ['file', 'package', 'handler', 'sql', 'key', 'image', 'version', 'definition']
const LONGEST = 4000

async function readDirectory(reader: GraphReader): Promise<SearchIndex> {
  const entries: SearchEntry[] = []
  for (const [label, { properties }] of Object.entries(NODE_LABELS)) {
    const wanted = [...new Set([...TITLE, ...MORE])].filter((name) => name in properties)
    const fields = ['n.id AS id', ...wanted.map((name) => `n.${name} AS ${name}`)].join(', ')
    for (const row of await readRows(reader, `MATCH (n:${label}) RETURN ${fields}`)) {
      const id = text(row.id)
      if (id === undefined) continue
      const known = Object.entries(row).filter(([name, value]) => name !== 'id' && value !== null)
      const node = { id, labels: [label], properties: Object.fromEntries(known) as NodeValue['properties'] }
      const more = MORE.map((name) => text(row[name]) ?? '').join(' ')
      entries.push({ id, label, title: titleOf(node), more: more.slice(0, LONGEST) })
    }
  }
  return createSearchIndex(entries)
}
