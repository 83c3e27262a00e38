import type { RuleCount } from '../api/overview.ts'
import { Link } from '../parts/link.tsx'
import { SeverityMark } from '../parts/marks.tsx'

/** What stands beside the list before a finding is chosen. */
export function FindingsByRule({ rules }: { readonly rules: readonly RuleCount[] }) {
  return (
    <section className="by-rule" aria-labelledby="by-rule">
      <h2 id="by-rule">By rule</h2>
      <p className="quiet">Choose a finding for the path in the graph that proves it, what it does, and how to mend it.</p>
      <ul>
        {rules.map((rule) => (
          <li key={rule.rule} className={rule.count ? undefined : 'is-zero'}>
            <Link to={{ screen: 'findings', filter: { rule: [rule.rule] }, view: {} }}>
              <SeverityMark severity={rule.severity} />
              <span>{rule.title}</span>
              <code>{rule.rule}</code>
              <b>{rule.count}</b>
            </Link>
            <Link to={{ screen: 'audits', id: rule.rule, run: false, parameters: {}, view: {} }}>audit</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
