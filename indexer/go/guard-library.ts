// Middlewares of libraries: what is known of each, and what the program's configuration makes of it.

import { isFailure } from './anonymous.ts'
import type { Passage } from './frameworks/called-middleware.ts'
import { handlerLabel } from './frameworks/labels.ts'
import { authenticationOf, type LibraryMiddleware } from './frameworks/library-middleware.ts'
import type { OpenapiDocuments } from './frameworks/openapi-document.ts'
import type { RequestTarget } from './frameworks/request.ts'
import { type Guard, type Kept, NOTHING_KEPT } from './guard.ts'
import { exitsOf } from './guard-exits.ts'
import { isLibrary, libraryKind, libraryOf, rowOf } from './guard-kinds.ts'
import type { GuardRun } from './guard-run.ts'
import { pathTexts } from './route-paths.ts'
import { type FunctionValue, type InstanceValue, options, type Value } from './values.ts'

export interface LibraryGuards {
  guard(value: Value, label: string, target: RequestTarget | undefined, kept: Kept): Guard
  /** What it does to a request when the application calls it. */
  passage(middleware: Value, target: RequestTarget | undefined, kept: Kept): Passage
}

export function createLibraryGuards(
  functionOf: (value: Value) => FunctionValue | undefined,
  run: (fn: FunctionValue, target?: RequestTarget, kept?: Kept) => GuardRun,
  documents: OpenapiDocuments,
): LibraryGuards {
  return { guard: libraryGuard, passage }

  function passage(middleware: Value, target: RequestTarget | undefined, kept: Kept): Passage {
    return isConfiguredElsewhere(middleware)
      ? 'unknown'
      : passageOf(libraryGuard(middleware, handlerLabel(middleware, undefined), target, kept))
  }

  function libraryGuard(value: Value, label: string, target: RequestTarget | undefined, kept: Kept): Guard {
    const none = { roles: [], bypass: [], when: undefined, looks: false, fn: undefined, args: [], final: false, closed: false }
    for (const option of options(value)) {
      if (option.kind === 'model' && option.model === 'libraryMiddleware') {
        const state = option.state as LibraryMiddleware
        if (state.byDocument) return { ...none, ...byDocument(state, target, kept) }
        const config = state.args.find((a) => a.kind === 'instance')
        const skip = config?.kind === 'instance' ? skipperOf(config) : undefined
        const lenient = config?.kind === 'instance' && goesOnAfterErrors(config)
        const skips = lenient ? undefined : skip && state.does !== 'rateLimit' ? skipsRequest(skip, target, kept) : false
        if (skips === true)
          return { ...none, kind: state.does, enforces: false, evidence: `${state.package}: its configuration skips this request` }
        const onError = config?.kind === 'instance' ? config.fields.get('ErrorHandler')?.value : undefined
        const lets = state.does === 'authn' && onError ? letsPass(onError) : false
        return {
          ...none,
          kind: state.does,
          enforces: state.enforces && !lets,
          bypass: skips === undefined ? [lenient ? 'its configuration goes on after errors' : 'its configuration skips some requests'] : [],
          evidence: lets
            ? `${state.package}: its error handler calls the next handler`
            : `${state.package} ${state.enforces ? 'rejects requests' : 'lets every request pass'}`,
        }
      }
    }
    const known = rowOf(value)
    if (known) return { ...none, ...known }
    if (isLibrary(value)) return { ...none, ...libraryKind(`${label} ${libraryOf(value)}`) }
    return { ...none, kind: 'unknown', enforces: undefined, evidence: `the function behind ${label} was not found` }
  }

  /** Whom it lets pass the function decides that it is given, where the document asks for somebody. */
  function byDocument({ package: path, name, args }: LibraryMiddleware, target: RequestTarget | undefined, kept: Kept): ByDocument {
    const judge = authenticationOf(args)
    if (!judge) return { kind: 'other', enforces: false, evidence: `${path} is given no function that judges who asks` }
    const config = args.flatMap(options).find((a) => a.kind === 'instance')
    const skip = config?.kind === 'instance' ? skipperOf(config) : undefined
    const fn = functionOf(judge)
    const found = fn && (skip ? skipsRequest(skip, target, kept) === false : true) && turnsAway(run(fn, target, kept ?? NOTHING_KEPT))
    const secures = !documents.leavesOpen(target?.method ?? '*', target && pathTexts(target.path)[0]?.text)
    return found && secures
      ? { kind: 'authn', enforces: true, evidence: `${name} has ${fn.entity.name} refuse who brings nothing`, byDocument: true }
      : {
          kind: 'unknown',
          enforces: undefined,
          evidence: `${name} has its AuthenticationFunc judge the requests that the OpenAPI document secures`,
          byDocument: true,
        }
  }

  /** Whether the configuration lets a request without credentials pass; undefined where that cannot be told. */
  function skipsRequest(skip: Value, target: RequestTarget | undefined, kept: Kept): boolean | undefined {
    const fn = functionOf(skip)
    if (!fn) return isLibrary(skip) && !options(skip).some((o) => o.kind === 'symbolic') ? false : undefined
    const answers = run(fn, target, kept).frames.flatMap((f) => f.returns.flatMap((r) => (r[0] ? options(r[0]) : [])))
    const [first] = answers
    if (first?.kind !== 'boolean') return undefined
    return answers.every((a) => a.kind === 'boolean' && a.value === first.value) ? first.value : undefined
  }

  function letsPass(onError: Value): boolean {
    const fn = functionOf(onError)
    return fn
      ? run(fn)
          .frames.flatMap(exitsOf)
          .some((x) => x.next)
      : false
  }
}

type ByDocument = Pick<Guard, 'kind' | 'enforces' | 'evidence' | 'byDocument'>

/** Each of its ways ends with an error that is certainly one. */
function turnsAway({ frames, run }: GuardRun): boolean {
  const exits = frames.flatMap((f) => f.exits)
  const isOne = (v: Value): boolean => isFailure(v) || v.kind === 'instance'
  return (
    run.budget >= 0 &&
    exits.length > 0 &&
    exits.every((x) => !x.panics && x.values.length > 0 && x.values.every((v) => options(v).every(isOne)))
  )
}

/** What a library's middleware does to a request when the application calls it. */
function passageOf({ kind, enforces, bypass }: Guard): Passage {
  if (kind === 'unknown') return 'unknown'
  if ((kind !== 'authn' && kind !== 'authz') || !enforces) return 'passes'
  return bypass.length > 0 ? 'unknown' : 'refuses'
}

/** A guard of a library by settings that are out of view, which may let anybody pass. */
const isConfiguredElsewhere = (middleware: Value): boolean =>
  rowOf(middleware)?.enforces === true &&
  options(middleware).some((o) => o.kind === 'symbolic' && o.origin.kind === 'library' && /Config/.test(o.origin.name))

/** A setting by which an error of the check need not end the request. */
const goesOnAfterErrors = (config: InstanceValue): boolean => {
  const value = config.fields.get('ContinueOnIgnoredError')?.value
  return value !== undefined && !(value.kind === 'boolean' && !value.value)
}

const skipperOf = (config: InstanceValue): Value | undefined => {
  const value = (config.fields.get('Next') ?? config.fields.get('Filter') ?? config.fields.get('Skipper'))?.value
  return value?.kind === 'nil' ? undefined : value
}
