// What a server is given to answer with: a router, one inside wrappers, or a handler that answers for every path.

import { runFunction } from '../../evaluate/enter.ts'
import type { Frame, Run } from '../../evaluate/frame.ts'
import { type RegisteredHandler, type Registration, type RouterLog, routerLogs } from '../../registration.ts'
import type { Position } from '../../syntax.ts'
import { pointerless, type Type } from '../../types.ts'
import { unwrap } from '../../unwrap.ts'
import { type FunctionValue, options, text, type Value } from '../../values.ts'
import { DISPATCH, type Dispatch } from '../handed-on.ts'
import { handlerLabel } from '../labels.ts'
import { routersIn } from '../mount.ts'
import { requestValue, writerValue } from '../request.ts'

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

/** A function or struct that answers whatever comes: by itself, or by handing requests to routers of its choice. */
function serveAlone(site: ServeSite, handler: RegisteredHandler): void {
  const { run } = site
  const { wrappers, handler: inner } = unwrap(handler)
  const fn = options(inner.value).flatMap((v) => answering(run, v) ?? [])[0]
  const logs = routerLogs(run.collected)
  if (!fn || logs.some((l) => l.file === site.frame.file && l.at === site.at)) return
  const log: RouterLog = {
    framework: 'net/http',
    version: 1,
    entries: [],
    around: wrappers.length > 0 ? [entry(site, 'use', wrappers)] : [],
    file: site.frame.file,
    at: site.at,
    serves: true,
    handed: false,
    unattached: false,
  }
  logs.push(log)
  dispatchInto(run, log, fn)
  if (log.entries.length === 0) {
    log.entries.push(entry(site, 'route', [inner]))
    if (logs.some((other) => other !== log && isSameAnswer(other, log))) logs.splice(logs.indexOf(log), 1)
  }
  // One handler behind two servers, with and without TLS, is one application.
  else if (logs.some((other) => other !== log && mountsOf(other) === mountsOf(log))) logs.splice(logs.indexOf(log), 1)
}

/** The same functions, of the same objects: a server that is made and then started. */
function isSameAnswer(a: RouterLog, b: RouterLog): boolean {
  const [own, others] = [a, b].map(({ around, entries }) =>
    [...around, ...entries].flatMap((e) => (e.kind === 'mount' ? [] : e.handlers)).flatMap((h) => options(h.value)),
  )
  if (!own || !others || own.length !== others.length) return false
  return own.every((value, i) => {
    const other = others[i]
    return value.kind === 'function' && other?.kind === 'function' && value.entity === other.entity && value.receiver === other.receiver
  })
}

const mountsOf = (log: RouterLog): string =>
  log.entries.flatMap((e) => (e.mounted ? [`${e.mounted.file.syntax.path}@${e.mounted.at}`] : [])).join(' ')

function answering(run: Run, value: Value): FunctionValue | undefined {
  if (value.kind === 'function') return value
  const member = value.kind === 'instance' ? run.types.member(value.type, 'ServeHTTP') : undefined
  return member?.kind === 'method' ? { kind: 'function', entity: member.entity, receiver: value } : undefined
}

/** Runs a handler to see to which routers it hands its requests, and under what. */
function dispatchInto(run: Run, log: RouterLog, fn: FunctionValue): void {
  const dispatch: Dispatch = (receiver, frame, at) => {
    const inside = routersIn(run, { value: receiver, label: handlerLabel(receiver, undefined), at })
    const site = { run, frame, at }
    for (const sub of inside?.routers ?? [])
      log.entries.push({
        ...entry(site, 'use', []),
        kind: 'mount',
        path: inside?.stripped ?? text(''),
        mounted: sub.log,
        inherited: inside && inside.wrappers.length > 0 ? [[entry(site, 'use', inside.wrappers)]] : [],
        // Which path leads here is the mounted router's own business.
        conditions: [],
      })
    return inside !== undefined
  }
  const params = fn.entity.syntax.params.map((p) => run.types.resolve(p.type, fn.entity.file))
  run.collected.set(DISPATCH, dispatch)
  runFunction(
    run,
    undefined,
    fn,
    params.map((t) => (/Writer$/.test(nameOf(t)) ? writerValue(t) : requestValue(t))),
    undefined,
  )
  run.collected.delete(DISPATCH)
  // What stands around a router on the only way to it stands there whenever it is asked.
  for (const [i, mount] of log.entries.entries())
    if (log.entries.filter((other) => other.mounted === mount.mounted).length === 1)
      log.entries[i] = { ...mount, inherited: mount.inherited.map(unconditional) }
}

const unconditional = (layer: readonly Registration[]): readonly Registration[] => layer.map((r) => ({ ...r, conditions: [] }))

const nameOf = (type: Type): string => {
  const at = pointerless(type)
  return at.kind === 'external' ? at.name : ''
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
