// A list that grows page by page as the reader nears its end.

import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, type Operation } from './client.ts'
import type { Page } from './page.ts'
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
const empty = { key: '', rows: [], total: undefined, after: null, complete: false, error: undefined } as const

export function usePages<Result, Variables, Row>(
  what: Operation<Result, Variables & Cursor>,
  variables: Variables,
  pick: (result: Result) => Page<Row>,
): Pages<Row> {
  const key = JSON.stringify(variables)
  const [state, setState] = useState<State<Row>>(empty)
  const busy = useRef('')
  const latest = useRef({ what, variables, pick })
  latest.current = { what, variables, pick }

  const load = useCallback(
    (after: string | null) => {
      const ticket = `${key}\n${after}`
      if (busy.current === ticket) return
      busy.current = ticket
      const wanted = latest.current
      ask(wanted.what, { ...wanted.variables, first: SIZE, after }).then(
        (result) => {
          if (busy.current !== ticket) return
          busy.current = ''
          const page = wanted.pick(result)
          setState((before) => ({
            key,
            rows: after === null ? page.nodes : [...before.rows, ...page.nodes],
            total: page.totalCount,
            after: page.pageInfo.endCursor,
            complete: !page.pageInfo.hasNextPage,
            error: undefined,
          }))
        },
        (error: unknown) => {
          if (busy.current !== ticket) return
          busy.current = ''
          const known = error instanceof ApiError ? error : new ApiError('INTERNAL', String(error))
          setState((before) => ({ ...(after === null ? empty : before), key, error: known }))
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
