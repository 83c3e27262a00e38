// One saved audit: its page beside its Cypher, its parameters, and what it gives.

import { lazy, Suspense, useState } from 'react'
import { AUDIT, type AuditDetail, RUN_AUDIT } from '../api/audit.ts'
import { useRequest } from '../api/use-request.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Link } from '../parts/link.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { SeverityMark } from '../parts/marks.tsx'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import { go } from '../state/location.ts'
import { readParameters, writeValue } from '../state/parameters.ts'
import type { Parameters, Place } from '../state/place.ts'
import { ParameterFields } from './parameter-fields.tsx'
import { ResultView } from './result-view.tsx'

const CodeView = lazy(async () => ({ default: (await import('../editor/code-view.tsx')).CodeView }))

type AuditsPlace = Extract<Place, { screen: 'audits' }>

export function AuditPanel({ id, place }: { readonly id: string; readonly place: AuditsPlace }) {
  const { data, error, retry } = useRequest(AUDIT, { id })
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the audit" />
  if (!data.audit) return <Empty title="There is no such audit">No audit in the library is called {id}.</Empty>
  return <Found audit={data.audit} place={place} />
}

function Found({ audit, place }: { readonly audit: AuditDetail; readonly place: AuditsPlace }) {
  const [parameters, setParameters] = useState<Parameters>(place.parameters)
  const run = () => {
    const used = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value.trim() !== ''))
    go({ ...place, run: true, parameters: used, view: place.view.tab ? { tab: place.view.tab } : {} })
  }
  return (
    <article className="audit" aria-label={audit.title}>
      <header className="audit-head">
        <p className="eyebrow">
          <SeverityMark severity={audit.severity} word />
          <span>{audit.confidence} confidence</span>
          <code>{audit.id}</code>
          {audit.checklist.length > 0 && <span>review {audit.checklist.join(', ')}</span>}
        </p>
        <h1>{audit.title}</h1>
        <Outcome audit={audit} />
        <div className="audit-run">
          <button type="button" className="button button-main" onClick={run}>
            Run
          </button>
          <ParameterFields
            names={audit.parameters.map((one) => ({ name: one.name, placeholder: writeValue(one.default), description: one.description }))}
            values={parameters}
            onChange={setParameters}
          />
          <Link to={{ screen: 'cypher', text: audit.cypher, run: false, parameters, view: {} }} className="button">
            Open in the editor
          </Link>
        </div>
      </header>
      {place.run && <Result audit={audit} place={place} />}
      <div className="audit-body">
        <Markdown text={audit.page} />
        <section className="audit-cypher" aria-label="Cypher">
          <header>
            <h2>Cypher</h2>
            <CopyButton text={audit.cypher} />
          </header>
          <Suspense fallback={<pre>{audit.cypher}</pre>}>
            <CodeView label={`Cypher of ${audit.id}`} text={audit.cypher} language="cypher" first={1} wrap />
          </Suspense>
        </section>
      </div>
    </article>
  )
}

function Outcome({ audit }: { readonly audit: AuditDetail }) {
  const looked = audit.looked.map(({ name, count }) => `${count} ${name}`).join(', ')
  return (
    <p className="audit-outcome">
      {audit.status === 'ran' && (
        <Link to={{ screen: 'findings', filter: { rule: [audit.id] }, view: {} }}>
          {audit.findingCount ?? 0} {audit.findingCount === 1 ? 'finding' : 'findings'}
        </Link>
      )}
      {audit.status === 'notApplicable' && <span className="is-inapplicable">not applicable</span>}
      {audit.status === 'failed' && <span className="is-alert">failed</span>}
      {looked && <span>looked at {looked}</span>}
      {audit.undecided.map(({ name, count }) => (
        <span key={name} className="is-unknown">
          {count} undecided: {name}
        </span>
      ))}
      {audit.statusReason && <span>{audit.statusReason}</span>}
    </p>
  )
}

function Result({ audit, place }: { readonly audit: AuditDetail; readonly place: AuditsPlace }) {
  const { data, error, retry } = useRequest(RUN_AUDIT, { id: audit.id, parameters: readParameters(place.parameters) })
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the rows" />
  return <ResultView result={data.runAudit} view={place.view} onView={(view, how) => go({ ...place, view }, how)} />
}
