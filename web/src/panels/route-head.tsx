// A route's verdicts in a few lines above its picture.

import type { RouteDetail } from '../api/route.ts'
import { worst } from '../api/words.ts'
import { Link } from '../parts/link.tsx'
import { AUTH_WORDS, GuardMark, LIMIT_WORDS, LimitMark, Method, RoutePath, SeverityMark } from '../parts/marks.tsx'

interface Props {
  readonly route: RouteDetail
  readonly pane: string | undefined
  readonly onPane: (pane: string | undefined) => void
}

export function RouteHead({ route, pane, onPane }: Props) {
  const severity = worst(route.findings)
  return (
    <header className="thing-head">
      <div className="thing-words">
        <h1 className="thing-title">
          <Method method={route.method} />
          <RoutePath path={route.path} />
        </h1>
        <dl className="facts">
          <Fact name="Guard">
            <GuardMark auth={route.auth} word={AUTH_WORDS[route.auth]} title={route.authReason ?? undefined} />
            {route.roles.length > 0 && <span> as {route.roles.join(', ')}</span>}
          </Fact>
          <Fact name="Rate limit">
            <LimitMark limit={route.rateLimit} word={LIMIT_WORDS[route.rateLimit]} title={route.rateLimitReason ?? undefined} />
          </Fact>
          {route.condition && (
            <Fact name="Only if">
              <code>{route.condition}</code>
            </Fact>
          )}
          <Fact name="Tables">
            <Tables route={route} />
          </Fact>
        </dl>
      </div>
      <button
        type="button"
        className="button"
        aria-pressed={pane === 'about'}
        onClick={() => onPane(pane === 'about' ? undefined : 'about')}
      >
        {severity ? (
          <>
            <SeverityMark severity={severity} />
            {route.findings.length} {route.findings.length === 1 ? 'finding' : 'findings'}
          </>
        ) : (
          'About'
        )}
      </button>
    </header>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Tables({ route }: { readonly route: RouteDetail }) {
  const access = new Map<string, string[]>()
  for (const table of route.tables) access.set(table.name, [...(access.get(table.name) ?? []), table.access])
  if (access.size === 0) return <span className="quiet">none reached from the handler</span>
  return (
    <ul className="table-chips">
      {[...access].map(([name, modes]) => (
        <li key={name}>
          <Link to={{ screen: 'table', name, view: {} }} title={modes.join(' and ')}>
            {name}
            <span className="access">{modes.map((mode) => (mode === 'write' ? 'W' : 'R')).join('')}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
