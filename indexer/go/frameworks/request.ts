// A request under evaluation, whatever the framework: what reads it, what answers it, what hands it on. In a guard run these
// leave notes and mark the ways; elsewhere they only give values their types.

import { handOver, keep } from '../anonymous.ts'
import type { Run } from '../evaluate/frame.ts'
import type { StartRows } from '../evaluate/start-rows.ts'
import { guardNotes, markWays, mayBeAnswered, readWay } from '../guard-paths.ts'
import { inquiredMethod, inquiredPath } from '../inquiry.ts'
import { ERROR, STRING, type Type } from '../types.ts'
import { constantText, type FunctionValue, type InstanceValue, isModel, options, type Value } from '../values.ts'

/** Where the request of a guard run is going, when it is judged for one route. */
export interface RequestTarget {
  readonly path: Value
  readonly method: string
  /** What the framework knows of the route beside that. */
  readonly operation?: Value | undefined
  /** What stands in maps of packages whenever it is asked for. */
  readonly there?: StartRows | undefined
}

export interface RequestState {
  /** Set for the answer that follows; 0 for none. */
  readonly status: number
  readonly target?: RequestTarget
}

export const CONTEXT: Type = { kind: 'external', package: 'context', name: 'Context' }

export const requestValue = (type: Type, state: RequestState = { status: 0 }): Value => ({ kind: 'model', model: 'request', type, state })

/** Where answers are written to, apart from the request. */
export const writerValue = (type: Type): Value => ({ kind: 'model', model: 'writer', type, state: undefined })

/** The handler that a wrapper is given. */
export const nextValue = (type: Type): Value => ({ kind: 'model', model: 'next', type, state: undefined })

/** `r.Header`, `c.Request.URL.Query()` … : something of the request, whose parts are asked for by name. */
export const requestPart = (part: string, type: Type, request?: Value): Value => ({
  kind: 'model',
  model: 'requestPart',
  type,
  state: { part, request },
})

export const requestState = (value: Value | undefined): RequestState =>
  isModel(value, 'request') ? (value.state as RequestState) : { status: 0 }

export const partOf = (value: Value | undefined): string =>
  isModel(value, 'requestPart') ? (value.state as { readonly part: string }).part : ''

/** The code looks at what the client sent: `header Authorization`, `cookie session`, `locals user` … */
export function looksAt(run: Run, what: string): void {
  guardNotes(run).inputs.add(what.trim())
  markWays(run, { looked: true })
}

/** What the client sent. */
export const input = (name: string, type: Type = STRING): Value => ({
  kind: 'symbolic',
  origin: { kind: 'library', package: 'request', name },
  type,
})

export const response = (status: number, next = false): Value => ({
  kind: 'model',
  model: 'response',
  type: ERROR,
  state: next ? { status: 0, next: true } : { status },
})

/** An answer that is an error until somebody sends it. */
export const refusal = (status: number): Value => ({ kind: 'model', model: 'response', type: ERROR, state: { status, failure: true } })

/** Numbers that a value can be, for statuses; -1 where it is not known. */
export const statusesOf = (value: Value | undefined): number[] =>
  value ? options(value).map((o) => (o.kind === 'number' ? o.value : -1)) : [-1]

/** Statuses of an answer with a body: its own; of one that says all is well, what the body says by its code. */
export const answered = (status: Value | undefined, body: Value | undefined): number[] =>
  statusesOf(status).flatMap((own) => (own === 200 && body ? options(body).map((b) => codeIn(b) ?? own) : [own]))

/** `{"code": 401}`: a refusal that a body tells, by a field that is a code. */
function codeIn(body: Value): number | undefined {
  const fields: readonly (readonly [string | undefined, Value])[] =
    body.kind === 'instance'
      ? [...body.fields].map(([name, { value }]) => [name, value] as const)
      : body.kind === 'mapping'
        ? body.entries.map(({ key, value }) => [constantText(key), value] as const)
        : []
  for (const [name, value] of fields) {
    if (name === undefined || !CODE.test(name) || value.kind !== 'number') continue
    // `40103`: the third way of being refused by 401.
    const code = value.value >= 10_000 ? Math.floor(value.value / 100) : value.value
    if (code >= 400 && code < 600) return code
  }
  return undefined
}

const CODE = /^(err(or)?_?)?(code|status|status_?code|errno)$/i

