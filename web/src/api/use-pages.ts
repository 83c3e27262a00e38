// A list that grows page by page as the reader nears its end.

import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, type Operation } from './client.ts'
import type { Page } from './page.ts'
import { useRevision } from './revision.ts'
import { ask } from './use-request.ts'

interface Cursor {
  readonly first: number
  readonly after: string | null
}

export interface Pages<Row> {
  readonly rows: readonly Row[]
  /** Undefined until the first page is here. */
  readonly total: number | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  readonly more: () => void
  readonly retry: () => void
}

interface State<Row> {
  readonly key: string
  readonly rows: readonly Row[]
  readonly total: number | undefined
  readonly after: string | null
  readonly complete: boolean
  readonly error: ApiError | undefined
}

const SIZE = 100
/** The most that the API gives at once. */
const MOST = 500
const empty = { key: '', rows: [], total: undefined, after: null, complete: false, error: undefined } as const

export function usePages<Result, Variables, Row>(
  what: Operation<Result, Variables & Cursor>,
  variables: Variables,
  pick: (result: Result) => Page<Row>,
): Pages<Row> {
  const asked = JSON.stringify(variables)
  const key = `${useRevision()} ${asked}`
  const [state, setState] = useState<State<Row>>(empty)
  // After a change of the graph the reader is to find as many rows as there were.
  const before = useRef({ asked: '', rows: 0 })
  if (before.current.asked !== asked) before.current = { asked, rows: 0 }
  else before.current.rows = state.rows.length
  const busy = useRef('')
  const latest = useRef({ what, variables, pick })
  latest.current = { what, variables, pick }

  const load = useCallback(
    (after: string | null) => {
      const ticket = `${key}\n${after}`
      if (busy.current === ticket) return
      busy.current = ticket
      const wanted = latest.current
      const first = after === null ? Math.min(MOST, Math.max(SIZE, before.current.rows)) : SIZE
      ask(wanted.what, { ...wanted.variables, first, after }).then(
        (result) => {
          if (busy.current !== ticket) return
          busy.current = ''
          const page = wanted.pick(result)
          setState(({ rows }) => ({
            key,
            rows: after === null ? page.nodes : [...rows, ...page.nodes],
            total: page.totalCount,
            after: page.pageInfo.endCursor,
            complete: !page.pageInfo.hasNextPage,
            error: undefined,
          }))
        },
        (error: unknown) => {
          if (busy.current !== ticket) return
          busy.current = ''
          const problem = error instanceof ApiError ? error : new ApiError('INTERNAL', String(error))
          setState((former) => ({ ...(after === null ? empty : former), key, error: problem }))
        },
      )
    },
    [key],
  )

  useEffect(() => load(null), [load])

  const settled = state.key === key
  return {
    rows: state.rows,
    total: state.total,
    error: settled ? state.error : undefined,
    loading: !settled,
    more: () => {
      if (settled && !state.complete && !state.error) load(state.after)
    },
    retry: () => load(settled && state.rows.length ? state.after : null),
  }
}
