// Keys that work anywhere on the page, except while text is being written.

import { useEffect, useRef } from 'react'
import { go } from './location.ts'
import type { Place } from './place.ts'

export type Shortcut = 'search' | 'help'

const listeners = new Map<Shortcut, Set<() => void>>()

export function useShortcut(name: Shortcut, run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    const call = () => latest.current()
    const set = listeners.get(name) ?? new Set()
    listeners.set(name, set.add(call))
    return () => {
      set.delete(call)
    }
  }, [name])
}

export const GO_TO: Readonly<Record<string, { readonly name: string; readonly place: Place }>> = {
  o: { name: 'Overview', place: { screen: 'overview' } },
  r: { name: 'Routes', place: { screen: 'routes', filter: {} } },
  t: { name: 'Tables', place: { screen: 'tables' } },
  f: { name: 'Findings', place: { screen: 'findings', filter: {}, view: {} } },
  a: { name: 'Audits', place: { screen: 'audits', run: false, parameters: {}, view: {} } },
  c: { name: 'Cypher', place: { screen: 'cypher', text: '', run: false, parameters: {}, view: {} } },
}

/** `g` then a letter goes to a screen; the letter must follow soon. */
const SOON = 1200
let pressedG = Number.NEGATIVE_INFINITY

export function listenToShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return tell(event, 'search')
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
    const target = event.timeStamp - pressedG < SOON ? GO_TO[event.key] : undefined
    pressedG = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
    if (target) {
      event.preventDefault()
      event.stopPropagation()
      go(target.place)
    } else if (event.key === '/') tell(event, 'search')
    else if (event.key === '?') tell(event, 'help')
  }
  // Ahead of the picture's own keys, some of which are the same letters.
  window.addEventListener('keydown', onKeyDown, { capture: true })
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
}

function tell(event: KeyboardEvent, name: Shortcut): void {
  event.preventDefault()
  event.stopPropagation()
  for (const listener of listeners.get(name) ?? []) listener()
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
