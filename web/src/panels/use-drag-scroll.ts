// Scrolling by dragging what is shown. A press that has moved is no click on what lies under it.

import { type DragEvent, type MouseEvent, type PointerEvent, useRef } from 'react'

/** Hands tremble. */
const STILL = 4

export function useDragScroll() {
  const moved = useRef(0)
  return {
    onPointerDown: () => {
      moved.current = 0
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (event.buttons !== 1) return
      moved.current += Math.abs(event.movementX) + Math.abs(event.movementY)
      event.currentTarget.scrollBy(-event.movementX, -event.movementY)
    },
    onClickCapture: (event: MouseEvent) => {
      if (moved.current <= STILL) return
      event.preventDefault()
      event.stopPropagation()
    },
    onDragStart: (event: DragEvent) => event.preventDefault(),
  }
}