/** The request is answered, by one of these; the first answer counts where the framework writes at once. */
export function answers(run: Run, ...statuses: readonly number[]): void {
  if (run.mode !== 'guard') return
  for (const status of statuses) if (status > 0) guardNotes(run).statuses.add(status)
  run.paths = new Set(
    [...run.paths].flatMap((way) => (readWay(way).status > 0 ? [way] : statuses.map((status) => `${way.slice(0, 2)}${status}`))),
  )
}

/** `w.status = status`: a writer of the program's own keeps the answer for later, which is given then. */
export function keepsAnswer(run: Run, { entity, receiver }: FunctionValue, [status]: readonly Value[]): void {
  if (run.mode !== 'guard' || entity.syntax.name !== 'WriteHeader' || receiver?.kind !== 'instance' || !status) return
  const held = [...receiver.fields.values()].map((f) => f.value)
  if (held.includes(status) && held.some((v) => holdsWriter(v))) answers(run, ...statusesOf(status))
}

/** The writer, or one of the program's own around it. */
const holdsWriter = (value: Value, depth = 3): boolean =>
  options(value).some(
    (o) =>
      isModel(o, 'writer') || (o.kind === 'instance' && depth > 0 && [...o.fields.values()].some((f) => holdsWriter(f.value, depth - 1))),
  )

/** The next handler is called, with these arguments where the application passes its own. */
export function handsOn(run: Run, args: readonly Value[] = []): Value {
  keepFields(run, args)
  markWays(run, { next: true, called: true })
  handOver(run)
  return response(0, true)
}

/** A context of the program's own, around the framework's. */
export const isOwnContext = (of: InstanceValue): boolean => [...of.fields.values()].some((f) => isModel(f.value, 'request'))

/** The next handler finds in such a context what stands in its fields. */
function keepFields(run: Run, contexts: readonly Value[]): void {
  for (const context of contexts)
    if (context.kind === 'instance' && isOwnContext(context))
      for (const [name, { value }] of context.fields)
        if (!isModel(value, 'request', 'writer')) {
          guardNotes(run).stores.add(name)
          keep(run, name, value)
        }
}

/** The path that the request goes to, where the run knows it. */
export function pathOf(run: Run, request: Value | undefined): Value {
  guardNotes(run).asksPath = true
  if (run.inquiry) return inquiredPath(run.inquiry)
  return requestState(request).target?.path ?? input('Path')
}

export function methodOf(run: Run, request: Value | undefined): Value {
  guardNotes(run).asksPath = true
  if (run.inquiry) return inquiredMethod(run.inquiry)
  const method = requestState(request).target?.method
  return method && method !== '*' && method !== '?' ? { kind: 'string', parts: [method] } : input('Method')
}

/** Values that stand for the request or a part of it: whoever gets one may judge it. */
export const isRequestValue = (value: Value): boolean =>
  options(value).some((o) => isModel(o, 'request', 'writer', 'requestPart') && partOf(o) !== 'context')

export const isRequestContext = (value: Value): boolean => options(value).some((o) => isModel(o, 'requestPart') && partOf(o) === 'context')

/** A library that gets the request may look at anything in it, and one that gets a status with it answers with that. */
export function handedToLibrary(run: Run, path: string, name: string, args: readonly Value[]): void {
  if (run.mode !== 'guard' || !args.some((a) => isModel(a, 'request', 'writer'))) return
  mayBeAnswered(run)
  const status = args.map(statusIn).find((s) => s !== undefined)
  if (status !== undefined) answers(run, status)
  else if (args.some((a) => isModel(a, 'request'))) looksAt(run, `request ${path} ${name}`)
}

/** A function that is not followed gets the request: it may look at anything in it. */
export function handedOut(run: Run, name: string, args: readonly Value[]): void {
  if (run.mode !== 'guard' || !args.some((a) => isRequestValue(a) || isRequestContext(a))) return
  mayBeAnswered(run)
  looksAt(run, `request ${name}`)
}

/** Statuses that an error of the program's own says by a field. */
export const statusesSaid = (error: Value): number[] => options(error).flatMap((o) => (o.kind === 'instance' ? (statusIn(o) ?? []) : []))

/** A refusal among the arguments: the number itself, or a field of a value that says it. */
function statusIn(value: Value): number | undefined {
  for (const option of options(value)) {
    if (option.kind === 'number' && option.value >= 200 && option.value < 600) return option.value
    if (option.kind === 'instance')
      for (const { value: field } of option.fields.values())
        if (field.kind === 'number' && field.value >= 400 && field.value < 600) return field.value
  }
  return undefined
}
