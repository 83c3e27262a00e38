// Saved audits: the list, and the open one.

import { AUDITS, type AuditRow } from '../api/audit.ts'
import { useRequest } from '../api/use-request.ts'
import { AuditPanel } from '../panels/audit-panel.tsx'
import { Link } from '../parts/link.tsx'
import { SeverityMark } from '../parts/marks.tsx'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import type { Place } from '../state/place.ts'
import './audits.css'

export function AuditsScreen({ place }: { readonly place: Extract<Place, { screen: 'audits' }> }) {
  const { data, error, retry } = useRequest(AUDITS, {})
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the audits" />
  if (data.audits.length === 0) return <Empty title="There are no saved audits">The library in queries/ is empty.</Empty>
  return (
    <div className="audits">
      <AuditList audits={data.audits} current={place.id} />
      {place.id ? (
        <AuditPanel key={place.id} id={place.id} place={place} />
      ) : (
        <Empty title="Choose an audit">
          Each is a page, a Cypher text and its parameters. An audit that had nothing to look at says <i>not applicable</i>, never{' '}
          <i>pass</i>.
        </Empty>
      )}
    </div>
  )
}

function AuditList({ audits, current }: { readonly audits: readonly AuditRow[]; readonly current: string | undefined }) {
  const sections = new Map<string, AuditRow[]>()
  for (const audit of audits) {
    const name = audit.section ?? 'audits'
    const known = sections.get(name)
    if (known) known.push(audit)
    else sections.set(name, [audit])
  }
  return (
    <nav className="audit-list" aria-label="Saved audits">
      {[...sections].map(([name, members]) => (
        <section key={name}>
          <h2>{name.replace(/^\d+-/, '').replaceAll('-', ' ')}</h2>
          <ul>
            {members.map((audit) => (
              <li key={audit.id}>
                <Link to={{ screen: 'audits', id: audit.id, run: false, parameters: {}, view: {} }} current={audit.id === current}>
                  <SeverityMark severity={audit.severity} />
                  <span>{audit.title}</span>
                  <Outcome audit={audit} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function Outcome({ audit }: { readonly audit: AuditRow }) {
  switch (audit.status) {
    case 'ran':
      return <b className={audit.findingCount ? undefined : 'is-zero'}>{audit.findingCount ?? 0}</b>
    case 'notApplicable':
      return (
        <em className="is-inapplicable" title="Not applicable: it had nothing to look at">
          n/a
        </em>
      )
    case 'failed':
      return (
        <em className="is-alert" title="The audit failed to run">
          failed
        </em>
      )
  }
}
