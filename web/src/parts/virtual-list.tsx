// A long list of rows of one height, of which only those in view are in the page.

import { type ReactNode, useEffect, useRef, useState } from 'react'

interface Props<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly height: number
  /** Rows that are there or still to come. */
  readonly total: number
  readonly keyOf: (row: Row) => string
  readonly row: (row: Row) => ReactNode
  readonly onNearEnd: () => void
}

const AROUND = 8

export function VirtualList<Row>({ label, rows, height, total, keyOf, row, onNearEnd }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState({ from: 0, to: 40 })

  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      const from = Math.max(0, Math.floor(element.scrollTop / height) - AROUND)
      const to = Math.ceil((element.scrollTop + element.clientHeight) / height) + AROUND
      setRange((before) => (before.from === from && before.to === to ? before : { from, to }))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    measure()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [height])

  useEffect(() => {
    if (rows.length < total && range.to >= rows.length) onNearEnd()
  }, [range.to, rows.length, total, onNearEnd])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="virtual" ref={box} aria-label={label} tabIndex={0}>
      <ul className="virtual-space" style={{ height: total * height }}>
        {rows.slice(range.from, range.to).map((item, i) => (
          <li
            key={keyOf(item)}
            aria-posinset={range.from + i + 1}
            aria-setsize={total}
            className="virtual-row"
            style={{ height, transform: `translateY(${(range.from + i) * height}px)` }}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </section>
  )
}
