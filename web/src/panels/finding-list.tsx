import type { FindingMark } from '../api/words.ts'
import { Inline } from '../parts/inline.tsx'
import { Link } from '../parts/link.tsx'
import { SeverityMark } from '../parts/marks.tsx'

/** Findings in a pane, each leading to itself. */
export function FindingList({
  findings,
  none,
}: {
  readonly findings: readonly (FindingMark & { readonly message: string })[]
  readonly none: string
}) {
  if (findings.length === 0) return <p className="quiet">{none}</p>
  return (
    <ul className="finding-list">
      {findings.map((finding) => (
        <li key={finding.fingerprint}>
          <Link to={{ screen: 'findings', filter: {}, open: finding.fingerprint, view: {} }}>
            <SeverityMark severity={finding.severity} />
            <span>
              <Inline text={finding.message} />
            </span>
            <code className="finding-rule">{finding.rule}</code>
          </Link>
        </li>
      ))}
    </ul>
  )
}
