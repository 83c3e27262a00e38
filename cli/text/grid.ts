// Rows in aligned columns. Where a person looks, the columns that may be cut are cut to the terminal's width; a file gets them whole.

import type { Paint } from '../terminal.ts'

export interface Column {
  readonly title: string
  /** May lose its end where the terminal is too narrow. */
  readonly cut?: boolean
  readonly right?: boolean
}

export interface Cell {
  readonly text: string
  readonly paint?: Paint
}

const GAP = '  '

export interface GridOptions {
  /** Undefined: as wide as it must be. */
  readonly width: number | undefined
  readonly head: Paint
}

export function grid(columns: readonly Column[], rows: readonly (readonly (Cell | string)[])[], { width, head }: GridOptions): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)))
  const wanted = columns.map((column, i) => Math.max(column.title.length, ...cells.map((row) => length(row[i]?.text ?? ''))))
  const widths = width === undefined ? wanted : narrow(columns, wanted, width)
  const line = (row: readonly Cell[]) =>
    row
      .map(({ text, paint = same }, i) => {
        const room = widths[i] ?? 0
        const shown = shorten(text, room)
        const padding = ' '.repeat(Math.max(0, room - length(shown)))
        return columns[i]?.right ? padding + paint(shown) : paint(shown) + padding
      })
      .join(GAP)
      .trimEnd()
  return [line(columns.map((column) => ({ text: column.title, paint: head }))), ...cells.map(line)]
}

/** Takes from the widest column that may be cut until all fits. */
function narrow(columns: readonly Column[], wanted: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const room = width - GAP.length * (columns.length - 1)
  for (let over = sum(widths) - room; over > 0; over--) {
    let widest = -1
    for (const [i, column] of columns.entries()) if (column.cut && (widest < 0 || (widths[i] ?? 0) > (widths[widest] ?? 0))) widest = i
    if (widest < 0 || (widths[widest] ?? 0) <= 8) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

export function shorten(text: string, room: number): string {
  const characters = [...text]
  return characters.length <= room ? text : `${characters.slice(0, Math.max(0, room - 1)).join('')}…`
}

function length(text: string): number {
  return [...text].length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

function same(text: string): string {
  return text
}
