// All that is known of a route beside its picture: findings, reasons, the chain that guards it, who calls it.

import type { RouteDetail, RouteMiddleware } from '../api/route.ts'
import { place } from '../graph/words.ts'
import { Link } from '../parts/link.tsx'
import { FindingList } from './finding-list.tsx'
import { SourceView } from './source-view.tsx'

export function RouteAbout({ route, onClose }: { readonly route: RouteDetail; readonly onClose: () => void }) {
  const reasons: readonly (readonly [string, string | null])[] = [
    ['Guard', route.authReason],
    ['Rate limit', route.rateLimitReason],
    ['Handler', route.handlerReason],
    ['Proof of the caller', route.proof],
    ['Registered only if', route.condition],
  ]
  return (
    <article className="details" aria-label="About the route">
      <header className="details-head">
        <p className="eyebrow">
          <i className="lane-swatch lane-route" /> Route <span>{route.app}</span>
        </p>
        <h2>
          {route.method} {route.path}
        </h2>
        <div className="details-tools">
          <button type="button" className="button button-small" onClick={onClose}>
            Close
          </button>
        </div>
      </header>
      <section className="details-section">
        <h3>Findings</h3>
        <FindingList findings={route.findings} none="No audit has found anything on this route." />
      </section>
      <dl className="properties">
        {reasons.map(
          ([name, reason]) =>
            reason && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{reason}</dd>
              </div>
            ),
        )}
        <div>
          <dt>Handler</dt>
          <dd className="mono">{route.handlerName ?? 'unknown'}</dd>
        </div>
        {route.credential && (
          <div>
            <dt>Credentials</dt>
            <dd>checks a password or issues a token</dd>
          </div>
        )}
      </dl>
      <section className="details-section">
        <h3>Runs before the handler</h3>
        {route.middleware.length === 0 ? <p className="quiet">Nothing.</p> : <Chain chain={route.middleware} />}
      </section>
      <section className="details-section">
        <h3>Called by</h3>
        {route.apiCalls.length === 0 ? (
          <p className="quiet">No client call in this repository reaches it.</p>
        ) : (
          <ul className="plain-list">
            {route.apiCalls.map((call) => (
              <li key={call.id}>
                <Link to={{ screen: 'node', id: call.id, view: {} }}>
                  <code>
                    {call.method} {call.path}
                  </code>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      {route.file && <SourceView key={place(route.file, route.line)} file={route.file} line={route.line} endLine={route.line} />}
    </article>
  )
}

function Chain({ chain }: { readonly chain: readonly RouteMiddleware[] }) {
  return (
    <ol className="chain">
      {chain.map(({ order, middleware }) => (
        <li key={`${order} ${middleware.id}`}>
          <Link to={{ screen: 'node', id: middleware.id, view: {} }}>
            <code>{middleware.name}</code>
          </Link>
          <span className={middleware.kind === 'unknown' ? 'is-unknown' : 'chain-kind'}>{middleware.kind}</span>
          {middleware.enforces && <span className="chain-enforces">enforces</span>}
          {middleware.condition && (
            <p>
              only if <code>{middleware.condition}</code>
            </p>
          )}
          {middleware.evidence && <p>{middleware.evidence}</p>}
        </li>
      ))}
    </ol>
  )
}
