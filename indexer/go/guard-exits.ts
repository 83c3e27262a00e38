// How a guard run ended, one exit a way: handed on, answered, or left with an error.

import type { Asking, Frame } from './evaluate/frame.ts'
import { ERROR_LEFT, readWay } from './guard-paths.ts'
import type { GuardRun } from './guard-run.ts'
import { pointerless } from './types.ts'
import { options, typeOf, type Value } from './values.ts'

export interface Exit {
  /** It returns an error whose answer is not known here. */
  readonly error: boolean
  /** The error is one of the framework's own, which is an answer. */
  readonly httpError: boolean
  readonly next: boolean
  readonly looked: boolean
  readonly status: number
  /** The request ends by a panic, before anything was answered. */
  readonly panics?: true
  readonly conditions: readonly string[]
}

export function exitsOf(frame: Frame): Exit[] {
  return frame.exits.flatMap((exit) => {
    const conditions = exit.conditions.map((c) => c.text)
    const answers = exit.values
      .flatMap((v) => options(v))
      .flatMap((v) => (v.kind === 'model' && v.model === 'response' ? [v.state as { status: number; next?: boolean }] : []))
    const httpError = exit.values.some((v) => options(v).some(isHttpError))
    // Where a handler returns a number it is the status that somebody answers with.
    const returned = exit.values.flatMap((v) => options(v)).find((v) => v.kind === 'number' && v.value >= 400 && v.value < 600)
    const errors = answers.length === 0 ? errorsOf(frame, exit).flatMap((v) => options(v).filter(isError)) : []
    const error = errors.length > 0
    const said = errors.map(statusSaid)
    return [...exit.paths].flatMap((text): Exit[] => {
      const read = readWay(text)
      if (exit.panics && !read.called && read.status === 0)
        return [{ error: false, httpError: false, next: false, looked: read.looked, status: 500, panics: true, conditions }]
      // Answered already, and nobody gets any further.
      if (exit.panics && !read.called)
        return [{ error: false, httpError: false, next: false, looked: read.looked, status: read.status, conditions }]
      const way = returned?.kind === 'number' && !read.called && read.status === 0 ? { ...read, next: false, status: returned.value } : read
      const statuses = answers.filter((a) => !a.next).map((a) => a.status)
      // What is answered after the next handler was called takes nothing back.
      if (statuses.length > 0 && !way.called && !(way.next && answers.some((a) => a.next)))
        return [
          ...statuses.map(
            (status): Exit => ({ error: false, httpError, next: false, looked: way.looked, status: status || way.status, conditions }),
          ),
          ...(answers.some((a) => a.next) ? [{ error: false, httpError, next: true, looked: way.looked, status: 0, conditions }] : []),
        ]
      // Stopped with a status that is not known: refused, by whatever answer. So is who gets nothing but an error left behind.
      const told = error && !way.next && way.status === 0 ? said.flatMap((s) => s ?? []) : []
      if (told.length > 0 && told.length === said.length)
        return [...new Set(told)].map((status) => ({
          error: status >= 400,
          httpError,
          next: false,
          looked: way.looked,
          status,
          conditions,
        }))
      const stopped = (!way.next && way.status < 0) || (!way.called && way.status === ERROR_LEFT)
      return [
        { error: (error && way.status === 0) || stopped, httpError, next: way.next, looked: way.looked, status: way.status, conditions },
      ]
    })
  })
}

/** The status that an error says by a number in it, which may be that all is well. */
function statusSaid(error: Value): number | undefined {
  const parts =
    error.kind === 'instance'
      ? [...error.fields.values()].map((f) => f.value)
      : error.kind === 'list' && error.type.kind === 'external' && /Error$/.test(error.type.name)
        ? error.elements
        : []
  const numbers = parts.flatMap((v) => (v.kind === 'number' && v.value >= 200 && v.value < 600 ? [v.value] : []))
  return numbers.length === 1 ? numbers[0] : undefined
}

/**
 * What an exit returns as an error. Beside a result of another kind that is the last value, and one that somebody else made
 * may be nil, unless it is asked for just before.
 */
function errorsOf(frame: Frame, { values, conditions }: Frame['exits'][number]): readonly Value[] {
  const { results } = frame.fn.syntax
  const last = values[values.length - 1]
  const type = results[results.length - 1]?.type
  if (!last || results.length < 2 || type?.kind !== 'name' || type.name !== 'error') return values
  // What a package keeps as an error is one.
  const passedOn = options(last).some((v) => (v.kind === 'symbolic' && v.origin.kind !== 'global') || v.kind === 'unknown')
  return passedOn && !/!= nil$/.test(conditions[conditions.length - 1]?.text ?? '') ? [] : [last]
}

/** Answers that say what was wrong with the request, and that it was not who asks: its method, form, length or number. */
const OTHER_STATUSES: ReadonlySet<number> = new Set([405, 406, 408, 411, 413, 414, 415, 429, 431])

export const isOtherRefusal = (x: Exit): boolean => x.status >= 500 || OTHER_STATUSES.has(x.status)

/** Whoever comes gets no further than a panic. */
export function endsInPanic({ frames, run }: GuardRun): boolean {
  const exits = frames.flatMap(exitsOf)
  return run.budget >= 0 && exits.some((x) => x.panics) && exits.every((x) => x.panics || (!x.next && isOtherRefusal(x)))
}

/**
 * A panic is a refusal where it is the end of whoever brings nothing, where others are served. That something was made of nothing
 * is no reason to panic: only what is absent itself then finds nothing.
 */
export function refusesByPanic(again: (asked: Asking) => GuardRun): boolean {
  if (!endsInPanic(again('directly'))) return false
  const somebody = again('ofSomebody')
  return somebody.run.budget >= 0 && somebody.frames.flatMap(exitsOf).some((x) => !x.panics && (x.next || x.status < 300))
}

export function refusalOf(refusals: readonly Exit[], named: readonly string[]): string {
  const statuses = [...new Set(refusals.map((x) => x.status))].filter((s) => s === 401 || s === 403).sort()
  const without = `a request without ${named.join(', ') || 'who was found before'}`
  if (statuses.length > 0) return `answers ${statuses.join(' and ')} to ${without}`
  return refusals.some((x) => x.status >= 300 && x.status < 400) ? `sends ${without} elsewhere` : `refuses ${without}`
}

const isHttpError = (value: Value): boolean => {
  const type = pointerless(typeOf(value))
  return type.kind === 'external' && type.name === 'HTTPError'
}

const isError = (value: Value): boolean =>
  value.kind !== 'nil' && !(value.kind === 'model' && /^(request|writer|wrapped|next|handler)$/.test(value.model))
