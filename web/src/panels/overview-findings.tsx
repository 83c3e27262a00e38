// Findings by severity and by rule, and the first of them.

import type { FindingRow } from '../api/finding.ts'
import type { OverviewData } from '../api/overview.ts'
import { SEVERITIES } from '../api/words.ts'
import { place } from '../graph/words.ts'
import { Inline } from '../parts/inline.tsx'
import { Link } from '../parts/link.tsx'
import { SeverityMark } from '../parts/marks.tsx'

interface Props {
  readonly counts: OverviewData['findings']
  readonly top: readonly FindingRow[]
}

export function OverviewFindings({ counts, top }: Props) {
  const most = Math.max(1, ...counts.severity.map(({ count }) => count))
  const countOf = (name: string) => counts.severity.find((one) => one.name === name)?.count ?? 0
  return (
    <section className="sheet overview-findings" aria-labelledby="findings">
      <h2 id="findings" className="sheet-title">
        Findings <span>{counts.total}</span>
        {counts.suppressed > 0 && <span className="sheet-aside">{counts.suppressed} more suppressed in the code</span>}
      </h2>
      <div className="finding-scales">
        <ol className="severity-scale">
          {SEVERITIES.map((severity) => (
            <li key={severity} className={countOf(severity) ? undefined : 'is-zero'}>
              <Link to={{ screen: 'findings', filter: { severity: [severity] }, view: {} }}>
                <SeverityMark severity={severity} word />
                <span className={`scale-bar severity-${severity}`}>
                  <i style={{ width: `${(countOf(severity) / most) * 100}%` }} />
                </span>
                <b>{countOf(severity)}</b>
              </Link>
            </li>
          ))}
        </ol>
        <ol className="rule-scale" aria-label="By rule">
          {counts.rules.slice(0, 12).map((rule) => (
            <li key={rule.rule} className={rule.count ? undefined : 'is-zero'}>
              <Link to={{ screen: 'findings', filter: { rule: [rule.rule] }, view: {} }} title={rule.title}>
                <SeverityMark severity={rule.severity} />
                <span>{rule.title}</span>
                <b>{rule.count}</b>
              </Link>
            </li>
          ))}
        </ol>
      </div>
      <h3 className="sheet-sub">
        First to look at
        <Link to={{ screen: 'findings', filter: {}, view: {} }}>all findings</Link>
      </h3>
      {top.length === 0 ? (
        <p className="quiet">No audit has found anything. What was not audited is counted on the left, and what could not be read below.</p>
      ) : (
        <ol className="top-findings">
          {top.map((finding) => (
            <li key={finding.fingerprint}>
              <Link to={{ screen: 'findings', filter: {}, open: finding.fingerprint, view: {} }}>
                <SeverityMark severity={finding.severity} />
                <span className="top-message">
                  <Inline text={finding.message} />
                </span>
                <code className="top-place">{place(finding.file, finding.line)}</code>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
