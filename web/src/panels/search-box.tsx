// Finds anything. `/` or Ctrl-K from anywhere; arrows and Enter choose.

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { SEARCH, type SearchHit } from '../api/search.ts'
import { useRequest } from '../api/use-request.ts'
import { kindOf, place } from '../graph/words.ts'
import { homeOf } from '../state/home.ts'
import { go } from '../state/location.ts'
import { useShortcut } from '../state/shortcuts.ts'
import './search-box.css'

const PAUSE = 120

export function SearchBox() {
  const [text, setText] = useState('')
  const [wanted, setWanted] = useState('')
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const list = useId()

  useShortcut('search', () => {
    input.current?.focus()
    input.current?.select()
  })
  useEffect(() => {
    const timer = setTimeout(() => {
      setWanted(text.trim())
      setActive(0)
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [text])

  const { data, error, loading } = useRequest(SEARCH, wanted ? { text: wanted } : undefined)
  const hits = wanted ? (data?.search ?? []) : []
  const shown = open && text.trim() !== ''

  const choose = (hit: SearchHit | undefined) => {
    if (!hit) return
    setOpen(false)
    setText('')
    input.current?.blur()
    go(homeOf(hit.node))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0))
    else if (event.key === 'Enter') choose(wanted === text.trim() ? hits[active] : undefined)
    else if (event.key === 'Escape') {
      setOpen(false)
      input.current?.blur()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <search className="search">
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label="Search everything"
        aria-expanded={shown}
        aria-controls={list}
        aria-activedescendant={shown && hits[active] ? `${list}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder="Find a route, function, table, statement…"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
      {shown && (
        <div className="search-hits">
          <div id={list} role="listbox" aria-label="Found">
            {hits.map((hit, i) => (
              <Hit
                key={hit.node.id}
                hit={hit}
                id={`${list}-${i}`}
                active={i === active}
                onChoose={() => choose(hit)}
                onHover={() => setActive(i)}
              />
            ))}
          </div>
          {error && <p role="alert">{error.message}</p>}
          {!error && hits.length === 0 && (
            <p role="status">{loading || wanted !== text.trim() ? 'Searching…' : `Nothing in the graph answers to “${wanted}”.`}</p>
          )}
        </div>
      )}
    </search>
  )
}

interface HitProps {
  readonly hit: SearchHit
  readonly id: string
  readonly active: boolean
  readonly onChoose: () => void
  readonly onHover: () => void
}

function Hit({ hit, id, active, onChoose, onHover }: HitProps) {
  const { node } = hit
  const item = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active) item.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input keeps the focus and has the keys.
    <div
      ref={item}
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      onPointerDown={(event) => event.preventDefault()}
      onPointerMove={active ? undefined : onHover}
      onClick={onChoose}
    >
      <i className={`lane-swatch lane-${node.lane}`} />
      <span className="hit-kind">{kindOf(node)}</span>
      <span className="hit-title">{highlighted(node.title, hit.highlights)}</span>
      <span className="hit-place">{place(node.file, node.line)}</span>
    </div>
  )
}

function highlighted(title: string, marks: readonly (readonly number[])[]) {
  const parts: React.ReactNode[] = []
  let at = 0
  for (const [from = 0, to = 0] of marks) {
    if (from < at || to <= from) continue
    parts.push(title.slice(at, from), <mark key={from}>{title.slice(from, to)}</mark>)
    at = to
  }
  return [...parts, title.slice(at)]
}
