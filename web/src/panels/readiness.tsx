// Nothing can be shown before the repository is indexed: until then, how far the run is. While the repository is watched, or more is to
// come, it goes on asking whether another graph is served.

import { type ReactNode, useEffect, useState } from 'react'
import { ApiError, request } from '../api/client.ts'
import { STATUS, type Status } from '../api/overview.ts'
import { setRevision } from '../api/revision.ts'
import { Failure, Loading } from '../parts/notes.tsx'
import './readiness.css'

const EVERY = 400
/** A page that is kept open may miss a look: the server was stopped for a moment. */
const MISSED = 2000

const STAGES: Readonly<Record<string, string>> = {
  discover: 'Looking for files',
  go: 'Reading Go',
  typescript: 'Reading TypeScript',
  schema: 'Running the migrations',
  resolve: 'Resolving calls',
  statements: 'Asking Postgres about the statements',
  proof: 'Asking Postgres for plans',
  graph: 'Writing the graph',
}

export function Readiness({ children }: { readonly children: ReactNode }) {
  const [status, setStatus] = useState<Status>()
  const [error, setError] = useState<ApiError>()
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again.
  useEffect(() => {
    let stopped = false
    let watched = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      request(STATUS, {}).then(
        ({ status: now }) => {
          if (stopped) return
          setStatus((before) => (before && JSON.stringify(before) === JSON.stringify(now) ? before : now))
          if (now.state === 'ready') {
            watched = now.watching || now.coming
            setRevision(now.revision)
          }
          if (now.state === 'indexing' || now.state === 'auditing' || watched) timer = setTimeout(look, EVERY)
        },
        (problem: unknown) => {
          if (stopped) return
          if (watched) timer = setTimeout(look, MISSED)
          else setError(problem instanceof ApiError ? problem : new ApiError('INTERNAL', String(problem)))
        },
      )
    }
    look()
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [attempt])

  const retry = () => {
    setError(undefined)
    setStatus(undefined)
    setAttempt((n) => n + 1)
  }
  if (error) return <Failure error={error} onRetry={retry} />
  if (!status) return <Loading what="the graph" />
  if (status.state === 'failed') return <Failure error={new ApiError('STORE', status.message ?? 'The run failed.')} onRetry={retry} />
  if (status.state === 'ready')
    return (
      <>
        {status.message && (
          <p className="stale" role="status">
            {status.message}
          </p>
        )}
        {status.coming && (
          <p className="coming" role="status">
            Postgres is planning the statements. Plans and proven index advice follow in a moment.
          </p>
        )}
        {children}
      </>
    )
  return <Progress status={status} />
}

function Progress({ status }: { readonly status: Status }) {
  const doing = status.state === 'auditing' ? 'Running the audits' : (STAGES[status.stage ?? ''] ?? 'Indexing the repository')
  return (
    <section className="progress" aria-label="Progress" role="status">
      <h1>{doing}</h1>
      {status.total ? <progress max={status.total} value={status.done ?? 0} /> : <progress />}
      <p>
        {status.done !== null && (
          <span>
            <b>{status.done}</b>
            {status.total !== null && <> of {status.total}</>} {status.unit}
          </span>
        )}
        {status.message && <span>{status.message}</span>}
      </p>
    </section>
  )
}
