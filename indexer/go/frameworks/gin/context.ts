// Gin's context. A request goes on to the next handler unless somebody aborts: an answer alone stops nothing.

import { keep } from '../../anonymous.ts'
import { keyName, readInput, readKept } from '../../anonymous-request.ts'
import { runArguments } from '../../evaluate/calls.ts'
import type { Run } from '../../evaluate/frame.ts'
import { ERROR_LEFT, guardNotes, readWay, stopWays } from '../../guard-paths.ts'
import type { LibraryCall } from '../../library/model.ts'
import { basic, ERROR, STRING, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { isModel, typed, type Value } from '../../values.ts'
import { bindInput } from '../bind.ts'
import {
  answered,
  answers,
  CONTEXT,
  handsOn,
  input,
  looksAt,
  pathOf,
  requestState,
  requestValue,
  statusesOf,
  statusesSaid,
  writerValue,
} from '../request.ts'

const REQUEST: Type = { kind: 'pointer', of: { kind: 'external', package: 'net/http', name: 'Request' } }
const WRITER: Type = { kind: 'external', package: 'net/http', name: 'ResponseWriter' }

/** Readers of what the client sent → what a person calls the place. */
const READERS: Readonly<Record<string, string>> = {
  GetHeader: 'header',
  Cookie: 'cookie',
  Query: 'query',
  DefaultQuery: 'query',
  GetQuery: 'query',
  QueryArray: 'query',
  QueryMap: 'query',
  PostForm: 'form',
  DefaultPostForm: 'form',
  GetPostForm: 'form',
  PostFormArray: 'form',
  FormFile: 'form',
  MultipartForm: 'form',
  GetRawData: 'body',
}
const PAIRS = new Set(['Cookie', 'GetQuery', 'GetPostForm', 'FormFile', 'MultipartForm', 'GetRawData'])
const ANSWERS = new Set(
  'JSON IndentedJSON SecureJSON JSONP AsciiJSON PureJSON XML YAML TOML ProtoBuf String HTML Data DataFromReader Redirect Render Negotiate'.split(
    ' ',
  ),
)
const KEPT = /^(Get|MustGet|GetString|GetBool|GetInt\d*|GetUint\d*|GetFloat64|GetTime|GetDuration|GetStringSlice|GetStringMap\w*|Value)$/

/** `GetString`, `GetBool`, `GetInt64` … */
function keptType(name: string): Type {
  const [, written] = /^Get(String|Bool|U?[Ii]nt\d*|Float64)$/.exec(name) ?? []
  return written === undefined ? basic('any') : basic(written.toLowerCase())
}

export function ginField(value: Value, name: string, _type: Type, _run: Run): Value | undefined {
  if (!isModel(value, 'request')) return undefined
  if (name === 'Request') return requestValue(REQUEST, requestState(value))
  if (name === 'Writer') return writerValue(WRITER)
  return undefined
}

export function ginContext(call: LibraryCall): Value | undefined {
  const { name, args, run, receiver } = call
  const place = READERS[name]
  if (place) {
    const given: Value = PAIRS.has(name)
      ? { kind: 'tuple', elements: [input(name), typed(name === 'Cookie' ? ERROR : basic('bool'))] }
      : input(name)
    return readInput(run, place, args[0], given, call.expression.args[0])
  }
  if (/^(Should|Must)?Bind/.test(name)) {
    looksAt(run, name.endsWith('Query') ? 'query' : name.endsWith('Uri') ? 'path' : name.endsWith('Header') ? 'header' : 'body')
    bindInput(call)
    return typed(ERROR)
  }
  if (ANSWERS.has(name)) {
    answers(run, ...answered(args[0], args[1]))
    return typed(UNKNOWN_TYPE)
  }
  if (KEPT.test(name)) {
    const given: Value = name === 'Get' ? { kind: 'tuple', elements: [typed(basic('any')), typed(basic('bool'))] } : typed(keptType(name))
    return readKept(run, keyName(run, args[0], call.expression.args[0]), given)
  }
  switch (name) {
    case 'Next':
      handsOn(run)
      return typed(UNKNOWN_TYPE)
    case 'Abort':
      stopWays(run)
      return typed(UNKNOWN_TYPE)
    case 'AbortWithStatus':
    case 'AbortWithStatusJSON':
    case 'AbortWithStatusPureJSON':
    case 'AbortWithError':
      answers(run, ...answered(args[0], args[1]))
      stopWays(run)
      return typed(UNKNOWN_TYPE)
    // Whoever reads the errors afterwards answers with the status that one says.
    case 'Error': {
      const said = args[0] ? statusesSaid(args[0]) : []
      answers(run, ...(said.length > 0 ? said : [ERROR_LEFT]))
      return typed(UNKNOWN_TYPE)
    }
    case 'Status':
      answers(run, ...statusesOf(args[0]))
      return typed(UNKNOWN_TYPE)
    case 'File':
    case 'FileFromFS':
    case 'FileAttachment':
    case 'SSEvent':
    case 'Stream':
      answers(run, 200)
      return typed(UNKNOWN_TYPE)
    case 'Set':
      guardNotes(run).stores.add(keyName(run, args[0], call.expression.args[0]))
      if (args[1]) keep(run, keyName(run, args[0], call.expression.args[0]), args[1])
      return typed(UNKNOWN_TYPE)
    case 'Param':
    case 'ClientIP':
    case 'RemoteIP':
    case 'ContentType':
      return input(name, STRING)
    case 'FullPath':
      return pathOf(run, receiver)
    case 'Copy':
      return receiver
    case 'IsAborted':
      return isStopped(run)
    case 'IsWebsocket':
      return typed(basic('bool'))
    case 'Header':
    case 'SetCookie':
      return typed(UNKNOWN_TYPE)
    case 'Done':
    case 'Err':
      return typed(CONTEXT)
    default:
      runArguments(run, call.frame, args, call.site)
      return undefined
  }
}

/** Whether somebody aborted, where that is so on every way here or on none. */
function isStopped(run: Run): Value {
  const stopped = run.mode === 'guard' ? [...run.paths].map((way) => !readWay(way).next) : []
  const [first] = stopped
  return first !== undefined && stopped.every((s) => s === first) ? { kind: 'boolean', value: first } : typed(basic('bool'))
}
