// The schema as a drawing: a box for each table, which leads to it, and a line for each foreign key.

import { type RefObject, useState } from 'react'
import type { Point } from '../graph/geometry.ts'
import { type Box, HEAD, type Line, MARK, type PlacedSchema, ROW, type SchemaDrawing as Schema } from '../graph/schema-layout.ts'
import { go } from '../state/location.ts'
import { formatPlace, type Place } from '../state/place.ts'
import './schema-drawing.css'

interface Props {
  readonly schema: Schema
  readonly placed: PlacedSchema
  readonly zoom: number
  /** Told apart from the tables that only a key joins to those that were asked for. */
  readonly text: string
  readonly drawing: RefObject<SVGSVGElement | null>
}

export function SchemaDrawing({ schema, placed, zoom, text, drawing }: Props) {
  const [near, setNear] = useState<string>()
  const { width, height } = placed
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the section around it has a name, and each table in it is a link.
    <svg
      ref={drawing}
      className={near === undefined ? 'schema-drawing' : 'schema-drawing has-near'}
      viewBox={`0 0 ${width} ${height}`}
      width={width * zoom}
      height={height * zoom}
    >
      <g>
        {schema.lines.map((line) => (
          <KeyLine key={line.id} line={line} route={placed.routes.get(line.id) ?? []} near={line.from === near || line.to === near} />
        ))}
      </g>
      {schema.boxes.map((box) => (
        <TableBox
          key={box.id}
          box={box}
          at={placed.positions.get(box.id) ?? { x: 0, y: 0 }}
          aside={text !== '' && !box.table.toLowerCase().includes(text.toLowerCase())}
          speech={spoken(box, schema.lines)}
          onNear={setNear}
        />
      ))}
    </svg>
  )
}

function spoken({ table, rows, left }: Box, lines: readonly Line[]): string {
  const to = [...new Set(lines.filter((line) => line.from === table).map((line) => line.to))]
  return `Table ${table}, ${rows.length + left} columns${to.length ? `, refers to ${to.join(', ')}` : ''}`
}

function KeyLine({ line, route, near }: { readonly line: Line; readonly route: readonly Point[]; readonly near: boolean }) {
  const [start] = route
  const end = route.at(-1)
  if (!start || !end) return null
  return (
    <g className={near ? 'schema-line is-near' : 'schema-line'}>
      <title>{`${line.from} (${line.columns}) → ${line.to}, on delete ${line.onDelete}`}</title>
      <path d={`M${route.map(({ x, y }) => `${x} ${y}`).join(' L')}`} />
      <path className="schema-arrow" d={`M${end.x} ${end.y} l7 -4 v8 Z`} />
      <text x={start.x - 4} y={start.y - 3} textAnchor="end">
        {line.onDelete}
      </text>
    </g>
  )
}

interface BoxProps {
  readonly box: Box
  readonly at: Point
  readonly aside: boolean
  readonly speech: string
  readonly onNear: (table: string | undefined) => void
}

function TableBox({ box, at, aside, speech, onNear }: BoxProps) {
  const to: Place = { screen: 'table', name: box.table, view: {} }
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <a
        href={formatPlace(to)}
        aria-label={speech}
        className={aside ? 'schema-table is-aside' : 'schema-table'}
        onMouseEnter={() => onNear(box.table)}
        onMouseLeave={() => onNear(undefined)}
        onFocus={() => onNear(box.table)}
        onBlur={() => onNear(undefined)}
        onClick={(event) => {
          if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
          event.preventDefault()
          go(to)
        }}
      >
        <rect className="schema-box" width={box.width} height={box.height} rx="2" />
        <rect className="schema-edge" width={box.width} height="3" />
        <text className="schema-name" x="10" y={HEAD - 9}>
          {box.table}
        </text>
        <path className="schema-rule" d={`M0 ${HEAD} H${box.width}`} />
        {box.rows.map((row) => (
          <g key={row.name}>
            <text className={row.key.startsWith('PK') ? 'schema-key is-primary' : 'schema-key'} x="10" y={row.y + 4}>
              {row.key === 'PK FK' ? 'P·F' : row.key}
            </text>
            <text className="schema-column" x={MARK + 2} y={row.y + 4}>
              {row.name}
            </text>
            <text className="schema-type" x={box.width - 9} y={row.y + 4} textAnchor="end">
              {row.type}
              {row.nullable && '?'}
            </text>
          </g>
        ))}
        {box.left > 0 && (
          <text className="schema-type" x={MARK + 2} y={HEAD + box.rows.length * ROW + ROW / 2 + 4}>
            and {box.left} more
          </text>
        )}
      </a>
    </g>
  )
}
