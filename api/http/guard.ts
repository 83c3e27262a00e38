// Who may ask. A page of another site must not reach a server on this machine: by a name that it makes point here (DNS rebinding;
// the Host header tells), nor directly (Origin and Sec-Fetch-Site tell).

import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'

export function guardRequests(app: FastifyInstance, hosts: readonly string[]): void {
  const allowed = new Set(['localhost', ...hosts.map((host) => host.toLowerCase())])
  app.addHook('onRequest', async (request, reply) => {
    const reason = refusal(request, allowed)
    if (reason) await reply.code(403).send({ error: reason })
  })
}

function refusal({ headers }: FastifyRequest, allowed: ReadonlySet<string>): string | undefined {
  if (!isServed(hostname(headers.host), allowed)) return 'this host name is not served here; start Throughline with --host to allow it'
  if (headers.origin !== undefined && originHost(headers.origin) !== headers.host) return 'requests from other origins are refused'
  if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate') return 'requests from other sites are refused'
  return undefined
}

/** An address needs no name that somebody else could point here. */
function isServed(host: string, allowed: ReadonlySet<string>): boolean {
  return allowed.has(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** Without the port. */
function hostname(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '')
}
