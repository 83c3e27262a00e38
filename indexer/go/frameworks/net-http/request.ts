// The request and the writer of net/http, which most frameworks hand on: what is read of one and answered through the other.

import { keep } from '../../anonymous.ts'
import { keyName, readInput, readKept } from '../../anonymous-request.ts'
import { runCallback } from '../../evaluate/calls.ts'
import type { Run } from '../../evaluate/frame.ts'
import { isWrapped, noteUnseenHandler } from '../../evaluate/handler-values.ts'
import { guardNotes, markWays, WRAPPED } from '../../guard-paths.ts'
import type { LibraryCall } from '../../library/model.ts'
import { basic, ERROR, STRING, type Type, UNKNOWN_TYPE } from '../../types.ts'
import type { LibraryWrapping } from '../../unwrap.ts'
import { isModel, text, typed, type Value } from '../../values.ts'
import { goThrough } from '../called-middleware.ts'
import { answers, CONTEXT, handsOn, input, looksAt, methodOf, partOf, pathOf, requestPart, statusesOf } from '../request.ts'

const external = (path: string, name: string): Type => ({ kind: 'external', package: path, name })
const HEADER = external('net/http', 'Header')
const VALUES = external('net/url', 'Values')

/** A field of the request, or of a part of it. */
export function requestField(value: Value, name: string, run: Run): Value | undefined {
  if (isModel(value, 'request'))
    switch (name) {
      case 'Header':
        return requestPart('header', HEADER)
      case 'URL':
        return requestPart('url', { kind: 'pointer', of: external('net/url', 'URL') }, value)
      case 'Form':
      case 'PostForm':
        return requestPart('form', VALUES)
      case 'Method':
        return methodOf(run, value)
      case 'RequestURI':
        return pathOf(run, value)
      case 'Host':
      case 'RemoteAddr':
        return input(name)
      case 'Body':
        looksAt(run, 'body')
        return typed(external('io', 'ReadCloser'))
      default:
        return undefined
    }
  if (partOf(value) === 'url') {
    const { request } = (value as Value & { kind: 'model' }).state as { readonly request?: Value }
    if (name === 'Path') return pathOf(run, request)
    if (name === 'RawQuery') return input(name)
  }
  return undefined
}

/** A method of the request, its parts, the writer, or the next handler; undefined where the call is none of these. */
export function requestCall(call: LibraryCall): Value | undefined {
  const { receiver, run, name, args, on } = call
  if (name === 'ServeHTTP' && receiver && run.mode === 'guard') return servesOn(call, receiver)
  if (isModel(receiver, 'writer')) return writerCall(call)
  if (isModel(receiver, 'requestPart')) return partCall(call, partOf(receiver))
  if (!isModel(receiver, 'request') || (on !== undefined && on !== 'Request')) return undefined
  switch (name) {
    case 'Cookie':
    case 'CookiesNamed':
      return readInput(run, 'cookie', args[0], {
        kind: 'tuple',
        elements: [typed({ kind: 'pointer', of: external('net/http', 'Cookie') }), typed(ERROR)],
      })
    case 'Cookies':
      return readInput(run, 'cookie', undefined, typed({ kind: 'slice', of: { kind: 'pointer', of: external('net/http', 'Cookie') } }))
    case 'FormValue':
    case 'PostFormValue':
      return readInput(run, 'form', args[0], input(name))
    case 'PathValue':
      return input(name)
    case 'BasicAuth':
      return readInput(run, 'header', text('Authorization'), {
        kind: 'tuple',
        elements: [input(name), input(name), typed(basic('bool'))],
      })
    case 'UserAgent':
    case 'Referer':
      return input(name)
    case 'ParseForm':
    case 'ParseMultipartForm':
      return typed(ERROR)
    case 'FormFile':
      return { kind: 'tuple', elements: [input(name, UNKNOWN_TYPE), input(name, UNKNOWN_TYPE), typed(ERROR)] }
    case 'Context':
      return requestPart('context', CONTEXT)
    case 'WithContext':
    case 'Clone':
      return receiver
    default:
      return undefined
  }
}

