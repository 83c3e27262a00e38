// Routes by guard and by rate limit, and the tables behind them.

import type { OverviewData } from '../api/overview.ts'
import { AUTHS, type Auth, RATE_LIMITS, type RateLimit } from '../api/words.ts'
import { Link } from '../parts/link.tsx'
import { AUTH_WORDS, GuardMark, LIMIT_WORDS, LimitMark } from '../parts/marks.tsx'
import { Strip } from '../parts/strip.tsx'

interface Props {
  readonly routes: OverviewData['routes']
  readonly tables: OverviewData['tables']
}

export function RouteCounts({ routes, tables }: Props) {
  const auth = new Map(routes.auth.map(({ name, count }) => [name, count]))
  const limit = new Map(routes.rateLimit.map(({ name, count }) => [name, count]))
  return (
    <section className="sheet route-counts" aria-labelledby="routes">
      <h2 id="routes" className="sheet-title">
        <Link to={{ screen: 'routes', filter: {} }}>Routes</Link> <span>{routes.total}</span>
        <span className="sheet-aside">
          {routes.protocol
            .filter(({ count }) => count > 0)
            .map(({ name, count }) => `${count} ${name}`)
            .join(' · ')}
        </span>
      </h2>
      <h3 className="sheet-sub">By guard</h3>
      <Strip
        label="Routes by guard"
        parts={AUTHS.map((name: Auth) => ({
          name: AUTH_WORDS[name],
          count: auth.get(name) ?? 0,
          tone: name,
          mark: <GuardMark auth={name} />,
          to: { screen: 'routes', filter: { auth: [name] } },
        }))}
      />
      <h3 className="sheet-sub">By rate limit</h3>
      <Strip
        label="Routes by rate limit"
        parts={RATE_LIMITS.map((name: RateLimit) => ({
          name: LIMIT_WORDS[name],
          count: limit.get(name) ?? 0,
          tone: `limit-${name}`,
          mark: <LimitMark limit={name} />,
          to: { screen: 'routes', filter: { rateLimit: [name] } },
        }))}
      />
      <p className="quiet">
        {routes.unreached > 0 ? `${routes.unreached} ${routes.unreached === 1 ? 'route is' : 'routes are'} reached by no client call.` : ''}
      </p>
      <h2 className="sheet-title sheet-second">
        <Link to={{ screen: 'tables' }}>Tables</Link> <span>{tables.total}</span>
      </h2>
      <dl className="figures">
        <Figure name="columns" value={tables.columns} />
        <Figure name="indexes" value={tables.indexes} />
        <Figure name="foreign keys" value={tables.foreignKeys} />
        <Figure name="read or written by no statement" value={tables.unused} />
      </dl>
    </section>
  )
}

function Figure({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dd>{value}</dd>
      <dt>{name}</dt>
    </div>
  )
}
