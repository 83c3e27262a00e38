// Tables as boxes with a row for each column, and foreign keys as lines between rows: sizes and places. Tables that others refer to
// stand to the left of these. elk places the boxes and routes the lines.

import type { ElkNode } from 'elkjs/lib/elk-api.js'
import type { SchemaTable } from '../api/table.ts'
import type { Point } from './geometry.ts'

export const ROW = 18
export const HEAD = 27
const FOOT = 5
/** Before a column's name: room for its key. */
export const MARK = 30
/** A character of the rows, in pixels. */
const CHARACTER = 7
const LONGEST = 34

export interface BoxRow {
  readonly name: string
  readonly type: string
  readonly key: 'PK' | 'FK' | 'PK FK' | ''
  readonly nullable: boolean
  /** Of the row's middle, from the top of its box. */
  readonly y: number
}

export interface Box {
  readonly id: string
  readonly table: string
  readonly rows: readonly BoxRow[]
  /** Columns that are not drawn. */
  readonly left: number
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly columns: string
  readonly onDelete: string
}

export interface SchemaDrawing {
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  readonly graph: ElkNode
}

export interface PlacedSchema {
  readonly positions: ReadonlyMap<string, Point>
  readonly routes: ReadonlyMap<string, readonly Point[]>
  readonly width: number
  readonly height: number
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'LEFT',
  'elk.edgeRouting': 'ORTHOGONAL',
  // A table that everything refers to would make one endless column of the others.
  'elk.layered.layering.strategy': 'STRETCH_WIDTH',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '110',
  // The words of a line stand where it leaves its table.
  'elk.layered.spacing.edgeNodeBetweenLayers': '56',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.componentComponent': '40',
  'elk.aspectRatio': '1.7',
  'elk.padding': '[top=20,left=66,bottom=20,right=20]',
} as const

/** Tables whose name holds the text, and those that a key joins to them. */
export function chosenTables(tables: readonly SchemaTable[], text: string): readonly SchemaTable[] {
  const wanted = text.toLowerCase()
  if (wanted === '') return tables
  const named = new Set(tables.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ name }) => name))
  return tables.filter(
    ({ name, foreignKeys }) =>
      named.has(name) ||
      foreignKeys.some((key) => named.has(key.referencedTable)) ||
      tables.some((other) => named.has(other.name) && other.foreignKeys.some((key) => key.referencedTable === name)),
  )
}

export function drawSchema(tables: readonly SchemaTable[], keysOnly: boolean): SchemaDrawing {
  const boxes = tables.map((table) => boxOf(table, tables, keysOnly))
  const byTable = new Map(boxes.map((box) => [box.table, box]))
  const lines: Line[] = []
  const ports = new Map<string, Map<string, { readonly y: number; readonly side: 'WEST' | 'EAST' }>>()
  const port = (box: Box, column: string | undefined, side: 'WEST' | 'EAST') => {
    const row = box.rows.find(({ name }) => name === column)
    const id = `${box.id} ${side} ${row?.name ?? ''}`
    const own = ports.get(box.id) ?? new Map()
    ports.set(box.id, own.set(id, { y: row?.y ?? HEAD / 2, side }))
    return id
  }
  const edges = tables.flatMap((table) =>
    table.foreignKeys.flatMap((key) => {
      const from = byTable.get(table.name)
      const to = byTable.get(key.referencedTable)
      if (!from || !to) return []
      const id = `${table.name} ${key.name}`
      lines.push({ id, from: from.table, to: to.table, columns: key.columns.join(', '), onDelete: key.onDelete ?? 'no action' })
      return [{ id, sources: [port(from, key.columns[0], 'WEST')], targets: [port(to, key.referencedColumns[0], 'EAST')] }]
    }),
  )
  const children = boxes.map(({ id, width, height }) => ({
    id,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [...(ports.get(id) ?? [])].map(([portId, { y, side }]) => ({
      id: portId,
      x: side === 'WEST' ? 0 : width,
      y,
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': side },
    })),
  }))
  return {
    boxes,
    lines,
    graph: { id: 'schema', layoutOptions: OPTIONS, children, edges },
  }
}

