// Answers of the API as React state. An answer is kept until it is asked for again by hand or another graph is served; while a new
// one is on its way the old one stays on the screen, marked as stale.

import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, type Operation, request } from './client.ts'
import { currentRevision, useRevision } from './revision.ts'

export interface Request<Result> {
  readonly data: Result | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  readonly retry: () => void
}

const KEPT = 200
const answers = new Map<string, unknown>()

function keep(key: string, answer: unknown): void {
  answers.delete(key)
  answers.set(key, answer)
  const oldest = answers.keys().next()
  if (answers.size > KEPT && !oldest.done) answers.delete(oldest.value)
}

const keyOf = (revision: number, text: string, variables: unknown): string => `${revision} ${text}${JSON.stringify(variables)}`

/** The same request without React, through the same memory. */
export async function ask<Result, Variables>(what: Operation<Result, Variables>, variables: Variables): Promise<Result> {
  const key = keyOf(currentRevision(), what.text, variables)
  const known = answers.get(key)
  if (known !== undefined) return known as Result
  const answer = await request(what, variables)
  keep(key, answer)
  return answer
}

interface State<Result> {
  readonly key: string
  readonly data: Result | undefined
  readonly error: ApiError | undefined
}

/** `variables` undefined: nothing is asked yet. */
export function useRequest<Result, Variables>(what: Operation<Result, Variables>, variables: Variables | undefined): Request<Result> {
  const revision = useRevision()
  const key = variables === undefined ? '' : keyOf(revision, what.text, variables)
  const shown = useRef<Result>(undefined)
  const [state, setState] = useState<State<Result>>({ key: '', data: undefined, error: undefined })
  const [attempt, setAttempt] = useState(0)
  const latest = useRef({ what, variables })
  latest.current = { what, variables }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the operation and its variables.
  useEffect(() => {
    const wanted = latest.current
    if (wanted.variables === undefined || answers.has(key)) return
    const controller = new AbortController()
    request(wanted.what, wanted.variables, controller.signal).then(
      (data) => {
        keep(key, data)
        if (!controller.signal.aborted) setState({ key, data, error: undefined })
      },
      (error: unknown) => {
        if (controller.signal.aborted) return
        const known = error instanceof ApiError ? error : new ApiError('INTERNAL', error instanceof Error ? error.message : String(error))
        setState((before) => ({ key, data: before.data, error: known }))
      },
    )
    return () => controller.abort()
  }, [key, attempt])

  const retry = useCallback(() => {
    answers.delete(key)
    setState((before) => ({ key: '', data: before.data, error: undefined }))
    setAttempt((n) => n + 1)
  }, [key])

  if (variables === undefined) return { data: undefined, error: undefined, loading: false, retry }
  const answer = answers.get(key) as Result | undefined
  if (answer !== undefined) shown.current = answer
  if (answer !== undefined) return { data: answer, error: undefined, loading: false, retry }
  const settled = state.key === key
  return { data: state.data ?? shown.current, error: settled ? state.error : undefined, loading: !settled, retry }
}
