// What a library gives to a request that brings nothing.

import {
  absent,
  beside,
  EMPTY_SESSION,
  failure,
  isAbsent,
  isFailure,
  madeFailure,
  namesCredential,
  namesPageToken,
  pageToken,
  SOME_SESSION,
  WRITES,
} from './anonymous.ts'
import { refusal } from './frameworks/request.ts'
import { basic, ERROR, STRING, UNKNOWN_TYPE } from './types.ts'
import { constantText, isModel, options, typed, type Value } from './values.ts'

/** Packages whose functions make one value of another; the rest of the libraries look something up by what they get. */
const CARRIERS = /^(fmt|errors|context|time|sync|log|log\/slog|go\.uber\.org\/zap|github\.com\/(rs\/zerolog|sirupsen\/logrus)(\/.*)?)$/
export const isCarrier = (path: string): boolean => CARRIERS.test(path)

const SESSIONS =
  /^github\.com\/(gin-contrib\/sessions|gorilla\/sessions|gofiber\/fiber\/middleware\/session|gofiber\/session|labstack\/echo-contrib\/session|go-session\/session|antonlindstrom\/pgstore|boj\/redistore)(\/.*)?$/
const ENDS_SESSION = /^(set|save|put|delete|destroy|renew|commit|remove|clear)/i
const AUTH_LIBRARIES = /(^|[^a-z])(jwt|jwx|jwtauth|oauth\d?|oidc|auth[nz]?|paseto)([^a-z]|$)/i
/** It, and forks that keep the API. */
const SESSIONS_BY_CONTEXT = /^github\.com\/[\w-]+\/scs$/
/** A predicate that nothing fulfils by being there. */
const SAYS_LACK = /^(is|has)?(empty|blank|null|nil|zero|missing|invalid|expired|revoked|anonymous|guest)/i

const ERRORS = /(^|\/)(errors|xerrors|eris|errorx|errs|apierrors?|httperrors?|status)$/
/** Functions of such packages that look at an error, or open one, and make none. */
const ASKS_ERROR = /^(Is|As|Cause|Un[wW]rap|From|Convert|Code|Reason|Get|Log|Has|Find|Stack|Format|Register|Must|Bomb|Dangerous|Panic)/

/** Somebody's `errors.New(…)`. */
export const madeAsError = (value: Value): boolean =>
  value.kind === 'symbolic' && value.origin.kind === 'library' && ERRORS.test(value.origin.package) && !ASKS_ERROR.test(value.origin.name)

/** `errors.Unauthorized(…)`: an answer by its name. */
function namedStatus(name: string): number | undefined {
  const plain = name.replace(/^New/, '')
  if (/^(Unauthori[sz]ed|Unauthenticated)/.test(plain)) return 401
  if (/^(Forbidden|PermissionDenied)/.test(plain)) return 403
  if (/^NotFound/.test(plain)) return 404
  return /^Internal/.test(plain) ? 500 : undefined
}

/** `fosite.AccessTokenFromRequest(r)`, `request.ParseFromRequest(r, …)`: what reads the credential of a request, by its name. */
const READS_CREDENTIAL =
  /^(Get|Extract|Parse|Read)?(Access|Bearer|Auth|Api|API|ID|Id)?_?(Token|Key|Claims|Credentials?|Jwt|JWT)(From|Of|In)_?(Request|Header|Ctx|Context|Cookie)/
export const readsCredential = (name: string): boolean => READS_CREDENTIAL.test(name)

export interface AbsentCall {
  readonly package: string
  readonly name: string
  readonly receiver: Value | undefined
  readonly args: readonly Value[]
  readonly asksForNobody: boolean
  /** The request or its context is among what it gets. */
  readonly getsRequest: boolean
}

