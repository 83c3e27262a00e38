// Paths for a person: one step a line, lane before it, indented as deep as the call, and what is remarkable about the step behind it.

import { laneOf, titleOf } from '#api/read/titles.ts'
import type { FoundStep } from '../answers/paths.ts'
import type { Terminal } from '../terminal.ts'
import { shorten } from './grid.ts'

export function pathsText(paths: readonly (readonly FoundStep[])[], what: string, { paint, width }: Terminal): string {
  if (paths.length === 0) return `No path: nothing that ${what} reaches sends a statement that Throughline could read.\n`
  const blocks = paths.map((path, i) => {
    const last = path.at(-1)
    const head = `${paint.bold(`${i + 1}. ${last ? titleOf(last.node) : ''}`)}  ${paint.dim(`${path.length - 1} steps`)}`
    return [head, ...path.map((step, depth) => stepLine(step, depth))].join('\n')
  })
  return `${blocks.join('\n\n')}\n`

  function stepLine({ node, edge }: FoundStep, depth: number): string {
    const { file, line, sql } = node.properties
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`
    const indent = '  '.repeat(Math.min(depth, 10))
    const title = node.labels[0] === 'Query' && typeof sql === 'string' ? sql.replace(/\s+/g, ' ') : titleOf(node)
    const notes = notesOf(edge?.properties ?? {})
    const lane = laneOf(node)
    const room = width - 12 - indent.length
    const behind = [notes, place].filter((text) => text !== '').join('  ')
    const oneLine = [...title].length + 2 + behind.length <= room
    const first = `${paint.dim(lane.padEnd(12))}${indent}${paint.cyan(oneLine ? title : shorten(title, room))}`
    if (behind === '') return first
    const shown = `${notes ? paint.yellow(notes) : ''}${notes && place ? '  ' : ''}${paint.dim(place)}`
    return oneLine ? `${first}  ${shown}` : `${first}\n${' '.repeat(12)}${indent}  ${shown}`
  }
}

function notesOf(edge: Readonly<Record<string, unknown>>): string {
  const notes: string[] = []
  if (typeof edge.loopDepth === 'number' && edge.loopDepth > 0) notes.push(edge.loopBound === 'constant' ? 'in a small loop' : 'in a loop')
  if (edge.inTransaction === true) notes.push('in a transaction')
  if (edge.inGoroutine === true) notes.push('in a goroutine')
  if (edge.cached === true) notes.push('when the cache misses')
  if (edge.resolution === 'interface' && typeof edge.fanout === 'number' && edge.fanout > 1)
    notes.push(`one of ${edge.fanout} implementations`)
  if (edge.resolution === 'inferred') notes.push('inferred')
  return notes.join(', ')
}
