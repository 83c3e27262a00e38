// A node's properties as they are. What is unknown does not look like what is not there.

interface Props {
  readonly label: string
  readonly properties: Readonly<Record<string, unknown>>
}

const ORDINARY = new Set(['language', 'reachable', 'reachedByRoute', 'reachedByServer'])

/** Whole plans as text, drawn where they belong. */
const PLANS = ['plan', 'cost', 'planBefore', 'planAfter']

/** Shown elsewhere beside the list, or told by the name itself. */
const ELSEWHERE = new Set(['id', 'file', 'line', 'endLine', 'sql', 'name', 'definition', 'exported', ...PLANS])

export function PropertyList({ label, properties }: Props) {
  const shown = Object.entries(properties).filter(([name, value]) => !ELSEWHERE.has(name) && isTelling(label, name, value))
  if (shown.length === 0) return null
  return (
    <dl className="properties">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{wordsOf(name)}</dt>
          <dd className={value === 'unknown' ? 'is-unknown' : undefined}>{say(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Of a function, only what is out of the ordinary. */
function isTelling(label: string, name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  return label !== 'Function' || !ORDINARY.has(name) || value === false
}

/** `boundedBy` → `bounded by` */
const wordsOf = (name: string) => name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)

function say(value: unknown): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (Array.isArray(value)) return value.length ? value.join(', ') : '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
