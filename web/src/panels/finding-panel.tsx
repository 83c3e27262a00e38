// One finding: what, where, what it does, how to mend it, and the path that proves it.

import { FINDING, type FindingDetail } from '../api/finding.ts'
import { useRequest } from '../api/use-request.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Inline } from '../parts/inline.tsx'
import { Link } from '../parts/link.tsx'
import { Method, RoutePath, SeverityMark } from '../parts/marks.tsx'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import { go } from '../state/location.ts'
import type { PictureView, Place } from '../state/place.ts'
import { Beside } from './beside.tsx'
import { ChosenNode } from './chosen-node.tsx'
import { Picture } from './picture.tsx'
import { SourceView } from './source-view.tsx'
import { useShown } from './use-shown.ts'

interface Props {
  readonly fingerprint: string
  readonly place: Extract<Place, { screen: 'findings' }>
}

export function FindingPanel({ fingerprint, place }: Props) {
  const { data, error, retry } = useRequest(FINDING, { fingerprint })
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the finding" />
  if (!data.finding) return <Empty title="This finding is gone">What it spoke of has been mended, or is suppressed.</Empty>
  return <Found finding={data.finding} place={place} />
}

function Found({ finding, place }: { readonly finding: FindingDetail; readonly place: Props['place'] }) {
  const { picture, bind } = useShown(finding.picture)
  const show = (view: PictureView, how: 'push' | 'replace' = 'push') => go({ ...place, view }, how)
  const { node: chosen, ...without } = place.view
  const hasPath = finding.picture.nodes.length > 1
  return (
    <article className="finding" aria-label={finding.title}>
      <header className="finding-head">
        <p className="eyebrow">
          <SeverityMark severity={finding.severity} word />
          <span>{finding.confidence} confidence</span>
          <Link to={{ screen: 'audits', id: finding.rule, run: false, parameters: {}, view: {} }}>
            <code>{finding.rule}</code>
          </Link>
          {finding.checklist.length > 0 && <span>review {finding.checklist.join(', ')}</span>}
        </p>
        <h1>
          <Inline text={finding.message} />
        </h1>
        <div className="finding-words">
          {finding.impact && (
            <div>
              <h2>What it does</h2>
              <p>
                <Inline text={finding.impact} />
              </p>
            </div>
          )}
          {finding.fix && (
            <div>
              <h2>
                How to mend it <CopyButton text={finding.fix} label="Copy the fix" />
              </h2>
              <pre>{finding.fix}</pre>
            </div>
          )}
        </div>
        {finding.routes.length > 0 && (
          <ul className="finding-routes" aria-label="Routes that it concerns">
            {finding.routes.map((route) => (
              <li key={route.id}>
                <Link to={{ screen: 'route', id: route.id, view: {} }}>
                  <Method method={route.method} />
                  <RoutePath path={route.path} />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </header>
      <div className="finding-proof">
        {hasPath ? (
          <Beside
            pane={
              chosen === undefined ? (
                finding.file && <SourceView key={finding.fingerprint} file={finding.file} line={finding.line} endLine={null} />
              ) : (
                <ChosenNode
                  id={chosen}
                  picture={picture}
                  onChoose={(id) => show({ ...place.view, node: id })}
                  edits={bind.edits}
                  onClose={() => show(without)}
                />
              )
            }
          >
            <Picture label="The path that proves it" data={finding.picture} view={place.view} onView={show} bind={bind} />
          </Beside>
        ) : finding.file ? (
          <SourceView key={finding.fingerprint} file={finding.file} line={finding.line} endLine={null} />
        ) : (
          <Empty title="Neither a path nor a line belongs to this finding">It is about what is not there.</Empty>
        )}
      </div>
    </article>
  )
}
