// net/http as a client: requests that leave the process.

import { isInlined } from '../evaluate/frame.ts'
import { ERROR, type Type, UNKNOWN_TYPE } from '../types.ts'
import { text, typed, type Value } from '../values.ts'
import type { LibraryCall } from './model.ts'

const CLIENT: Type = { kind: 'external', package: 'net/http', name: 'Client' }

/** The effect of a call on the client's side of net/http; undefined where it is none. */
export function httpClient(c: LibraryCall): Value | undefined {
  const record = (method: Value | undefined, url: Value | undefined) =>
    c.run.record({
      kind: 'effect',
      fn: c.frame.fn,
      site: c.site,
      effect: { kind: 'http', method, url, timeout: undefined },
      open: false,
      inlined: isInlined(c.run, c.frame),
    })
  const result: Value = { kind: 'symbolic', origin: { kind: 'library', package: 'net/http', name: c.name }, type: UNKNOWN_TYPE }
  const sender = c.receiver === undefined || c.on === 'Client'
  if (sender && /^(Get|Head|Post|PostForm)$/.test(c.name)) {
    record(text(c.name === 'PostForm' ? 'POST' : c.name.toUpperCase()), c.args[0])
    return result
  }
  if (c.on === 'Client' && c.name === 'Do') {
    const request = c.args[0]
    const state = request?.kind === 'model' && request.model === 'outgoing' ? (request.state as { method: Value; url: Value }) : undefined
    record(state?.method, state?.url)
    return result
  }
  if (!c.receiver && (c.name === 'NewRequest' || c.name === 'NewRequestWithContext')) {
    const [method, url] = c.name === 'NewRequest' ? c.args : c.args.slice(1)
    const request: Value = {
      kind: 'model',
      model: 'outgoing',
      type: { kind: 'external', package: 'net/http', name: 'Request' },
      state: { method, url },
    }
    return { kind: 'tuple', elements: [request, typed(ERROR)] }
  }
  if (!c.receiver && c.name === 'DefaultClient') return typed(CLIENT)
  return undefined
}
