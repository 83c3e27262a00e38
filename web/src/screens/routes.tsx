// All routes, filtered.

import { useCallback } from 'react'
import { OVERVIEW } from '../api/overview.ts'
import { ROUTES, type RouteFilter, type RouteRow } from '../api/route.ts'
import { usePages } from '../api/use-pages.ts'
import { useRequest } from '../api/use-request.ts'
import { AUTHS, RATE_LIMITS, worst } from '../api/words.ts'
import { Choices } from '../parts/choices.tsx'
import { Link } from '../parts/link.tsx'
import { ListFrame } from '../parts/list-frame.tsx'
import { AUTH_WORDS, GuardMark, LIMIT_WORDS, LimitMark, Method, RoutePath, SeverityMark } from '../parts/marks.tsx'
import { TextFilter } from '../parts/text-filter.tsx'
import { go } from '../state/location.ts'
import type { RouteListFilter } from '../state/place.ts'
import './lists.css'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*'] as const

export function RoutesScreen({ filter }: { readonly filter: RouteListFilter }) {
  const { data } = useRequest(OVERVIEW, {})
  const pages = usePages(ROUTES, { filter: asked(filter) }, (result) => result.routes)
  const counts = (kind: 'auth' | 'rateLimit') => new Map(data?.overview.routes[kind].map(({ name, count }) => [name, count]))
  const auth = counts('auth')
  const limit = counts('rateLimit')
  const set = useCallback(
    (change: RouteListFilter, how: 'push' | 'replace' = 'push') => go({ screen: 'routes', filter: { ...filter, ...change } }, how),
    [filter],
  )
  return (
    <div className="list-screen">
      <div className="filters">
        <TextFilter label="Path or handler" value={filter.text} onChange={(text) => set({ text }, 'replace')} />
        <Choices
          label="Guard"
          chosen={filter.auth}
          onChange={(next) => set({ auth: next })}
          options={AUTHS.map((name) => ({ value: name, name: <GuardMark auth={name} word={name} />, ...counted(auth.get(name)) }))}
        />
        <Choices
          label="Limiter"
          chosen={filter.rateLimit}
          onChange={(next) => set({ rateLimit: next })}
          options={RATE_LIMITS.map((name) => ({ value: name, name: <LimitMark limit={name} word={name} />, ...counted(limit.get(name)) }))}
        />
        <Choices
          label="Method"
          chosen={filter.method}
          onChange={(next) => set({ method: next })}
          options={METHODS.map((name) => ({ value: name, name: name === '*' ? 'ANY' : name }))}
        />
        <Choices
          label="Only"
          chosen={filter.findings ? ['findings'] : []}
          onChange={(next) => set({ findings: next.length > 0 })}
          options={[{ value: 'findings', name: 'with findings' }]}
        />
      </div>
      <ListFrame
        label="Routes"
        words={['route', 'routes']}
        columns="route-columns"
        heads={['Method', 'Path', 'Guard', 'Rate limit', 'Handler', 'Tables', 'Findings']}
        pages={pages}
        height={34}
        keyOf={(route) => route.id}
        row={(route) => <Row route={route} />}
        filtered={Object.keys(asked(filter)).length > 0}
        none="No route was found in this repository."
      />
    </div>
  )
}

const counted = (count: number | undefined) => (count === undefined ? {} : { count })

function asked({ text, method, auth, rateLimit, findings }: RouteListFilter): RouteFilter {
  return {
    ...(text ? { text } : {}),
    ...(method?.length ? { method } : {}),
    ...(auth?.length ? { auth } : {}),
    ...(rateLimit?.length ? { rateLimit } : {}),
    ...(findings ? { hasFindings: true } : {}),
  }
}

function Row({ route }: { readonly route: RouteRow }) {
  const severity = worst(route.findings)
  const writes = new Set(route.tables.filter((table) => table.access === 'write').map((table) => table.name))
  const tables = [...new Set(route.tables.map((table) => table.name))]
  return (
    <Link to={{ screen: 'route', id: route.id, view: {} }} className="list-row route-columns">
      <Method method={route.method} />
      <RoutePath path={route.path} />
      <GuardMark auth={route.auth} word={route.auth} title={route.authReason ?? AUTH_WORDS[route.auth]} />
      <LimitMark limit={route.rateLimit} word={route.rateLimit} title={route.rateLimitReason ?? LIMIT_WORDS[route.rateLimit]} />
      <span className="list-code" title={route.handlerName ?? undefined}>
        {route.handlerName ?? <span className="is-unknown">unknown</span>}
      </span>
      <span className="list-tables" title={tables.map((name) => `${name}${writes.has(name) ? ' (written)' : ''}`).join('\n')}>
        {tables.length === 0 ? (
          <span className="quiet">–</span>
        ) : (
          tables.map((name) => (
            <span key={name} className={writes.has(name) ? 'is-written' : undefined}>
              {name}
            </span>
          ))
        )}
      </span>
      <span className="list-findings">
        {severity && (
          <>
            <SeverityMark severity={severity} /> <b>{route.findings.length}</b>
          </>
        )}
      </span>
    </Link>
  )
}
