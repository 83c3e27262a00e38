// The routes as a table for a person, one application after the other; what is unknown is listed with its reason below.

import type { RouteAnswer } from '../answers/routes.ts'
import type { Terminal } from '../terminal.ts'
import { type Cell, grid } from './grid.ts'

const COLUMNS = [
  { title: 'METHOD' },
  { title: 'PATH', cut: true },
  { title: 'AUTH' },
  { title: 'LIMIT' },
  { title: 'HANDLER', cut: true },
  { title: 'TABLES (r read, w write)', cut: true },
]

export function routesText(routes: readonly RouteAnswer[], { paint }: Terminal, width: number | undefined): string {
  if (routes.length === 0) return 'No routes: no main function here serves HTTP in a way that Throughline knows.\n'
  const lines: string[] = []
  const apps = [...new Set(routes.map((route) => route.app))]
  for (const app of apps) {
    const own = routes.filter((route) => route.app === app)
    lines.push(`${paint.bold(app === '' ? 'application' : app)}  ${paint.dim(framework(own))}`)
    const rows = own.map((route): readonly Cell[] => [
      { text: route.protocol === 'http' ? route.method : route.protocol === 'ws' ? `${route.method} ws` : `${route.method} files` },
      { text: route.path },
      { text: route.roles.length > 0 ? `${route.auth} (${route.roles.join(', ')})` : route.auth, paint: authPaint(route.auth) },
      { text: route.rateLimit, paint: route.rateLimit === 'unknown' ? paint.yellow : paint.dim },
      { text: route.handler ?? '–' },
      { text: tables(route), paint: paint.cyan },
    ])
    lines.push(...grid(COLUMNS, rows, { width, head: paint.dim }), '')
  }
  const unknown = routes.flatMap((route) =>
    Object.entries(route.reasons).map(
      ([what, reason]) => `  ${route.method} ${route.path}  ${paint.dim(`${LABELS[what] ?? what}:`)} ${reason}`,
    ),
  )
  if (unknown.length > 0) lines.push(paint.bold('Why'), ...unknown, '')
  lines.push(summary(routes))
  return `${lines.join('\n')}\n`

  function authPaint(auth: string) {
    return auth === 'none' ? paint.red : auth === 'required' ? paint.green : paint.yellow
  }
}

const LABELS: Readonly<Record<string, string>> = { auth: 'auth', rateLimit: 'limit', handler: 'handler' }

function framework(routes: readonly RouteAnswer[]): string {
  return [...new Set(routes.map((route) => route.framework).filter((name) => name !== null))].join(', ')
}

function tables({ tables: touched }: RouteAnswer): string {
  const names = [...new Set(touched.map((table) => table.name))]
  const mode = (name: string, access: string) => touched.some((t) => t.name === name && t.access === access)
  return names.map((name) => `${name} ${mode(name, 'read') ? 'r' : ''}${mode(name, 'write') ? 'w' : ''}`).join(', ')
}

function summary(routes: readonly RouteAnswer[]): string {
  const words = ['required', 'optional', 'none', 'unknown']
  const counts = words.map((word) => `${routes.filter((route) => route.auth === word).length} ${word}`)
  return `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}; authentication: ${counts.join(', ')}.`
}
