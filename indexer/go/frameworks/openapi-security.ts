// Validators of requests by an OpenAPI document: what they hand to the function that judges who asks, and what the document
// leaves to it.

import type { LibraryModel } from '../library/model.ts'
import { libraryPath } from '../program.ts'
import { pointerless, STRING, type Type } from '../types.ts'
import { typed, type Value } from '../values.ts'
import { requestValue } from './request.ts'

const external = (path: string, name: string): Type => ({ kind: 'external', package: path, name })
const HTTP_REQUEST: Type = { kind: 'pointer', of: external('net/http', 'Request') }

/** Contexts of frameworks that a validator puts into the one that it hands on, by the function that gives them. */
const CONTEXTS: Readonly<Record<string, Type>> = {
  GetGinContext: { kind: 'pointer', of: external('github.com/gin-gonic/gin', 'Context') },
  GetEchoContext: external('github.com/labstack/echo', 'Context'),
  GetFiberContext: { kind: 'pointer', of: external('github.com/gofiber/fiber', 'Ctx') },
}

export const openapiValidators: LibraryModel = {
  id: 'OpenAPI validators',
  packages: [
    ...['gin', 'echo', 'fiber', 'iris', 'nethttp'].map((f) => `github.com/oapi-codegen/${f}-middleware`),
    ...['', 'gin-', 'fiber-', 'chi-', 'iris-', 'nethttp-'].map((f) => `github.com/deepmap/oapi-codegen/pkg/${f}middleware`),
  ],
  call({ name, receiver }) {
    const type = CONTEXTS[name]
    return type && !receiver ? requestValue(type) : undefined
  },
}

const FILTER = 'github.com/getkin/kin-openapi/openapi3filter'

const isOfFilter = (type: Type, name: string): boolean => {
  const at = pointerless(type)
  return at.kind === 'external' && libraryPath(at.package) === FILTER && at.name === name
}

export const isAuthenticationInput = (type: Type): boolean => isOfFilter(type, 'AuthenticationInput')

/** What a validator asks its AuthenticationFunc about: the request, under whichever scheme. */
export function authenticationInput(type: Type): Value {
  const instance = (of: Type, fields: Readonly<Record<string, Value>>): Value => ({
    kind: 'instance',
    type: pointerless(of),
    fields: new Map(Object.entries(fields).map(([name, value]) => [name, { value }])),
    at: 0,
  })
  const request = instance(external(FILTER, 'RequestValidationInput'), { Request: requestValue(HTTP_REQUEST) })
  return instance(type, { RequestValidationInput: request, SecuritySchemeName: typed(STRING) })
}
