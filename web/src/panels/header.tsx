// The frame's head: where one is, where one can go, and the search.

import { Link } from '../parts/link.tsx'
import type { Place } from '../state/place.ts'
import { GO_TO } from '../state/shortcuts.ts'
import { toggleTheme, useTheme } from '../state/theme.ts'
import { Help } from './help.tsx'
import { SearchBox } from './search-box.tsx'
import './header.css'

/** A screen of one thing belongs to the list of its kind. */
const LISTS: Readonly<Partial<Record<Place['screen'], Place['screen']>>> = { route: 'routes', table: 'tables', schema: 'tables' }

export function Header({ place }: { readonly place: Place }) {
  const theme = useTheme()
  const here = LISTS[place.screen] ?? place.screen
  return (
    <header className="header">
      <Link to={{ screen: 'overview' }} className="brand" title="Overview">
        <svg viewBox="0 0 40 20" width="40" height="20" aria-hidden="true">
          <path d="M4 5 H13 C20 5 18 15 26 15 H35" />
          <circle cx="4.5" cy="5" r="3" />
          <rect x="32.5" y="12" width="6" height="6" />
        </svg>
        <span>Throughline</span>
      </Link>
      <nav aria-label="Screens">
        {Object.entries(GO_TO).map(([letter, { name, place: to }]) => (
          <Link key={letter} to={to} current={to.screen === here} title={`${name} (g ${letter})`}>
            {name}
          </Link>
        ))}
      </nav>
      <SearchBox />
      <button
        type="button"
        className="icon-button"
        aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
        title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        onClick={toggleTheme}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M8 2.5 A5.5 5.5 0 0 1 8 13.5 Z" fill="currentColor" />
        </svg>
      </button>
      <Help />
    </header>
  )
}
