// Filters: a row of toggles of which any number may be on; none on means all.

import type { ReactNode } from 'react'

interface Props {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly name: ReactNode; readonly count?: number }[]
  readonly chosen: readonly string[] | undefined
  readonly onChange: (chosen: readonly string[]) => void
}

export function Choices({ label, options, chosen = [], onChange }: Props) {
  const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value])
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {options.map(({ value, name, count }) => (
        <button key={value} type="button" className="choice" aria-pressed={chosen.includes(value)} onClick={() => toggle(value)}>
          {name}
          {count !== undefined && <b>{count}</b>}
        </button>
      ))}
    </fieldset>
  )
}
