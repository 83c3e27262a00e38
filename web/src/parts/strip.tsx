// A whole in proportion to its parts, with every part named and counted beside it: zeros too. Unknown is hatched.

import type { Place } from '../state/place.ts'
import { Link } from './link.tsx'

export interface Part {
  readonly name: string
  readonly count: number
  /** Class that gives the colour, or `unknown` for the hatching. */
  readonly tone: string
  readonly to?: Place
  readonly mark?: React.ReactNode
}

export function Strip({ label, parts }: { readonly label: string; readonly parts: readonly Part[] }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  return (
    <div className="strip">
      <div className="strip-bar" role="img" aria-label={`${label}: ${parts.map((part) => `${part.count} ${part.name}`).join(', ')}`}>
        {total === 0 && <span className="strip-part tone-nothing" style={{ flexGrow: 1 }} />}
        {parts.map(
          (part) => part.count > 0 && <span key={part.name} className={`strip-part tone-${part.tone}`} style={{ flexGrow: part.count }} />,
        )}
      </div>
      <ul className="strip-key">
        {parts.map((part) => (
          <li key={part.name} className={part.count === 0 ? 'is-zero' : undefined}>
            {part.to && part.count > 0 ? <Link to={part.to}>{keyOf(part)}</Link> : <span>{keyOf(part)}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}

function keyOf(part: Part) {
  return (
    <>
      {part.mark ?? <i className={`swatch tone-${part.tone}`} />}
      <b>{part.count}</b>
      {part.name}
    </>
  )
}
