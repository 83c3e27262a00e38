// A paged list with its heading row, its count, and what stands there while it is empty, loading or broken.

import type { ReactNode } from 'react'
import type { Pages } from '../api/use-pages.ts'
import { Empty, Failure, Loading } from './notes.tsx'
import { VirtualList } from './virtual-list.tsx'

interface Props<Row> {
  readonly label: string
  /** What a row is, as one and as many. */
  readonly words: readonly [one: string, many: string]
  /** Whether the reader has asked for some of them only, and what it means that there is none at all. */
  readonly filtered: boolean
  readonly none: string
  readonly columns: string
  readonly heads: readonly string[]
  readonly pages: Pages<Row>
  readonly height: number
  readonly keyOf: (row: Row) => string
  readonly row: (row: Row) => ReactNode
}

export function ListFrame<Row>({ label, words: [one, many], filtered, none, columns, heads, pages, height, keyOf, row }: Props<Row>) {
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
      {!error && total === 0 && <Empty title={filtered ? `No ${one} answers to these filters.` : none} />}
      {!error && total !== undefined && total > 0 && (
        <VirtualList label={label} rows={rows} total={total} height={height} keyOf={keyOf} row={row} onNearEnd={pages.more} />
      )}
      <p className="list-count" role="status">
        {total !== undefined && !error && (
          <>
            <b>{total}</b> {total === 1 ? one : many}
          </>
        )}
      </p>
    </section>
  )
}
