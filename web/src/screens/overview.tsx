// The application at a glance.

import { OVERVIEW, type OverviewData } from '../api/overview.ts'
import { useRequest } from '../api/use-request.ts'
import { CoverageLedger } from '../panels/coverage-ledger.tsx'
import { OverviewFindings } from '../panels/overview-findings.tsx'
import { RecommendationPanel } from '../panels/recommendation.tsx'
import { RouteCounts } from '../panels/route-counts.tsx'
import { Failure, Loading } from '../parts/notes.tsx'
import './overview.css'
import '../panels/overview.css'

export function OverviewScreen() {
  const { data, error, retry } = useRequest(OVERVIEW, {})
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the application" />
  const { overview } = data
  return (
    <div className="overview">
      <Masthead overview={overview} />
      <div className="overview-column">
        <RecommendationPanel findings={overview.findings} />
        <RouteCounts routes={overview.routes} tables={overview.tables} />
      </div>
      <div className="overview-column overview-wide">
        <OverviewFindings counts={overview.findings} top={data.findings.nodes} />
        <CoverageLedger coverage={overview.coverage} diagnostics={overview.diagnostics} />
      </div>
    </div>
  )
}

function Masthead({ overview }: { readonly overview: OverviewData }) {
  const { repository, apps } = overview
  return (
    <header className="masthead">
      <h1>{repository.name}</h1>
      <p className="masthead-root">{repository.root}</p>
      <dl>
        <div>
          <dt>{apps.length === 1 ? 'Application' : 'Applications'}</dt>
          <dd>
            {apps.length ? apps.map((app) => `${app.name}${app.framework ? ` (${app.framework})` : ''}`).join(', ') : 'none serves HTTP'}
          </dd>
        </div>
        <div>
          <dt>Indexed</dt>
          <dd>
            <time dateTime={repository.indexedAt}>{new Date(repository.indexedAt).toLocaleString()}</time>
          </dd>
        </div>
        <div>
          <dt>Content</dt>
          <dd>
            <code>{repository.fingerprint.slice(0, 12)}</code>
          </dd>
        </div>
      </dl>
    </header>
  )
}