function boxOf({ id, name, columns, primaryKey, foreignKeys }: SchemaTable, tables: readonly SchemaTable[], keysOnly: boolean): Box {
  const foreign = new Set(foreignKeys.flatMap((key) => key.columns))
  const aims = new Set(
    tables.flatMap((other) => other.foreignKeys.filter((key) => key.referencedTable === name).flatMap((key) => key.referencedColumns)),
  )
  const shown = columns.filter(
    (column) => !keysOnly || primaryKey.includes(column.name) || foreign.has(column.name) || aims.has(column.name),
  )
  const rows = shown.map((column, i): BoxRow => {
    const key = [primaryKey.includes(column.name) && 'PK', foreign.has(column.name) && 'FK'].filter(Boolean).join(' ') as BoxRow['key']
    return {
      name: cut(column.name),
      type: cut(shortType(column.type ?? '')),
      key,
      nullable: column.nullable !== false,
      y: HEAD + i * ROW + ROW / 2,
    }
  })
  const left = columns.length - shown.length
  const longest = Math.max(0, ...rows.map((row) => row.name.length + row.type.length + (row.nullable ? 1 : 0)))
  return {
    id,
    table: name,
    rows,
    left,
    width: Math.max(name.length * 8 + 60, MARK + (longest + 3) * CHARACTER),
    height: HEAD + (rows.length + (left > 0 ? 1 : 0)) * ROW + FOOT,
  }
}

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^character varying/, 'varchar'],
  [/^character\b/, 'char'],
  [/^timestamp(\(\d+\))? with time zone/, 'timestamptz$1'],
  [/^timestamp(\(\d+\))? without time zone/, 'timestamp$1'],
  [/^time(\(\d+\))? with(out)? time zone/, 'time$1'],
  [/^double precision/, 'double'],
]

function shortType(type: string): string {
  const [pattern, short] = SHORT.find(([each]) => each.test(type)) ?? []
  return pattern && short ? type.replace(pattern, short) : type
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)

export function placeSchema(answer: ElkNode): PlacedSchema {
  return {
    positions: new Map((answer.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    routes: new Map(
      (answer.edges ?? []).flatMap(({ id, sections }) =>
        sections?.[0] ? [[id, [sections[0].startPoint, ...(sections[0].bendPoints ?? []), sections[0].endPoint]] as const] : [],
      ),
    ),
    width: answer.width ?? 0,
    height: answer.height ?? 0,
  }
}

/** Between the border of a view and the table that stands there. */
const EDGE = 20

/** The corner of the view of a size with which one begins to read: it holds the table that most keys meet, and as much as can be of others. */
export function firstView(
  { boxes, lines }: SchemaDrawing,
  { positions }: PlacedSchema,
  view: { readonly width: number; readonly height: number },
): Point {
  const meeting = (box: Box) => lines.filter(({ from, to }) => from === box.table || to === box.table).length
  const placed = boxes.flatMap((box) => {
    const at = positions.get(box.id)
    return at
      ? [{ ...at, width: Math.min(box.width, view.width - EDGE), height: Math.min(box.height, view.height - EDGE), keys: meeting(box) }]
      : []
  })
  const [hub] = placed.toSorted((a, b) => b.keys - a.keys)
  if (!hub) return { x: 0, y: 0 }
  const starts = (along: 'x' | 'y', size: 'width' | 'height') =>
    [...new Set(placed.flatMap((box) => [box[along] - EDGE, box[along] + box[size] + EDGE - view[size]]))].filter(
      (at) => at <= hub[along] && hub[along] + hub[size] <= at + view[size],
    )
  const overlap = (from: number, length: number, at: number, size: number) =>
    Math.max(0, Math.min(from + length, at + size) - Math.max(from, at))
  let best = { x: hub.x - EDGE, y: hub.y - EDGE, shown: 0 }
  for (const x of starts('x', 'width')) {
    const across = placed.map((box) => overlap(box.x, box.width, x, view.width))
    for (const y of starts('y', 'height')) {
      const shown = placed.reduce((sum, box, i) => sum + (across[i] ?? 0) * overlap(box.y, box.height, y, view.height), 0)
      if (shown > best.shown) best = { x, y, shown }
    }
  }
  return { x: best.x, y: best.y }
}
