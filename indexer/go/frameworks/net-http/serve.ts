// What a server is given to answer with: a router, one inside wrappers, or a handler that answers for every path.

import type { Frame, Run } from '../../evaluate/frame.ts'
import { type RegisteredHandler, type Registration, routerLogs } from '../../registration.ts'
import type { Position } from '../../syntax.ts'
import { options, text, type Value } from '../../values.ts'
import { handlerLabel } from '../labels.ts'
import { routersIn } from '../mount.ts'

export interface ServeSite {
  readonly run: Run
  readonly frame: Frame
  readonly at: Position
}

export function serve(site: ServeSite, value: Value): void {
  const handler: RegisteredHandler = { value, label: handlerLabel(value, undefined), at: site.at }
  const inside = routersIn(site.run, handler)
  if (!inside) {
    serveAlone(site, handler)
    return
  }
  for (const { log } of inside.routers) {
    // The same server may be seen when it is made and when it starts.
    if (inside.wrappers.length > 0 && log.around.length === 0) log.around.push(entry(site, 'use', inside.wrappers))
    log.serves = true
  }
}

/** A function or struct that answers whatever comes. */
function serveAlone(site: ServeSite, handler: RegisteredHandler): void {
  const answers = options(handler.value).some(
    (v) => v.kind === 'function' || (v.kind === 'instance' && site.run.types.member(v.type, 'ServeHTTP')?.kind === 'method'),
  )
  const logs = routerLogs(site.run.collected)
  if (!answers || logs.some((l) => l.file === site.frame.file && l.at === site.at)) return
  logs.push({
    framework: 'net/http',
    version: 1,
    entries: [entry(site, 'route', [handler])],
    around: [],
    file: site.frame.file,
    at: site.at,
    serves: true,
  })
}

function entry(site: ServeSite, kind: 'use' | 'route', handlers: readonly RegisteredHandler[]): Registration {
  return {
    kind,
    methods: ['*'],
    path: text('/'),
    protocol: 'http',
    handlers,
    mounted: undefined,
    inherited: [],
    file: site.frame.file,
    fn: site.frame.fn,
    at: site.at,
    endLine: Math.floor(site.at / 4096),
    conditions: [...site.frame.conditions],
  }
}
