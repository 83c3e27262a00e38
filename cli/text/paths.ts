// Paths for a person, as one tree from the route: what they have in common stands once, the lane before each line, the tables behind
// the statement, and behind a call what is remarkable about it.

import { laneOf, titleOf } from '#api/read/titles.ts'
import type { NodeValue } from '#graph/store/store.ts'
import type { FoundStep } from '../answers/paths.ts'
import type { Terminal } from '../terminal.ts'
import { shorten } from './grid.ts'

interface Branch {
  readonly node: NodeValue
  readonly lane: string
  notes: string
  readonly tables: Set<string>
  readonly children: Map<string, Branch>
}

const LANE = 12

export function pathsText(paths: readonly (readonly FoundStep[])[], what: string, terminal: Terminal): string {
  if (paths.length === 0) return `No path: nothing that ${what} reaches sends a statement that Throughline could read.\n`
  const { paint } = terminal
  const calls = new Map<string, NodeValue>()
  const roots = new Map<string, Branch>()
  const tables = new Set<string>()
  for (const path of paths) {
    let level = roots
    let above: Branch | undefined
    for (const { node, edge } of path) {
      if (node.labels[0] === 'ApiCall') calls.set(node.id, node)
      else if (node.labels[0] === 'Table') {
        above?.tables.add(titleOf(node))
        tables.add(titleOf(node))
      } else {
        above = level.get(node.id) ?? branch(node, above)
        above.notes ||= notesOf(edge?.properties ?? {})
        level.set(node.id, above)
        level = above.children
      }
    }
  }
  const lines = [...calls.values()].map(
    (call) => `${paint.dim('client'.padEnd(LANE))}${paint.cyan(titleOf(call))}  ${paint.dim(placeOf(call))}`,
  )
  for (const root of roots.values()) lines.push(...draw(root, 0, terminal))
  const count = `${tables.size} ${tables.size === 1 ? 'table' : 'tables'}: ${[...tables].sort().join(', ')}`
  return `${[...lines, '', count].join('\n')}\n`
}

function branch(node: NodeValue, above: Branch | undefined): Branch {
  const own = laneOf(node)
  // A closure or helper of a repository is still the repository.
  const lane = own === 'service' && !node.labels.includes('Service') && above?.lane === 'repository' ? 'repository' : own
  return { node, lane, notes: '', tables: new Set(), children: new Map() }
}

function draw(current: Branch, depth: number, terminal: Terminal): string[] {
  const { node, lane, notes, tables, children } = current
  const { paint, width } = terminal
  const indent = '  '.repeat(Math.min(depth, 12))
  const { sql } = node.properties
  const title = node.labels[0] === 'Query' && typeof sql === 'string' ? sql.replace(/\s+/g, ' ') : titleOf(node)
  const target = tables.size > 0 ? ` → ${[...tables].sort().join(', ')}` : ''
  const behind = [notes, placeOf(node)].filter((text) => text !== '').join('  ')
  const room = width - LANE - indent.length
  const oneLine = title.length + target.length + 2 + behind.length <= room
  const shown = oneLine ? title : shorten(title, Math.max(16, room - target.length))
  const first = `${paint.dim(lane.padEnd(LANE))}${indent}${paint.cyan(shown)}${paint.bold(target)}`
  const second = `${notes ? paint.yellow(notes) : ''}${notes && placeOf(node) ? '  ' : ''}${paint.dim(placeOf(node))}`
  const own = behind === '' ? [first] : oneLine ? [`${first}  ${second}`] : [first, `${' '.repeat(LANE)}${indent}  ${second}`]
  // Statements of the function itself before what it calls.
  const order = [...children.values()].sort((a, b) => Number(a.lane !== 'statement') - Number(b.lane !== 'statement'))
  return [...own, ...order.flatMap((child) => draw(child, depth + 1, terminal))]
}

function placeOf({ properties: { file, line } }: NodeValue): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`
}

function notesOf(edge: Readonly<Record<string, unknown>>): string {
  const notes: string[] = []
  if (typeof edge.loopDepth === 'number' && edge.loopDepth > 0) notes.push(edge.loopBound === 'constant' ? 'in a small loop' : 'in a loop')
  if (edge.inTransaction === true) notes.push('in a transaction')
  if (edge.inGoroutine === true) notes.push('in a goroutine')
  if (edge.retried === true) notes.push('again while it fails')
  if (edge.cached === true) notes.push('when the cache misses')
  if (edge.resolution === 'interface' && typeof edge.fanout === 'number' && edge.fanout > 1)
    notes.push(`one of ${edge.fanout} implementations`)
  if (edge.resolution === 'inferred') notes.push('inferred')
  return notes.join(', ')
}
