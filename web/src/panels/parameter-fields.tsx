import type { Parameters } from '../state/place.ts'

interface Props {
  readonly names: readonly { readonly name: string; readonly placeholder: string; readonly description?: string | null }[]
  readonly values: Parameters
  readonly onChange: (values: Parameters) => void
}

/** One field for each parameter of a Cypher text; empty ones keep their default. */
export function ParameterFields({ names, values, onChange }: Props) {
  if (names.length === 0) return null
  return (
    <div className="parameters">
      {names.map(({ name, placeholder, description }) => (
        <label key={name} title={description ?? undefined}>
          <code>${name}</code>
          <input
            value={values[name] ?? ''}
            placeholder={placeholder}
            spellCheck={false}
            onChange={(event) => onChange({ ...values, [name]: event.target.value })}
          />
          {description && <span>{description}</span>}
        </label>
      ))}
    </div>
  )
}
