// Huma's context and the functions that get one: what reads the request, what answers, what makes an error that answers.

import { keep } from '../../anonymous.ts'
import { keyName, readInput } from '../../anonymous-request.ts'
import { guardNotes } from '../../guard-paths.ts'
import type { LibraryCall } from '../../library/model.ts'
import { ERROR, STRING, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { typed, type Value } from '../../values.ts'
import { answers, CONTEXT, input, methodOf, refusal, requestPart, requestState, requestValue, statusesOf, writerValue } from '../request.ts'

const external = (path: string, name: string): Type => ({ kind: 'external', package: path, name })
const pointer = (of: Type): Type => ({ kind: 'pointer', of })
const OWN = external('github.com/danielgtaylor/huma/v2', 'Context')
const OPERATION = pointer(external('github.com/danielgtaylor/huma/v2', 'Operation'))
const REQUEST = pointer(external('net/http', 'Request'))
const WRITER = external('net/http', 'ResponseWriter')
const COOKIE = pointer(external('net/http', 'Cookie'))

/** The request of the framework below, where that is not net/http's own. */
const BELOW: Readonly<Record<string, Type>> = {
  humagin: pointer(external('github.com/gin-gonic/gin', 'Context')),
  humaecho: external('github.com/labstack/echo/v4', 'Context'),
  humafiber: pointer(external('github.com/gofiber/fiber/v2', 'Ctx')),
}

export function humaContext({ name, args, run, receiver }: LibraryCall): Value | undefined {
  switch (name) {
    case 'Header':
    case 'Query':
      return readInput(run, name.toLowerCase(), args[0], input(name))
    case 'Param':
      return input(name)
    case 'Method':
      return methodOf(run, receiver)
    case 'URL':
      return requestPart('url', external('net/url', 'URL'), receiver)
    case 'Context':
      return requestPart('context', CONTEXT)
    case 'Operation': {
      guardNotes(run).asksPath = true
      return requestState(receiver).target?.operation ?? typed(OPERATION)
    }
    case 'SetStatus':
      for (const status of statusesOf(args[0])) answers(run, status)
      return typed(UNKNOWN_TYPE)
    case 'BodyWriter':
      return writerValue(WRITER)
    case 'Host':
    case 'RemoteAddr':
      return input(name)
    default:
      return undefined
  }
}

/** Package functions on a request under way, and those that make errors. */
export function humaRequest(call: LibraryCall): Value | undefined {
  const { name, args, run } = call
  const status = /^(?:Error|Status)(\d{3})[A-Z]/.exec(name)?.[1]
  if (status !== undefined) return refusal(Number(status))
  switch (name) {
    case 'NewError':
    case 'NewErrorWithContext':
      return refusal(Math.max(0, statusesOf(args[name === 'NewError' ? 0 : 1])[0] ?? 0))
    case 'ErrorWithHeaders':
      return args[0]
    case 'WriteErr':
      for (const given of statusesOf(args[2])) answers(run, given)
      return typed(ERROR)
    case 'ReadCookie':
      return readInput(run, 'cookie', args[1], { kind: 'tuple', elements: [typed(COOKIE), typed(ERROR)] })
    case 'ReadCookies':
      return readInput(run, 'cookie', undefined, typed({ kind: 'slice', of: COOKIE }))
    case 'WithValue':
      keepFor(call)
      return args[0]
    case 'WithContext':
      return args[0]
    case 'Unwrap':
    case 'UnwrapV2':
    case 'UnwrapV4':
      return unwrapped(call)
    case 'NewContext':
    case 'NewCompatContext':
      return requestValue(OWN, requestState(args[1]))
    default:
      return undefined
  }
}

/** `huma.WithValue(ctx, key, user)`: for whoever comes next. */
function keepFor({ args, run, expression }: LibraryCall): void {
  const key = keyName(run, args[1], expression.args[1])
  guardNotes(run).stores.add(key)
  if (args[2]) keep(run, key, args[2])
}

function unwrapped({ package: path, args }: LibraryCall): Value {
  const below = BELOW[path.split('/').pop() ?? '']
  const state = requestState(args[0])
  if (below) return requestValue(below, state)
  return { kind: 'tuple', elements: [requestValue(REQUEST, state), writerValue(WRITER), typed(STRING)] }
}
