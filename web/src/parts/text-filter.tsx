import { useEffect, useRef, useState } from 'react'

interface Props {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}

/** Text that filters a list: the address follows when the typing pauses. */
export function TextFilter({ label, value = '', onChange }: Props) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const tell = useRef(onChange)
  tell.current = onChange
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === told.current) return
    const timer = setTimeout(() => {
      told.current = text
      tell.current(text)
    }, 180)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <label className="text-filter">
      <span className="sr-only">{label}</span>
      <input
        type="search"
        placeholder={label}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  )
}
