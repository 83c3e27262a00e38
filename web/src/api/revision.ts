// Which graph the page speaks of. While the repository is watched the number counts up whenever another graph is served; what is on the
// screen is then asked for again and stays until the answer is there.

import { useSyncExternalStore } from 'react'

let revision = 0
const listeners = new Set<() => void>()

export const currentRevision = (): number => revision

export function setRevision(next: number): void {
  if (next === revision) return
  revision = next
  for (const listener of listeners) listener()
}

export function useRevision(): number {
  return useSyncExternalStore(listen, currentRevision)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
