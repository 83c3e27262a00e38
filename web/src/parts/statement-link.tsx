import type { StatementRef } from '../api/plan.ts'
import { baseName, place } from '../graph/words.ts'
import { Link } from './link.tsx'

/** A statement by its title, which many have, and its place, which is its own. */
export function StatementLink({ statement: { id, title, file, line } }: { readonly statement: StatementRef }) {
  return (
    <Link to={{ screen: 'node', id, plan: true, view: {} }} title={place(file, line)} className="statement-link">
      <code>{title}</code> <span className="quiet">{place(baseName(file), line)}</span>
    </Link>
  )
}
