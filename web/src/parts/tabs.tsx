import { type KeyboardEvent, useRef } from 'react'

interface Props<Tab extends string> {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly current: Tab
  readonly onChange: (tab: Tab) => void
  readonly counts?: Readonly<Partial<Record<Tab, number | undefined>>>
}

export function Tabs<Tab extends string>({ label, tabs, current, onChange, counts }: Props<Tab>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length]
    if (step === 0 || next === undefined) return
    event.preventDefault()
    onChange(next)
    list.current?.querySelectorAll('button')[tabs.indexOf(next)]?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown} tabIndex={-1}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === current}
          tabIndex={tab === current ? 0 : -1}
          onClick={() => onChange(tab)}
        >
          {tab[0]?.toUpperCase()}
          {tab.slice(1)}
          {counts?.[tab] !== undefined && <span>{counts[tab]}</span>}
        </button>
      ))}
    </div>
  )
}
