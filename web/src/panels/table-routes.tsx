import type { TableRoute } from '../api/table.ts'
import { Link } from '../parts/link.tsx'
import { GuardMark, Method, RoutePath } from '../parts/marks.tsx'

interface Props {
  readonly readBy: readonly TableRoute[]
  readonly writtenBy: readonly TableRoute[]
}

/** Every route that reads or writes a table, once, with how. */
export function TableRoutes({ readBy, writtenBy }: Props) {
  const reads = new Set(readBy.map(({ id }) => id))
  const writes = new Set(writtenBy.map(({ id }) => id))
  const all = new Map([...readBy, ...writtenBy].map((route) => [route.id, route]))
  if (all.size === 0) return <p className="quiet details-text">No route reaches this table.</p>
  return (
    <ul className="route-list">
      {[...all.values()].map((route) => (
        <li key={route.id}>
          <Link to={{ screen: 'route', id: route.id, view: {} }}>
            <Method method={route.method} />
            <RoutePath path={route.path} />
            <GuardMark auth={route.auth} />
            <span className="access">
              {reads.has(route.id) && 'R'}
              {writes.has(route.id) && 'W'}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
