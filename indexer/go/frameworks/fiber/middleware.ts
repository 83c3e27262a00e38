// Middleware that Fiber and its contrib packages ship: rows of package → what it does to a request.

import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import type { Type } from '../../types.ts'
import type { Value } from '../../values.ts'
import { words } from '../../walk.ts'
import type { LibraryMiddleware } from '../library-middleware.ts'

const FIBER = 'github.com/gofiber/fiber/middleware'
const CONTRIB = 'github.com/gofiber/contrib'

const ROWS: Readonly<Record<string, Pick<LibraryMiddleware, 'does' | 'enforces'>>> = {
  [`${FIBER}/basicauth`]: { does: 'authn', enforces: true },
  [`${FIBER}/keyauth`]: { does: 'authn', enforces: true },
  [`${FIBER}/cache`]: { does: 'other', enforces: false },
  [`${FIBER}/compress`]: { does: 'other', enforces: false },
  [`${FIBER}/cors`]: { does: 'cors', enforces: false },
  [`${FIBER}/csrf`]: { does: 'csrf', enforces: true },
  [`${FIBER}/earlydata`]: { does: 'other', enforces: true },
  [`${FIBER}/encryptcookie`]: { does: 'other', enforces: false },
  [`${FIBER}/envvar`]: { does: 'other', enforces: false },
  [`${FIBER}/etag`]: { does: 'other', enforces: false },
  [`${FIBER}/expvar`]: { does: 'other', enforces: false },
  [`${FIBER}/favicon`]: { does: 'other', enforces: false },
  [`${FIBER}/filesystem`]: { does: 'other', enforces: false },
  [`${FIBER}/static`]: { does: 'other', enforces: false },
  [`${FIBER}/healthcheck`]: { does: 'other', enforces: false },
  [`${FIBER}/helmet`]: { does: 'securityHeaders', enforces: false },
  [`${FIBER}/idempotency`]: { does: 'other', enforces: false },
  [`${FIBER}/limiter`]: { does: 'rateLimit', enforces: true },
  [`${FIBER}/logger`]: { does: 'logging', enforces: false },
  [`${FIBER}/monitor`]: { does: 'other', enforces: false },
  [`${FIBER}/pprof`]: { does: 'other', enforces: false },
  [`${FIBER}/proxy`]: { does: 'other', enforces: false },
  [`${FIBER}/recover`]: { does: 'recover', enforces: false },
  [`${FIBER}/redirect`]: { does: 'other', enforces: false },
  [`${FIBER}/requestid`]: { does: 'requestId', enforces: false },
  [`${FIBER}/rewrite`]: { does: 'other', enforces: false },
  [`${FIBER}/session`]: { does: 'other', enforces: false },
  [`${FIBER}/skip`]: { does: 'other', enforces: false },
  'github.com/gofiber/jwt': { does: 'authn', enforces: true },
  'github.com/gofiber/keyauth': { does: 'authn', enforces: true },
  'github.com/gofiber/basicauth': { does: 'authn', enforces: true },
  'github.com/gofiber/helmet': { does: 'securityHeaders', enforces: false },
  'github.com/gofiber/swagger': { does: 'other', enforces: false },
  'github.com/arsmn/fiber-swagger': { does: 'other', enforces: false },
  [`${CONTRIB}/jwt`]: { does: 'authn', enforces: true },
  [`${CONTRIB}/paseto`]: { does: 'authn', enforces: true },
  [`${CONTRIB}/casbin`]: { does: 'authz', enforces: true },
  [`${CONTRIB}/opafiber`]: { does: 'authz', enforces: true },
  [`${CONTRIB}/otelfiber`]: { does: 'tracing', enforces: false },
  [`${CONTRIB}/fiberzap`]: { does: 'logging', enforces: false },
  [`${CONTRIB}/fiberzerolog`]: { does: 'logging', enforces: false },
  [`${CONTRIB}/fibersentry`]: { does: 'recover', enforces: false },
  [`${CONTRIB}/fibernewrelic`]: { does: 'tracing', enforces: false },
  [`${CONTRIB}/swagger`]: { does: 'other', enforces: false },
  [`${CONTRIB}/monitor`]: { does: 'other', enforces: false },
  [`${CONTRIB}/circuitbreaker`]: { does: 'other', enforces: true },
  'github.com/getsentry/sentry-go/fiber': { does: 'recover', enforces: false },
}

const HANDLER: Type = { kind: 'external', package: 'github.com/gofiber/fiber', name: 'Handler' }

export const fiberMiddleware: LibraryModel = {
  id: 'libraryMiddleware',
  packages: [...Object.keys(ROWS), 'libraryMiddleware'],
  call(call: LibraryCall): Value | undefined {
    const row = ROWS[call.package]
    if (!row || call.receiver || !/^(New|Middleware|Handler)/.test(call.name)) return undefined
    const state: LibraryMiddleware = { ...row, package: call.package, name: call.name, args: call.args }
    return { kind: 'model', model: 'libraryMiddleware', type: HANDLER, state, label: words(call.expression.callee) }
  },
}
