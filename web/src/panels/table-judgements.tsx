// Where code and migrations do not agree on a table, and what its migrations can do to a running system.

import type { Drift, Risk, TableDetail } from '../api/table.ts'
import { place } from '../graph/words.ts'
import { Inline } from '../parts/inline.tsx'
import { SeverityMark } from '../parts/marks.tsx'

type Props = Pick<TableDetail, 'drift' | 'risks'>

export function TableJudgements({ drift, risks }: Props) {
  return (
    <>
      {drift.length > 0 && (
        <section className="details-section">
          <h3>
            Where the code believes otherwise <span>{drift.length}</span>
          </h3>
          <ul className="judgement-list">
            {drift.map((one) => (
              <Point key={one.id} point={one}>
                <p className="quiet">
                  migrations <code>{one.migrations || 'nothing'}</code>, code <code>{one.models || 'nothing'}</code>
                </p>
                {one.impact && (
                  <p>
                    <Inline text={one.impact} />
                  </p>
                )}
              </Point>
            ))}
          </ul>
        </section>
      )}
      {risks.length > 0 && (
        <section className="details-section">
          <h3>
            Risks of its migrations <span>{risks.length}</span>
          </h3>
          <ul className="judgement-list">
            {risks.map((risk) => (
              <Point key={risk.id} point={risk}>
                <p className="quiet">
                  <code>{risk.rule}</code> {lockWords(risk)}
                </p>
                {risk.fix && (
                  <details>
                    <summary>What to run instead</summary>
                    <pre>{risk.fix}</pre>
                  </details>
                )}
              </Point>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Point({ point, children }: { readonly point: Drift | Risk; readonly children: React.ReactNode }) {
  return (
    <li>
      {point.severity ? <SeverityMark severity={point.severity} /> : <span />}
      <div>
        <p>
          <Inline text={point.message ?? ''} />
        </p>
        {children}
        {point.file && <code className="judgement-place">{place(point.file, point.line)}</code>}
      </div>
    </li>
  )
}

function lockWords({ lock, rewrites, scans }: Risk): string {
  const work = rewrites ? 'while the whole table is written anew' : scans ? 'while the whole table is read' : ''
  return lock ? ['holds', lock, work].filter(Boolean).join(' ') : ''
}
