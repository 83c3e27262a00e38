// The browser's address as the only place where the explorer's state lives: what is on the screen can be linked to.

import { useMemo, useSyncExternalStore } from 'react'
import { formatPlace, type Place, parsePlace } from './place.ts'

const listeners = new Set<() => void>()
const announce = () => {
  for (const listener of listeners) listener()
}

if (typeof window !== 'undefined') window.addEventListener('popstate', announce)

const address = () => location.pathname + location.search

/** Goes to a place. `replace` when the reader would not expect the back button to stop here, as while typing. */
export function go(place: Place, how: 'push' | 'replace' = 'push'): void {
  const next = formatPlace(place)
  if (next === address()) return
  if (how === 'push') history.pushState(null, '', next)
  else history.replaceState(null, '', next)
  announce()
}

export function usePlace(): Place {
  const now = useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, address)
  return useMemo(() => parsePlace(new URL(now, 'http://here')), [now])
}
