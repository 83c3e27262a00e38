// Calls of the browser and of small libraries that send a request, as rows: where they take its URL and method from.

import type { Evaluator, LibraryCall } from '../evaluate/evaluator.ts'
import { alternativesOf, either, NONE, text, type Value } from '../evaluate/values.ts'
import { upper } from './http-client.ts'
import type { LibraryModel, RequestValue } from './model.ts'

interface Sink {
  readonly transport: string
  readonly calls: readonly string[]
  /** Arguments that hold the URL, and the options with a method in them. */
  readonly url: number
  readonly options?: number
  /** The argument that is the method itself. */
  readonly method?: number
  readonly otherwise: string
}

const SINKS: readonly Sink[] = [
  {
    transport: 'fetch',
    calls: [
      '#fetch',
      'whatwg-fetch#fetch',
      'cross-fetch#default',
      'cross-fetch#fetch',
      'isomorphic-fetch#default',
      'isomorphic-unfetch#default',
      'unfetch#default',
      'node-fetch#default',
      'undici#fetch',
      'expo/fetch#fetch',
    ],
    url: 0,
    options: 1,
    otherwise: 'GET',
  },
  { transport: 'xhr', calls: ['#XMLHttpRequest().open'], method: 0, url: 1, otherwise: 'GET' },
  { transport: 'beacon', calls: ['#navigator.sendBeacon'], url: 0, otherwise: 'POST' },
  {
    transport: 'eventsource',
    calls: [
      '#EventSource',
      'event-source-polyfill#EventSourcePolyfill',
      'event-source-polyfill#NativeEventSource',
      'eventsource#default',
      'eventsource#EventSource',
      'react-native-sse#default',
    ],
    url: 0,
    otherwise: 'GET',
  },
  {
    transport: 'eventsource',
    calls: ['@microsoft/fetch-event-source#fetchEventSource', '@fortaine/fetch-event-source#fetchEventSource'],
    url: 0,
    options: 1,
    otherwise: 'GET',
  },
  {
    transport: 'websocket',
    calls: [
      '#WebSocket',
      'isomorphic-ws#default',
      'reconnecting-websocket#default',
      'partysocket/ws#default',
      'react-use-websocket#default',
      'react-use-websocket#useWebSocket',
      'websocket#w3cwebsocket',
      'sockjs-client#default',
    ],
    url: 0,
    otherwise: 'GET',
  },
]

export function sinkModels(): [string, LibraryModel][] {
  return SINKS.flatMap((sink) => sink.calls.map((call): [string, LibraryModel] => [call, { requests: (at, ev) => sent(sink, at, ev) }]))
}

function sent(sink: Sink, call: LibraryCall, ev: Evaluator): RequestValue[] {
  const options = sink.options === undefined ? NONE : (call.args[sink.options] ?? NONE)
  const written = sink.method === undefined ? NONE : (call.args[sink.method] ?? NONE)
  const targets = alternativesOf(call.args[sink.url] ?? NONE)
  const send = (url: Value, init: Value): RequestValue => {
    const method = either([methodIn(ev, options), methodIn(ev, init), written])
    return { transport: sink.transport, url, method: method.t === 'none' ? text(sink.otherwise) : upper(method) }
  }
  // fetch(new Request(url, init)): the request brings its own.
  const requests = targets.flatMap((one) => (one.t === 'lib' && one.path === '#Request()' ? [one] : []))
  const plain = targets.filter((one) => one.t !== 'lib' || one.path !== '#Request()')
  return [
    ...(plain.length > 0 ? [send(either(plain), NONE)] : []),
    ...requests.map(({ args: [url = NONE, init = NONE] }) => send(url, init)),
  ]
}

/** The method of a request's options; none when they are closed and name none. */
function methodIn(ev: Evaluator, options: Value): Value {
  return either(
    alternativesOf(options)
      .filter((one) => one.t === 'obj' || one.t === 'hole' || one.t === 'instance')
      .map((one) => ev.get(one, 'method')),
  )
}
