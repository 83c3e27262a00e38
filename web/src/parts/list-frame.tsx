// A paged list with its heading row, its count, and what stands there while it is empty, loading or broken.

import type { ReactNode } from 'react'
import type { Pages } from '../api/use-pages.ts'
import { Empty, Failure, Loading } from './notes.tsx'
import { VirtualList } from './virtual-list.tsx'

interface Props<Row> {
  readonly label: string
  /** What the rows are, as it follows their number. */
  readonly what: string
  readonly columns: string
  readonly heads: readonly string[]
  readonly pages: Pages<Row>
  readonly height: number
  readonly keyOf: (row: Row) => string
  readonly row: (row: Row) => ReactNode
  readonly empty: string
}

export function ListFrame<Row>({ label, what, columns, heads, pages, height, keyOf, row, empty }: Props<Row>) {
  const { rows, total, error, loading } = pages
  return (
    <section className="list-frame" aria-label={label} aria-busy={loading}>
      {heads.length > 0 && (
        <div className={`list-head ${columns}`} aria-hidden="true">
          {heads.map((head) => (
            <span key={head}>{head}</span>
          ))}
        </div>
      )}
      {error && <Failure error={error} onRetry={pages.retry} />}
      {!error && total === undefined && <Loading what={label.toLowerCase()} />}
      {!error && total === 0 && <Empty title={empty} />}
      {!error && total !== undefined && total > 0 && (
        <VirtualList label={label} rows={rows} total={total} height={height} keyOf={keyOf} row={row} onNearEnd={pages.more} />
      )}
      <p className="list-count" role="status">
        {total !== undefined && !error && (
          <>
            <b>{total}</b> {what}
          </>
        )}
      </p>
    </section>
  )
}