/** `next.ServeHTTP(w, r)`: in the story of a wrapper, whatever it is called on is what comes next. */
function servesOn(call: LibraryCall, receiver: Value): Value | undefined {
  // What asks for the method may stand inside what a library goes round.
  if (call.run.inquiry && isModel(receiver, 'wrapped') && call.run.collected.get(WRAPPED) !== receiver)
    return runCallback(call.run, call.frame, (receiver.state as LibraryWrapping).inner, call.args, call.site)
  // `auth(next).ServeHTTP(w, r)`: what a library made of it stands before it.
  if (isModel(receiver, 'wrapped') && !isWrapped(call.run, receiver))
    return goThrough(call.run, (receiver.state as LibraryWrapping).by, call.args)
  const next = isModel(receiver, 'next', 'wrapped', 'router', 'handler', 'stripped') || receiver.kind === 'symbolic'
  if (!next || call.args.length !== 2) return undefined
  noteUnseenHandler(call.run, call.frame, call, receiver)
  return handsOn(call.run)
}

function writerCall({ run, name, args }: LibraryCall): Value | undefined {
  switch (name) {
    case 'WriteHeader':
      answers(run, ...statusesOf(args[0]))
      return typed(UNKNOWN_TYPE)
    case 'Write':
    case 'WriteString':
      answers(run, 200)
      return { kind: 'tuple', elements: [typed(basic('int')), typed(ERROR)] }
    case 'Header':
      return typed(HEADER)
    default:
      return undefined
  }
}

function partCall({ run, name, args, expression, receiver }: LibraryCall, part: string): Value | undefined {
  switch (part) {
    case 'header':
    case 'form':
    case 'query':
      if (/^(Get|Values|Has|Peek)$/.test(name)) {
        const given = name === 'Get' ? input(name) : name === 'Has' ? typed(basic('bool')) : input(name, { kind: 'slice', of: STRING })
        return readInput(run, part, args[0], given, expression.args[0])
      }
      // As fasthttp has it.
      if (part === 'header' && name === 'Cookie')
        return readInput(run, 'cookie', args[0], input(name, { kind: 'slice', of: basic('byte') }))
      return undefined
    case 'url':
      if (name === 'Query') return requestPart('query', VALUES)
      if (!/^(String|RequestURI|EscapedPath)$/.test(name)) return undefined
      // Who chooses by it knows no query.
      return run.inquiry ? pathOf(run, receiver) : input(name)
    case 'context':
      if (name === 'Value') {
        return readKept(run, keyName(run, args[0], expression.args[0]), typed(basic('any')))
      }
      return undefined
    default:
      return undefined
  }
}

/** Package functions that answer. */
export function answerCall(call: LibraryCall): Value | undefined {
  const { name, args, run } = call
  if (call.receiver || call.package !== 'net/http') return undefined
  switch (name) {
    case 'Error':
      answers(run, ...statusesOf(args[2]))
      return typed(UNKNOWN_TYPE)
    case 'NotFound':
      answers(run, 404)
      return typed(UNKNOWN_TYPE)
    case 'Redirect':
      answers(run, ...statusesOf(args[3]).map((status) => (status > 0 ? status : 302)))
      return typed(UNKNOWN_TYPE)
    case 'ServeContent':
    case 'ServeFile':
    case 'ServeFileFS':
      answers(run, 200)
      return typed(UNKNOWN_TYPE)
    case 'MaxBytesReader':
      return args[1]
    case 'SetCookie':
      return typed(UNKNOWN_TYPE)
    case 'StatusText':
    case 'DetectContentType':
    case 'CanonicalHeaderKey':
      return typed(STRING)
    default:
      return undefined
  }
}

/** `context.WithValue(r.Context(), key, user)`: something is kept for whoever comes next. */
export function contextCall(call: LibraryCall): Value | undefined {
  const { name, args, run, receiver } = call
  if (isModel(receiver, 'requestPart')) return partCall(call, partOf(receiver))
  const [parent] = args
  if (!isModel(parent, 'requestPart')) return undefined
  if (name === 'WithValue') {
    const key = keyName(run, args[1], call.expression.args[1])
    guardNotes(run).stores.add(key)
    if (args[2]) keep(run, key, args[2])
    markWays(run, { looked: true })
    return parent
  }
  return /^With(Cancel|Timeout|Deadline)/.test(name)
    ? { kind: 'tuple', elements: [parent, typed(external('context', 'CancelFunc'))] }
    : undefined
}
