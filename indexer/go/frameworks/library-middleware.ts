// Middleware that comes from libraries: rows of package and function → what it does to a request.

import { libraryPath } from '../program.ts'
import { options, type Value } from '../values.ts'

export type MiddlewareKind =
  | 'authn'
  | 'authz'
  | 'rateLimit'
  | 'cors'
  | 'csrf'
  | 'recover'
  | 'requestId'
  | 'logging'
  | 'metrics'
  | 'tracing'
  | 'securityHeaders'
  | 'bodyLimit'
  | 'timeout'
  | 'other'
  | 'unknown'

/** State of a value of model `libraryMiddleware`. */
export interface LibraryMiddleware {
  readonly package: string
  readonly name: string
  readonly does: MiddlewareKind
  readonly enforces: boolean
  /** Only for operations that a document secures, and by a function that it is given. */
  readonly byDocument?: true
  readonly args: readonly Value[]
}

export type MiddlewareRow = Pick<LibraryMiddleware, 'does' | 'enforces' | 'byDocument'>

const quiet = (does: MiddlewareKind): MiddlewareRow => ({ does, enforces: false })
const rejects = (does: MiddlewareKind): MiddlewareRow => ({ does, enforces: true })

/** The first row whose package and name fit. A package's own rows stand before the general one. */
const ROWS: readonly (readonly [packages: RegExp, names: RegExp, row: MiddlewareRow])[] = [
  // gin
  [/^github\.com\/gin-gonic\/gin$/, /^BasicAuth/, rejects('authn')],
  [/^github\.com\/gin-gonic\/gin$/, /^(Custom)?Recovery/, quiet('recover')],
  [/^github\.com\/gin-gonic\/gin$/, /^(Custom)?(Logger|ErrorLogger)/, quiet('logging')],
  [/^github\.com\/gin-contrib\/cors$/, /./, quiet('cors')],
  [/^github\.com\/gin-contrib\/(zap|logger)$/, /Recovery/, quiet('recover')],
  [/^github\.com\/gin-contrib\/(zap|logger)$/, /./, quiet('logging')],
  [/^github\.com\/gin-contrib\/requestid$/, /./, quiet('requestId')],
  [/^github\.com\/gin-contrib\/secure$/, /./, quiet('securityHeaders')],
  [/^github\.com\/gin-contrib\/timeout$/, /./, quiet('timeout')],
  [/^github\.com\/gin-contrib\/size$/, /./, rejects('bodyLimit')],
  [/^github\.com\/gin-contrib\/authz$/, /./, rejects('authz')],
  [/^github\.com\/gin-contrib\/sessions$/, /^Sessions/, quiet('other')],
  [/^github\.com\/gin-contrib\/(gzip|static|location|pprof|cache|i18n|brotli|expvar|slog)(\/.*)?$/, /./, quiet('other')],
  [/^github\.com\/appleboy\/gin-jwt$/, /^MiddlewareFunc$/, rejects('authn')],
  // go-pkgz
  [/^github\.com\/go-pkgz\/auth(\/middleware)?$/, /^Auth$/, rejects('authn')],
  [/^github\.com\/go-pkgz\/auth(\/middleware)?$/, /^Trace$/, quiet('authn')],
  [/^github\.com\/go-pkgz\/auth(\/middleware)?$/, /^(AdminOnly|RBAC)$/, rejects('authz')],
  [/^github\.com\/go-pkgz\/rest$/, /^(BasicAuth|BasicAuthWith\w+)$/, rejects('authn')],
  [/^github\.com\/go-pkgz\/rest$/, /^Recoverer$/, quiet('recover')],
  [/^github\.com\/go-pkgz\/rest\/logger$/, /./, quiet('logging')],
  // echo
  [/^github\.com\/labstack\/(echo\/middleware|echo-jwt)$/, /^(JWT|BasicAuth|KeyAuth|WithConfig)/, rejects('authn')],
  [/^github\.com\/labstack\/echo-contrib\/(casbin)$/, /./, rejects('authz')],
  [/^github\.com\/labstack\/echo-contrib\/session$/, /^Middleware/, quiet('other')],
  [/^github\.com\/labstack\/echo-contrib\/pprof$/, /./, quiet('other')],
  [/^github\.com\/labstack\/echo-contrib\/(prometheus|echoprometheus)$/, /./, quiet('metrics')],
  [/^github\.com\/labstack\/echo-contrib\/(jaegertracing|zipkintracing)$/, /./, quiet('tracing')],
  [/^github\.com\/labstack\/echo\/middleware$/, /^CSRF/, rejects('csrf')],
  [/^github\.com\/labstack\/echo\/middleware$/, /^RateLimiter/, rejects('rateLimit')],
  [/^github\.com\/labstack\/echo\/middleware$/, /^BodyLimit/, rejects('bodyLimit')],
  // chi
  [/^github\.com\/go-chi\/(chi\/middleware|chi)$/, /^BasicAuth/, rejects('authn')],
  [/^github\.com\/go-chi\/chi\/middleware$/, /^Throttle/, rejects('rateLimit')],
  [/^github\.com\/go-chi\/chi\/middleware$/, /^(RequestSize|AllowContentType|AllowContentEncoding|ContentCharset)/, rejects('other')],
  [/^github\.com\/go-chi\/httprate$/, /^(Limit|LimitBy|LimitAll|LimitByIP|LimitByRealIP|Handler)/, rejects('rateLimit')],
  [/^github\.com\/go-chi\/jwtauth$/, /^Authenticator$/, rejects('authn')],
  [/^github\.com\/go-chi\/jwtauth$/, /^Verif/, { does: 'other', enforces: false }],
  [/^github\.com\/go-chi\/oauth$/, /^Authorize/, rejects('authn')],
  [/^github\.com\/go-chi\/(cors|httplog|httptracer|metrics|stampede|transport|hostrouter|docgen|render)$/, /./, quiet('other')],
  // oapi-codegen
  [
    /^github\.com\/(oapi-codegen\/(gin|echo|fiber|iris|nethttp)-middleware|deepmap\/oapi-codegen\/pkg\/(\w+-)?middleware)$/,
    /^OapiRequestValidator/,
    { does: 'authn', enforces: true, byDocument: true },
  ],
  // any net/http
  [/^github\.com\/clerk(inc)?\/clerk-sdk-go\/http$/, /^RequireHeaderAuthorization$/, rejects('authn')],
  [/^github\.com\/clerk(inc)?\/clerk-sdk-go\/http$/, /^WithHeaderAuthorization$/, quiet('authn')],
  [/^github\.com\/redhatinsights\/platform-go-middlewares\/identity$/i, /^EnforceIdentity/, rejects('authn')],
  [/^github\.com\/redhatinsights\/platform-go-middlewares\/identity$/i, /^Extractor$/, quiet('authn')],
  [/^github\.com\/modelcontextprotocol\/go-sdk\/auth$/, /^RequireBearerToken$/, rejects('authn')],
  [/^github\.com\/zitadel\/zitadel-go\/pkg\/http\/middleware$/, /^RequireAuthorization$/, rejects('authn')],
  [/^github\.com\/zitadel\/zitadel-go\/pkg\/http\/middleware$/, /^CheckAuthorization$/, quiet('authn')],
  [/^github\.com\/(volatiletech|aarondl)\/authboss$/, /^(Mounted)?Middleware2?$/, rejects('authn')],
  [/^github\.com\/(volatiletech|aarondl)\/authboss$/, /^LoadClientStateMiddleware$/, quiet('other')],
  [/^github\.com\/goji\/httpauth$/, /^(Simple)?BasicAuth/, rejects('authn')],
  [/^github\.com\/99designs\/basicauth-go$/, /^New/, rejects('authn')],
  [/^github\.com\/abbot\/go-http-auth$/, /^JustCheck$/, rejects('authn')],
  [/^github\.com\/gorilla\/csrf$/, /./, rejects('csrf')],
  [/^(github\.com\/justinas\/nosurf|filippo\.io\/csrf(\/.*)?)$/, /./, rejects('csrf')],
  [
    /^github\.com\/(didip\/tollbooth(_\w+|\/.*)?|ulule\/limiter(\/.*)?|sethvargo\/go-limiter(\/.*)?|JGLTechnologies\/gin-rate-limit|throttled\/throttled(\/.*)?)$/,
    /./,
    rejects('rateLimit'),
  ],
  [/^github\.com\/(rs\/cors|jub0bs\/cors|jub0bs\/fcors)(\/.*)?$/, /./, quiet('cors')],
  [/^github\.com\/gorilla\/handlers$/, /^CORS/, quiet('cors')],
  [/^github\.com\/gorilla\/handlers$/, /^Recovery/, quiet('recover')],
  [/^github\.com\/gorilla\/handlers$/, /Logging/, quiet('logging')],
  [/^github\.com\/gorilla\/handlers$/, /./, quiet('other')],
  [/^github\.com\/alexedwards\/scs$/, /^LoadAndSave$/, quiet('other')],
  [/^go\.opentelemetry\.io\/contrib\//, /./, quiet('tracing')],
  [
    /^(gopkg\.in\/DataDog\/dd-trace-go|github\.com\/DataDog\/dd-trace-go|github\.com\/newrelic\/go-agent|go\.elastic\.co\/apm)/,
    /./,
    quiet('tracing'),
  ],
  [/^github\.com\/getsentry\/sentry-go/, /./, quiet('recover')],
  [/^github\.com\/prometheus\/client_golang\//, /./, quiet('metrics')],
  [/^github\.com\/(unrolled\/secure|gofiber\/helmet)$/, /./, quiet('securityHeaders')],
  [/^github\.com\/(NYTimes\/gziphandler|klauspost\/compress(\/.*)?|CAFxX\/httpcompression|andybalholm\/brotli)$/, /./, quiet('other')],
  [/^golang\.org\/x\/net\/(http2\/h2c|netutil)$/, /./, quiet('other')],
  [/^net\/http$/, /^TimeoutHandler$/, quiet('timeout')],
  [/^net\/http$/, /^MaxBytesHandler$/, rejects('bodyLimit')],
  [/^net\/http$/, /^(StripPrefix|AllowQuerySemicolons)$/, quiet('other')],
]

/** What a library's function does as middleware; undefined where no row speaks of it. */
export function middlewareRow(path: string, name: string): MiddlewareRow | undefined {
  const at = libraryPath(path)
  return ROWS.find(([packages, names]) => packages.test(at) && names.test(name))?.[2]
}

/** Names under which generated code notes the schemes that the document asks for at an operation: `BearerAuth.Scopes`. */
export const namesSchemes = (stored: Iterable<string>): boolean => [...stored].some((name) => /Scopes$/.test(name))

/** The function that a validator asks about who it is; one that lets everybody pass counts for none. */
export function authenticationOf(args: readonly Value[], depth = 2): Value | undefined {
  for (const given of args.flatMap(options)) {
    if (given.kind !== 'instance') continue
    const own = given.fields.get('AuthenticationFunc')?.value
    const known =
      own ??
      (depth > 0
        ? authenticationOf(
            [...given.fields.values()].map((f) => f.value),
            depth - 1,
          )
        : undefined)
    if (known)
      return known.kind === 'nil' || options(known).some((o) => o.kind === 'libraryFunction' && /Noop/.test(o.name)) ? undefined : known
  }
  return undefined
}
