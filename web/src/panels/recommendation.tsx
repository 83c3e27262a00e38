// The recommendation, what it rests on, and every point of the review as one cell.

import { CHECKLIST, type ChecklistPoint, type OverviewData, type Verdict } from '../api/overview.ts'
import { useRequest } from '../api/use-request.ts'

const VERDICTS: readonly { readonly name: Verdict; readonly words: string }[] = [
  { name: 'fail', words: 'fail' },
  { name: 'partial', words: 'partial' },
  { name: 'pass', words: 'pass' },
  { name: 'manual', words: 'for a person to judge' },
  { name: 'notApplicable', words: 'not applicable' },
  { name: 'unknown', words: 'not known: no audit has decided it' },
]

export function RecommendationPanel({ findings }: { readonly findings: OverviewData['findings'] }) {
  const { data } = useRequest(CHECKLIST, {})
  const counts = new Map(findings.checklist.map(({ name, count }) => [name, count]))
  const total = findings.checklist.reduce((sum, { count }) => sum + count, 0)
  return (
    <section className="sheet recommendation" aria-labelledby="recommendation">
      <h2 id="recommendation" className="sheet-title">
        Recommendation
      </h2>
      <p className={`verdict verdict-${findings.recommendation.toLowerCase().replace(/\W+/g, '-')}`}>{findings.recommendation}</p>
      <p className="verdict-reason">{findings.reason}</p>
      <p className="risk">
        Risk <b className={`risk-${findings.risk.toLowerCase()}`}>{findings.risk}</b>
      </p>
      <h3 className="sheet-sub">
        Review <span>{total} points</span>
      </h3>
      {data && <Matrix points={data.checklist} />}
      <ul className="matrix-key">
        {VERDICTS.map(({ name, words }) => (
          <li key={name} className={counts.get(name) ? undefined : 'is-zero'}>
            <i className={`cell verdict-cell-${name}`} />
            <b>{counts.get(name) ?? 0}</b>
            {words}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Matrix({ points }: { readonly points: readonly ChecklistPoint[] }) {
  const sections: { name: string; points: ChecklistPoint[] }[] = []
  for (const point of points) {
    const name = point.section ?? ''
    const last = sections.at(-1)
    if (last?.name === name) last.points.push(point)
    else sections.push({ name, points: [point] })
  }
  return (
    <ul className="matrix" aria-label="Points of the review">
      {sections.map((section) => (
        <li key={section.name} title={section.name}>
          {section.points.map((point) => (
            <i
              key={point.id}
              role="img"
              className={`cell verdict-cell-${point.verdict}`}
              aria-label={`${point.id}: ${point.verdict}`}
              title={`${point.id} ${point.text}\n${point.verdict}${point.evidence ? `: ${point.evidence}` : ''}`}
            />
          ))}
        </li>
      ))}
    </ul>
  )
}
