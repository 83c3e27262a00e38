// Fiber's request context: what reads the request, what answers, what calls the next handler.

import { keep } from '../../anonymous.ts'
import { keyName, readInput, readKept } from '../../anonymous-request.ts'
import { runArguments } from '../../evaluate/calls.ts'
import { assign, type Run } from '../../evaluate/frame.ts'
import { guardNotes, markWays } from '../../guard-paths.ts'
import type { LibraryCall } from '../../library/model.ts'
import { basic, ERROR, STRING, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { type Binding, options, typed, typeOf, type Value } from '../../values.ts'
import { bindInput } from '../bind.ts'
import { answered, handsOn, input, methodOf, pathOf, requestPart, requestState, requestValue, response, statusesOf } from '../request.ts'

/** Readers of what the client sent → what a person calls the place. */
const READERS: Readonly<Record<string, string>> = {
  Get: 'header',
  Cookies: 'cookie',
  Query: 'query',
  QueryInt: 'query',
  QueryBool: 'query',
  QueryFloat: 'query',
  QueryParser: 'query',
  FormValue: 'form',
  FormFile: 'form',
  MultipartForm: 'form',
  Body: 'body',
  BodyRaw: 'body',
  BodyParser: 'body',
  Bind: 'body',
  Params: 'path',
  ParamsInt: 'path',
  ParamsParser: 'path',
  ReqHeaderParser: 'header',
}
const NUMBERS = new Set(['QueryInt', 'QueryBool', 'QueryFloat', 'ParamsInt'])
const PARSERS = new Set(['BodyParser', 'QueryParser', 'ParamsParser', 'ReqHeaderParser', 'CookieParser'])
/** What gives all that came at a place, by name. */
const ALL: Readonly<Record<string, string>> = { GetReqHeaders: 'header', GetHeaders: 'header', Queries: 'query' }
/** The request underneath is read like that of net/http. */
const UNDERNEATH: Type = { kind: 'pointer', of: { kind: 'external', package: 'net/http', name: 'Request' } }
/** What `Bind()` of v3 gives. */
const own = (name: string): Type => ({ kind: 'external', package: 'github.com/gofiber/fiber/v3', name })
const BINDER: Type = { kind: 'pointer', of: own('Bind') }
const ANSWERS = new Set(
  'JSON JSONP XML CBOR Send SendString SendStream SendFile Download Render Format Write WriteString AutoFormat End'.split(' '),
)

/** `c.Bind().WithAutoHandling().Query(&q)` */
export function binderCall(call: LibraryCall): Value | undefined {
  if (/^(With|Skip)/.test(call.name)) return call.receiver
  bindInput(call, call.name === 'Custom' ? 1 : 0)
  return typed(ERROR)
}

/** `fiber.Locals[User](c, key)` and its like: methods of the request, asked for with a type. */
const TYPED: Readonly<Record<string, string>> = { GetReqHeader: 'Get', Locals: 'Locals', Params: 'Params', Query: 'Query' }

export function typedCall(call: LibraryCall): Value | undefined {
  const [receiver, ...args] = call.args
  const name = TYPED[call.name]
  if (name === undefined || !receiver) return undefined
  return requestCall({ ...call, name, receiver, args, expression: { ...call.expression, args: call.expression.args.slice(1) } })
}

export function requestCall(call: LibraryCall): Value | undefined {
  const { name, args, run, receiver } = call
  const place = READERS[name]
  if (place) {
    const given = NUMBERS.has(name)
      ? typed(basic('int'))
      : input(name, name === 'Body' || name === 'BodyRaw' ? { kind: 'slice', of: basic('byte') } : STRING)
    const value = place === 'path' ? given : readInput(run, place, args[0], given, call.expression.args[0])
    if (PARSERS.has(name)) {
      bindInput(call)
      return typed(ERROR)
    }
    if (name === 'Bind' && args.length === 0) return typed(BINDER)
    if (name === 'ParamsInt') return { kind: 'tuple', elements: [typed(basic('int')), typed(ERROR)] }
    return value
  }
  const all = ALL[name]
  if (all) return requestPart(all, { kind: 'map', key: STRING, value: STRING })
  if (ANSWERS.has(name)) {
    const own = requestState(receiver).status
    return answer(call, answered(own > 0 ? { kind: 'number', value: own } : statusSet(run).value, args[0]))
  }
  switch (name) {
    case 'Next':
      return handsOn(run)
    case 'Request':
      return requestValue(UNDERNEATH, requestState(receiver))
    // The halves of v3's context.
    case 'Req':
    case 'Res':
      return requestValue(own(name), requestState(receiver))
    case 'Status': {
      const results = args[0] ? options(args[0]).map((a) => (a.kind === 'number' ? a.value : 0)) : [0]
      for (const status of results) guardNotes(run).statuses.add(status)
      if (args[0]) assign(run, statusSet(run), args[0])
      const made = results.map(
        (status): Value => requestValue(receiver ? typeOf(receiver) : UNKNOWN_TYPE, { ...requestState(receiver), status }),
      )
      const [only] = made
      return made.length === 1 && only ? only : { kind: 'choice', options: made }
    }
    case 'SendStatus':
      return answer(call, statusesOf(args[0]))
    case 'Redirect':
    case 'RedirectBack':
      return answer(call, [302])
    case 'Value':
    case 'Locals': {
      const key = keyName(run, args[0], call.expression.args[0])
      if (!args[1]) return readKept(run, key, typed(basic('any')))
      guardNotes(run).stores.add(key)
      keep(run, key, args[1])
      return typed(basic('any'))
    }
    case 'Set':
    case 'Append':
    case 'Vary':
    case 'Type':
    case 'Cookie':
    case 'ClearCookie':
      return receiver
    case 'Path':
    case 'OriginalURL':
      return pathOf(run, receiver)
    case 'Method':
      return methodOf(run, receiver)
    case 'IP':
    case 'Hostname':
    case 'BaseURL':
    case 'Protocol':
      return input(name, STRING)
    case 'Context':
    case 'UserContext':
      return typed({ kind: 'external', package: 'context', name: 'Context' })
    default:
      runArguments(run, call.frame, args, call.site)
      return undefined
  }
}

/** The status that answers have from here on: a call of its own sets it for those that follow. */
function statusSet(run: Run): Binding {
  const known = run.collected.get('fiber.status') as Binding | undefined
  if (known) return known
  const fresh: Binding = { value: { kind: 'number', value: 200 } }
  run.collected.set('fiber.status', fresh)
  return fresh
}

/** Here the last answer counts. */
function answer({ run }: LibraryCall, statuses: readonly number[]): Value {
  markWays(run, ...statuses.map((status) => ({ status })))
  const made = statuses.map((status): Value => response(Math.max(status, 0)))
  const [only] = made
  return made.length === 1 && only ? only : { kind: 'choice', options: made }
}
