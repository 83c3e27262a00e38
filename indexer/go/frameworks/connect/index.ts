// Connect: services of generated code, one procedure a path, each around a method of the program and inside interceptors.
// Source of the rules: connectrpc.com/connect handler.go, interceptor.go, option.go, protocol_connect.go.

import { markWays } from '../../guard-paths.ts'
import { noteAnsweredBy } from '../../inquiry.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { STRING, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { constantText, isModel, options, text, typed, type Value } from '../../values.ts'
import { handsOn, input, looksAt, methodOf, pathOf, refusal, requestPart } from '../request.ts'
import { handlerOption, namesAround, procedureHandler } from './procedure.ts'

const external = (path: string, name: string): Type => ({ kind: 'external', package: path, name })

/** Codes in the order of their numbers, from 1, with the status that stands for each. */
const CODES = (
  'Canceled 499,Unknown 500,InvalidArgument 400,DeadlineExceeded 504,NotFound 404,AlreadyExists 409,PermissionDenied 403,' +
  'ResourceExhausted 429,FailedPrecondition 400,Aborted 409,OutOfRange 400,Unimplemented 501,Internal 500,Unavailable 503,' +
  'DataLoss 500,Unauthenticated 401'
)
  .split(',')
  .map((row) => row.split(' '))
const NUMBERS = new Map(CODES.map(([name], i) => [`Code${name}`, i + 1]))
const statusOf = (code: number): number => Number(CODES[code - 1]?.[1] ?? -1)

export const connectModel: LibraryModel = {
  id: 'connect',
  packages: ['connectrpc.com/connect', 'github.com/bufbuild/connect-go'],
  functionTypes: ['UnaryFunc', 'StreamingHandlerFunc', 'UnaryInterceptorFunc'],
  handlerTypes: ['UnaryFunc', 'StreamingHandlerFunc'],
  requestTypes: ['AnyRequest', 'Request', 'StreamingHandlerConn', 'ClientStream', 'BidiStream'],
  call(call) {
    const error = call.receiver ? undefined : newError(call)
    if (error || call.run.mode === 'summary') return error
    if (isModel(call.receiver, 'procedure')) return call.name === 'ServeHTTP' ? served(call, call.receiver) : undefined
    if (isModel(call.receiver, 'request')) return requestCall(call, call.receiver)
    if (call.receiver) return undefined
    // The function types of the library: a conversion.
    if (/^(Unary|StreamingHandler|UnaryInterceptor)Func$/.test(call.name)) return call.args[0]
    return procedureHandler(call) ?? handlerOption(call)
  },
  select(value, name, _type, run) {
    const number = value.kind === 'package' ? NUMBERS.get(name) : undefined
    if (number !== undefined) return { kind: 'number', value: number }
    if (!isModel(value, 'requestPart')) return undefined
    const { part, request } = value.state as { readonly part: string; readonly request?: Value }
    if (part !== 'spec') return undefined
    if (name === 'IsClient') return { kind: 'boolean', value: false }
    return name === 'Procedure' ? procedureOf(pathOf(run, request)) : undefined
  },
}

/** A procedure is named by the end of the path, whatever it is mounted under. */
function procedureOf(path: Value): Value {
  const [, procedure] = /(\/[^/:*{]+\/[^/:*{]+)$/.exec(constantText(path) ?? '') ?? []
  return procedure === undefined ? input('Procedure') : text(procedure)
}

/** `connect.NewError(connect.CodeUnauthenticated, err)` */
function newError({ name, args }: LibraryCall): Value | undefined {
  const [code] = args
  if (name !== 'NewError' || !code) return undefined
  const statuses = options(code).map((c) => (c.kind === 'number' ? statusOf(c.value) : -1))
  const [first = -1] = statuses
  return refusal(statuses.every((s) => s === first) ? first : -1)
}

function requestCall({ name, run, path }: LibraryCall, request: Value): Value | undefined {
  switch (name) {
    case 'Header':
    case 'RequestHeader':
      return requestPart('header', external('net/http', 'Header'))
    case 'Spec':
      return requestPart('spec', external(path, 'Spec'), request)
    case 'HTTPMethod':
      return methodOf(run, request)
    case 'Peer':
      return typed(external(path, 'Peer'))
    case 'Any':
      return input(name, STRING)
    default:
      return undefined
  }
}

/** The request goes to a procedure: which that is, whoever asks for the path finds out; else what stands around it is not known. */
function served({ run, site }: LibraryCall, handler: Value): Value | undefined {
  if (run.mode !== 'guard') return undefined
  const names = namesAround(handler)
  if (run.inquiry?.explores) noteAnsweredBy(run, handler, site.at)
  else if (names.length > 0) {
    looksAt(run, `credential for ${names.join(', ')}`)
    markWays(run, { next: true, called: true }, { next: false, status: -1 })
    return typed(UNKNOWN_TYPE)
  }
  return handsOn(run)
}
