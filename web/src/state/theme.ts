// The theme: what the reader chose, or else what the system prefers. public/theme.js applies it before the first paint.

import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark'

const KEY = 'throughline.theme'
const listeners = new Set<() => void>()
const system = typeof matchMedia === 'undefined' ? undefined : matchMedia('(prefers-color-scheme: dark)')

function remembered(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : undefined
  } catch {
    return undefined
  }
}

function current(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

system?.addEventListener('change', (event) => {
  if (!remembered()) apply(event.matches ? 'dark' : 'light')
})

export function toggleTheme(): void {
  const next = current() === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // It then holds for this page only.
  }
  apply(next)
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, current)
}
