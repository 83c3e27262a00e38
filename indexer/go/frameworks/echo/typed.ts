// Echo v5's package functions on a context: readers that give a type, binders of one place.

import { absent, failure, isAbsent } from '../../anonymous.ts'
import { keyName, readInput, readKept } from '../../anonymous-request.ts'
import type { LibraryCall } from '../../library/model.ts'
import { basic, ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { typed, type Value } from '../../values.ts'
import { bindInput } from '../bind.ts'
import { input, looksAt } from '../request.ts'

const READERS: Readonly<Record<string, string>> = {
  QueryParam: 'query',
  QueryParams: 'query',
  FormValue: 'form',
  FormValues: 'form',
}
const NO_ERROR: Value = { kind: 'nil', type: ERROR }

/** `echo.QueryParam[int](c, "page")`, `echo.ContextGetOr[*User](c, "user", nil)`, `echo.BindHeaders(c, &h)` */
export function typedCall(call: LibraryCall): Value | undefined {
  const { name, args, run, expression } = call
  const plain = name.replace(/Or$/, '')
  const otherwise = plain === name ? undefined : args[2]
  const place = READERS[plain]
  if (place) return found(readInput(run, place, args[1], input(plain, UNKNOWN_TYPE), expression.args[1]), otherwise)
  if (plain === 'ContextGet') return found(readKept(run, keyName(run, args[1], expression.args[1]), typed(basic('any'))), otherwise)
  if (plain === 'PathParam') return found(input(plain, UNKNOWN_TYPE), otherwise)
  if (!/^Bind(PathValues|QueryParams|Body|Headers)$/.test(name)) return undefined
  if (name === 'BindBody') looksAt(run, 'body')
  bindInput(call, 1)
  return typed(ERROR)
}

/** What is not there is an error, or what was said to stand in its place. */
function found(value: Value, otherwise: Value | undefined): Value {
  const missing = otherwise ? [otherwise, NO_ERROR] : [absent(UNKNOWN_TYPE), failure()]
  return { kind: 'tuple', elements: isAbsent(value) ? missing : [value, typed(ERROR)] }
}
