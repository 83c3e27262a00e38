// Rows of a Cypher result. Graph nodes stand as links that open beside the table.

import { useMemo, useState } from 'react'
import type { CypherResult } from '../api/audit.ts'
import { type Cell, cellOf } from './cells.ts'

interface Props {
  readonly result: CypherResult
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

const AT_ONCE = 200

export function RowsTable({ result, chosen, onChoose }: Props) {
  const [shown, setShown] = useState(AT_ONCE)
  const nodes = useMemo(() => new Map(result.picture.nodes.map((node) => [node.id, node])), [result])
  return (
    <div className="rows">
      <table>
        <thead>
          <tr>
            <th className="row-number" scope="col">
              <span className="sr-only">Row</span>
            </th>
            {result.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.rows.slice(0, shown).map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one result never change places.
            <tr key={i}>
              <td className="row-number">{i + 1}</td>
              {row.map((value, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor do columns.
                <td key={j} className={widthOf(value)}>
                  <Shown cell={cellOf(value, nodes)} chosen={chosen} onChoose={onChoose} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown < result.rows.length && (
        <button type="button" className="button rows-more" onClick={() => setShown(shown + AT_ONCE)}>
          Show {Math.min(AT_ONCE, result.rows.length - shown)} more of {result.rows.length}
        </button>
      )}
    </div>
  )
}

/** Long text and nodes need room, or they stand in a column of single letters. */
function widthOf(value: unknown): string | undefined {
  if (typeof value === 'number') return 'is-number'
  if (typeof value === 'object' && value !== null) return 'is-wide'
  return typeof value === 'string' && value.length > 40 ? 'is-long' : undefined
}

interface ShownProps {
  readonly cell: Cell
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

function Shown({ cell, chosen, onChoose }: ShownProps) {
  switch (cell.kind) {
    case 'nothing':
      return <span className="is-null">null</span>
    case 'text':
      return <span className={cell.text === 'unknown' ? 'is-unknown' : undefined}>{cell.text}</span>
    case 'relationship':
      return <code>[{cell.text}]</code>
    case 'node':
      return (
        <button type="button" className="cell-node" aria-pressed={cell.id === chosen} onClick={() => onChoose(cell.id)}>
          <i className={`lane-swatch lane-${cell.lane}`} />
          {cell.title}
        </button>
      )
    case 'list':
      return (
        <span className="cell-list">
          {cell.items.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of one value never change places.
            <span key={i}>
              <Shown cell={item} chosen={chosen} onChoose={onChoose} />
              {i < cell.items.length - 1 && <i className="cell-join">{cell.join}</i>}
            </span>
          ))}
        </span>
      )
  }
}