/** What a library gives to who brings nothing; undefined where it has nothing to do with that. */
export function absentCall({ package: path, name, receiver, args, asksForNobody, getsRequest }: AbsentCall): Value | undefined {
  if (isModel(receiver, 'noRows')) return ofNoRows(name)
  if (isModel(receiver, 'emptySession') || isModel(receiver, 'someSession')) return ofSession(name, args)
  if (getsRequest && SESSIONS.test(path) && /^(Default|Get|New|Start|FromContext|Load)/.test(name)) return EMPTY_SESSION
  if (getsRequest && /session/i.test(path) && !ENDS_SESSION.test(name)) return SOME_SESSION
  if (getsRequest && readsCredential(name)) return absent(UNKNOWN_TYPE)
  if (getsRequest && AUTH_LIBRARIES.test(path) && /^(From|Get|Parse|Verify|Validate|User|Claims|Token|Extract)/.test(name))
    return absent(UNKNOWN_TYPE)
  if (getsRequest && SESSIONS_BY_CONTEXT.test(path) && /^(Get|Pop|Exists|Token$)/.test(name)) return absent(UNKNOWN_TYPE)
  if (ERRORS.test(path) && !receiver && !ASKS_ERROR.test(name)) {
    const status = namedStatus(name)
    return status === undefined ? (path === 'errors' ? madeFailure() : failure()) : refusal(status)
  }
  if (receiver && isFailure(receiver)) return typed(name === 'Error' ? STRING : UNKNOWN_TYPE)
  if (path === 'strings' && name === 'EqualFold' && (namesCredential(args[0], args[1]) || namesCredential(args[1], args[0])))
    return { kind: 'boolean', value: false }
  // What is compared in constant time is a secret, whatever it is called.
  if (path === 'crypto/subtle' && name === 'ConstantTimeCompare' && isSecretCompared(args)) return { kind: 'number', value: 0 }
  const lacks = isAbsent(receiver) || asksForNobody
  if (!lacks || isCarrier(path)) return undefined
  if (path === 'strings' || path === 'bytes') return ofText(name, args)
  if (/^encoding\/(base64|hex|base32)$|^net\/url$/.test(path))
    return /^(Decode|QueryUnescape|PathUnescape|Parse)/.test(name)
      ? { kind: 'tuple', elements: [absent(STRING), typed(ERROR)] }
      : absent(STRING)
  if (path === 'crypto/subtle') return { kind: 'number', value: 0 }
  if (path.startsWith('crypto/') && name !== 'Equal') return absent(UNKNOWN_TYPE)
  if (path === 'strconv' && /^(Itoa|Format|Quote)/.test(name)) return typed(STRING)
  if (SAYS_LACK.test(name)) return typed(basic('bool'))
  if (/^Err(or)?$/.test(name)) return failure()
  return !isAbsent(receiver) && WRITES.test(name) ? undefined : absent(UNKNOWN_TYPE)
}

/** What the client brings, with what it does not: two things that it brings, or that are made of such, may both be empty. */
const isSecretCompared = (args: readonly Value[]): boolean => {
  const own = args.filter((a) => !isBrought(a))
  const [secret] = own
  const brought = (v: Value) => v.kind === 'symbolic' && v.origin.kind === 'library' && MADE_OF_TEXTS.test(v.origin.package)
  return args.length === 2 && own.length === 1 && secret !== undefined && !isAbsent(secret) && !options(secret).some(brought)
}

/** What the request holds, and what libraries make of a text. */
const MADE_OF_TEXTS = /^(request|strings|bytes|fmt|net\/url|encoding\/\w+)$/

/** A header, a cookie or a part of the query; what is typed into a form is no secret that everybody's client brings along. */
export const isBrought = (value: Value): boolean =>
  value.kind === 'symbolic' &&
  value.origin.kind === 'library' &&
  value.origin.package === 'request' &&
  /^(Get|GetHeader|Header|Peek|Query|QueryParam|DefaultQuery|Values|Cookie|Cookies)$/.test(value.origin.name)

function ofSession(name: string, [key]: readonly Value[]): Value {
  if (/^(Get|Pop)/.test(name) && namesPageToken(constantText(key) ?? '')) return pageToken(UNKNOWN_TYPE)
  if (/^(Get|Pop|Exists|Values|Flashes|Has)/.test(name)) return absent(UNKNOWN_TYPE)
  return typed(UNKNOWN_TYPE)
}

function ofNoRows(name: string): Value {
  if (/^Next/.test(name)) return absent(basic('bool'))
  if (/^(Err|Close)$/.test(name)) return { kind: 'nil', type: ERROR }
  if (name === 'Result') return beside(absent(UNKNOWN_TYPE))
  if (name === 'Val') return absent(UNKNOWN_TYPE)
  return /Scan|^Values$/.test(name) ? failure() : typed(UNKNOWN_TYPE)
}

function ofText(name: string, args: readonly Value[]): Value | undefined {
  const [first, second] = args
  if (!isAbsent(first)) return undefined
  switch (name) {
    case 'Split':
    case 'SplitN':
      return { kind: 'list', elements: [first], type: { kind: 'slice', of: STRING }, open: false }
    case 'Fields':
      return { kind: 'list', elements: [], type: { kind: 'slice', of: STRING }, open: false }
    case 'Cut':
    case 'CutPrefix':
    case 'CutSuffix': {
      const found: Value = constantText(second) ? { kind: 'boolean', value: false } : typed(basic('bool'))
      return { kind: 'tuple', elements: name === 'Cut' ? [first, first, found] : [first, found] }
    }
    case 'HasPrefix':
    case 'HasSuffix':
    case 'Contains':
    case 'ContainsAny':
    case 'EqualFold':
    case 'Equal':
      return constantText(second) === '' ? typed(basic('bool')) : { kind: 'boolean', value: false }
    case 'Index':
    case 'IndexByte':
    case 'LastIndex':
      return { kind: 'number', value: -1 }
    case 'Count':
    case 'Compare':
      return undefined
    default:
      return first
  }
}
