// The frame around every screen, and which screen a place asks for. Screens with pictures or editors load when first asked for.

import { lazy, Suspense, useEffect } from 'react'
import { Header } from './panels/header.tsx'
import { Readiness } from './panels/readiness.tsx'
import { Empty, Loading } from './parts/notes.tsx'
import { OverviewScreen } from './screens/overview.tsx'
import { usePlace } from './state/location.ts'
import type { Place } from './state/place.ts'
import { titleOf } from './state/title.ts'

const RoutesScreen = lazy(async () => ({ default: (await import('./screens/routes.tsx')).RoutesScreen }))
const RouteScreen = lazy(async () => ({ default: (await import('./screens/route.tsx')).RouteScreen }))
const TablesScreen = lazy(async () => ({ default: (await import('./screens/tables.tsx')).TablesScreen }))
const SchemaScreen = lazy(async () => ({ default: (await import('./screens/schema.tsx')).SchemaScreen }))
const TableScreen = lazy(async () => ({ default: (await import('./screens/table.tsx')).TableScreen }))
const FindingsScreen = lazy(async () => ({ default: (await import('./screens/findings.tsx')).FindingsScreen }))
const AuditsScreen = lazy(async () => ({ default: (await import('./screens/audits.tsx')).AuditsScreen }))
const CypherScreen = lazy(async () => ({ default: (await import('./screens/cypher.tsx')).CypherScreen }))
const NodeScreen = lazy(async () => ({ default: (await import('./screens/node.tsx')).NodeScreen }))

export function App() {
  const place = usePlace()
  const title = titleOf(place)
  useEffect(() => {
    document.title = title ? `${title} · Throughline` : 'Throughline'
  }, [title])
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Header place={place} />
      <main id="main" tabIndex={-1}>
        <Readiness>
          <Suspense fallback={<Loading what="the screen" />}>
            <Screen place={place} />
          </Suspense>
        </Readiness>
      </main>
    </>
  )
}

function Screen({ place }: { readonly place: Place }) {
  switch (place.screen) {
    case 'overview':
      return <OverviewScreen />
    case 'routes':
      return <RoutesScreen filter={place.filter} />
    case 'route':
      return <RouteScreen key={place.id} place={place} />
    case 'tables':
      return <TablesScreen place={place} />
    case 'schema':
      return <SchemaScreen place={place} />
    case 'table':
      return <TableScreen key={place.name} place={place} />
    case 'findings':
      return <FindingsScreen place={place} />
    case 'audits':
      return <AuditsScreen place={place} />
    case 'cypher':
      return <CypherScreen place={place} />
    case 'node':
      return <NodeScreen key={`${place.id} ${place.table ?? ''}`} place={place} />
    case 'nowhere':
      return (
        <Empty title="There is no such screen">
          <code>{place.path}</code> leads nowhere. The links above lead everywhere else.
        </Empty>
      )
  }
}
