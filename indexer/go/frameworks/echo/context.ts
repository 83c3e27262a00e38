// Echo's context: what reads the request, what answers. The next handler is a function that the middleware was given.

import { keep } from '../../anonymous.ts'
import { keyName, readInput, readKept } from '../../anonymous-request.ts'
import { runArguments } from '../../evaluate/calls.ts'
import { guardNotes } from '../../guard-paths.ts'
import type { LibraryCall } from '../../library/model.ts'
import { basic, ERROR, STRING, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { typed, type Value } from '../../values.ts'
import { bindInput } from '../bind.ts'
import { answered, answers, input, looksAt, pathOf, requestState, requestValue, response, writerValue } from '../request.ts'

const REQUEST: Type = { kind: 'pointer', of: { kind: 'external', package: 'net/http', name: 'Request' } }
const WRITER: Type = { kind: 'external', package: 'net/http', name: 'ResponseWriter' }

const READERS: Readonly<Record<string, string>> = {
  Cookie: 'cookie',
  Cookies: 'cookie',
  QueryParam: 'query',
  QueryParamOr: 'query',
  QueryParams: 'query',
  QueryString: 'query',
  FormValue: 'form',
  FormValueOr: 'form',
  FormParams: 'form',
  FormFile: 'form',
  MultipartForm: 'form',
}
const PAIRS = new Set(['Cookie', 'FormParams', 'FormFile', 'MultipartForm'])
const ANSWERS = new Set(
  'JSON JSONPretty JSONBlob JSONP JSONPBlob XML XMLPretty XMLBlob String HTML HTMLBlob Blob Stream NoContent Redirect Render'.split(' '),
)

export function echoContext(call: LibraryCall): Value | undefined {
  const { name, args, run, receiver } = call
  const place = READERS[name]
  if (place) {
    const given: Value = PAIRS.has(name) ? { kind: 'tuple', elements: [input(name, UNKNOWN_TYPE), typed(ERROR)] } : input(name)
    return readInput(run, place, args[0], given, call.expression.args[0])
  }
  if (ANSWERS.has(name)) return answer(call, answered(args[0], args[1]))
  switch (name) {
    case 'Request':
      return requestValue(REQUEST, requestState(receiver))
    case 'Response':
      return writerValue(WRITER)
    case 'Bind':
      looksAt(run, 'body')
      bindInput(call)
      return typed(ERROR)
    case 'File':
    case 'Attachment':
    case 'Inline':
      return answer(call, [200])
    case 'Error':
      answers(run, -1)
      return typed(UNKNOWN_TYPE)
    case 'Get':
      return readKept(run, keyName(run, args[0], call.expression.args[0]), typed(basic('any')))
    case 'Set':
      guardNotes(run).stores.add(keyName(run, args[0], call.expression.args[0]))
      if (args[1]) keep(run, keyName(run, args[0], call.expression.args[0]), args[1])
      return typed(UNKNOWN_TYPE)
    case 'Path':
      return pathOf(run, receiver)
    case 'Param':
    case 'PathParam':
    case 'RealIP':
    case 'Scheme':
      return input(name, STRING)
    case 'Validate':
      return typed(ERROR)
    case 'SetRequest':
    case 'SetCookie':
    case 'SetPath':
      return typed(UNKNOWN_TYPE)
    default:
      runArguments(run, call.frame, args, call.site)
      return undefined
  }
}

function answer(call: LibraryCall, statuses: readonly number[]): Value {
  answers(call.run, ...statuses)
  const made = statuses.map((s): Value => response(Math.max(s, 0)))
  const [only] = made
  return made.length === 1 && only ? only : { kind: 'choice', options: made }
}
