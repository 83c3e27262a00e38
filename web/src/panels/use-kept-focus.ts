// The focus stays in the picture when the node that had it is hidden, folded away or opened: else its keys would be dead.

import { type FocusEvent, type RefObject, useEffect, useRef } from 'react'

interface KeptFocus {
  readonly stage: RefObject<HTMLDivElement | null>
  readonly onFocus: (event: FocusEvent) => void
  readonly onBlur: (event: FocusEvent) => void
}

/** `onNode` hears of the node that gets the focus, which may be out of sight. */
export function useKeptFocus(change: unknown, onNode: (id: string) => void): KeptFocus {
  const stage = useRef<HTMLDivElement>(null)
  const inside = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever the picture has changed.
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) stage.current?.focus({ preventScroll: true })
  }, [change])
  return {
    stage,
    onFocus(event) {
      inside.current = true
      if (event.target instanceof HTMLElement && event.target.dataset.id) onNode(event.target.dataset.id)
    },
    onBlur(event) {
      // Without a successor the element itself has gone, or the window is no longer in front.
      if (event.relatedTarget && !stage.current?.contains(event.relatedTarget)) inside.current = false
    },
  }
}
