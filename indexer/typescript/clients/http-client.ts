// A call of an HTTP client library → its request, read from the rows of http-clients.ts.

import { identityOf } from '../evaluate/classes.ts'
import type { Evaluator, LibraryCall } from '../evaluate/evaluator.ts'
import { joinBase } from '../evaluate/url-values.ts'
import { alternativesOf, constantOf, either, type Library, NONE, text, type Value } from '../evaluate/values.ts'
import { HTTP_CLIENTS, type HttpClient } from './http-clients.ts'
import type { LibraryModel, RequestValue } from './model.ts'

const BY_MODULE = new Map(HTTP_CLIENTS.flatMap((client) => client.modules.map((module) => [module, client] as const)))

const WITH_BODY = /^(POST|PUT|PATCH)$/

/** The model of `module#path`, if the path ends at something of a client that sends. */
export function httpClientModel(module: string, path: string): LibraryModel | undefined {
  const client = BY_MODULE.get(module)
  if (!client) return undefined
  let rest = path.split('.')
  let isClient = module !== ''
  while (rest.length > 0) {
    const [head = ''] = rest
    if (client.clients.includes(head)) isClient = true
    else if (head.endsWith('()') && client.makes.includes(head.slice(0, -2))) isClient = true
    else break
    rest = rest.slice(1)
  }
  const [verb, ...more] = rest
  if (more.length === 0 && verb !== undefined && client.makes.includes(verb)) return { sendsThrough }
  if (!isClient || more.length > 0) return undefined
  if (verb === undefined) return client.callable && path !== '' ? { requests: (call, ev) => [sent(client, ev, call, '*')] } : undefined
  const method = Object.hasOwn(client.verbs, verb) ? client.verbs[verb] : undefined
  return method === undefined ? undefined : { requests: (call, ev) => [sent(client, ev, call, method)] }
}

function sent(client: HttpClient, ev: Evaluator, call: LibraryCall, verb: string): RequestValue {
  const { transport } = client
  const base = baseOf(client, ev, call.callee)
  if (verb === '0:') {
    const [method = NONE, url = NONE] = call.args
    return { transport, url: joinBase(base, url), method: upper(method) }
  }
  const [target = NONE, ...others] = call.args
  const options = others.slice(client.body && WITH_BODY.test(verb) ? 1 : 0).at(-1) ?? NONE
  const own = either([property(ev, target, client.base), property(ev, options, client.base)])
  const url = either(alternativesOf(target).map((one) => (isOptions(one) ? property(ev, one, client.url) : one)))
  const asked = either([property(ev, target, client.method), property(ev, options, client.method)])
  const method = verb === '*' ? (asked.t === 'none' ? text('GET') : upper(asked)) : text(verb)
  return { transport, url: joinBase(own.t === 'none' ? base : own, url), method }
}

/** `createClient({ fetch: (input, init) => … })`. */
function sendsThrough(call: LibraryCall, ev: Evaluator): Value[] {
  const [config = NONE] = call.args
  return [property(ev, config, ['fetch', 'fetchFn'])]
}

function isOptions(value: Value): boolean {
  return value.t === 'obj' || value.t === 'instance'
}

function property(ev: Evaluator, of: Value, names: readonly string[]): Value {
  const found = alternativesOf(of).flatMap((one) => (isOptions(one) ? names.map((name) => ev.get(one, name)) : []))
  return either(found.filter((value) => value.t !== 'none'))
}

/** The base URL of the client that a member was taken from: set on its defaults, or given when it was made. */
function baseOf(client: HttpClient, ev: Evaluator, of: Library): Value {
  for (let at: Value | undefined = of; at?.t === 'lib'; at = at.of) {
    const made = at
    const set = client.base.map((name) => defaultsOf(ev, made, name)).find((value) => value !== undefined)
    if (set && constantOf(set) !== '') return set
    const [config] = at.path.endsWith('()') ? at.args : []
    const given = config && property(ev, config, client.base)
    if (given && given.t !== 'none' && constantOf(given) !== '') return given
  }
  return NONE
}

function defaultsOf(ev: Evaluator, client: Library, name: string): Value | undefined {
  const defaults = ev.get(client, 'defaults')
  const identity = identityOf(defaults)
  return identity === undefined ? undefined : ev.assigned(identity, name)
}

export function upper(method: Value): Value {
  return either(
    alternativesOf(method).map((one): Value => {
      if (one.t !== 'text') return one
      return { t: 'text', parts: one.parts.map((p) => (typeof p === 'string' ? p.toUpperCase() : p)) }
    }),
  )
}
