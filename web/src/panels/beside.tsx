// A picture with a pane beside it, whose width the reader sets by pointer or by keys.

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import './details.css'

const KEY = 'throughline.pane'
const LEAST = 300
const STEP = 24

function remembered(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0
  } catch {
    return 0
  }
}

export function Beside({ children, pane }: { readonly children: ReactNode; readonly pane: ReactNode }) {
  const [width, setWidth] = useState(remembered)
  const frame = useRef<HTMLDivElement>(null)
  const resize = (wanted: number) => {
    const most = (frame.current?.clientWidth ?? 1200) - 360
    const next = Math.round(Math.max(LEAST, Math.min(most, wanted)))
    setWidth(next)
    try {
      localStorage.setItem(KEY, String(next))
    } catch {
      // It then holds for this page only.
    }
  }
  const now = () => frame.current?.querySelector('.pane')?.clientWidth ?? 460
  const onPointerMove = (event: PointerEvent) => {
    if (event.buttons === 1 && frame.current) resize(frame.current.getBoundingClientRect().right - event.clientX)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') resize(now() + STEP)
    else if (event.key === 'ArrowRight') resize(now() - STEP)
    else return
    event.preventDefault()
  }
  return (
    <div className="beside" ref={frame}>
      <div className="beside-main">{children}</div>
      {pane && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is not a rule between paragraphs. */}
          <div
            className="beside-handle"
            role="separator"
            aria-label="Width of the pane"
            aria-orientation="vertical"
            aria-valuenow={width || 460}
            tabIndex={0}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={onPointerMove}
            onKeyDown={onKeyDown}
          />
          <aside className="pane" style={width ? { width } : undefined}>
            {pane}
          </aside>
        </>
      )}
    </div>
  )
}
