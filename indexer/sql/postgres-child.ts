// The parent's side of the embedded Postgres: one forked child (postgres-host.mjs), asked one thing at a time, that may be ended at any
// moment by its own watchdog when a request takes too long or the process grows too large.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Limits {
  /** Of the whole child process, in bytes. */
  readonly memory: number
  /** Milliseconds of work for one statement of a migration; by the clock it may take four times as long. */
  readonly statement: number
  /** Milliseconds for all migrations together. */
  readonly migrations: number
  /** Milliseconds for anything else that is asked. */
  readonly request: number
}

export const DEFAULT_LIMITS: Limits = { memory: 768 * 1024 * 1024, statement: 15_000, migrations: 300_000, request: 60_000 }

/** Why the child cannot answer. `step` is the statement that was under way, or -1. */
export class PostgresEnded extends Error {
  readonly reason: 'memory' | 'deadline' | 'crash' | 'gone'
  readonly step: number
  constructor(reason: PostgresEnded['reason'], step: number, message: string) {
    super(message)
    this.name = 'PostgresEnded'
    this.reason = reason
    this.step = step
  }
}

export interface PostgresError {
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** Character of the statement, from 1. */
  readonly position?: number
}

interface SentStatement {
  readonly sql: string
  readonly milliseconds: number
}

interface Operations {
  initdb: { request: { readonly file: string }; result: undefined }
  open: {
    request: { readonly image: string; readonly extensions: readonly string[]; readonly stubs: readonly (readonly [string, string])[] }
    result: undefined
  }
  run: {
    request: {
      readonly statements: readonly { readonly sql: string; readonly milliseconds: number; readonly standIn?: string | undefined }[]
      readonly transaction: boolean
      /** Number of the first statement, for `PostgresEnded.step`. */
      readonly first: number
      /** Not begun after this time, in milliseconds since 1970. */
      readonly until: number
    }
    /** One a statement, null when it ran; in a transaction one more, for the commit. Null for all when it was too late to begin. */
    result: readonly (PostgresError | null)[] | null
  }
  rehearse: {
    request: {
      readonly back: readonly SentStatement[]
      readonly again: readonly SentStatement[]
      /** Asked after the first list. */
      readonly look: string
    }
    result: {
      readonly back: readonly (PostgresError | null)[]
      readonly found: readonly unknown[]
      readonly again: readonly (PostgresError | null)[]
    }
  }
  look: { request: { readonly sql: string }; result: readonly unknown[] }
  query: { request: { readonly sql: string }; result: readonly unknown[] }
  prepare: {
    request: { readonly statements: readonly string[]; readonly milliseconds: number }
    result: readonly (
      | { readonly parameters: readonly number[]; readonly columns: readonly (readonly [string, number])[] }
      | { readonly error: PostgresError }
    )[]
  }
  assume: {
    /** `pages`: of a table or index, by the name that `regclass` reads. */
    request: { readonly statements: readonly string[]; readonly pages: readonly (readonly [string, number])[] }
    /** What was refused. */
    result: readonly PostgresError[]
  }
  explain: {
    request: {
      readonly statements: readonly string[]
      readonly create: readonly CreatedIndex[]
      /** Indexes that the planner is not to see. */
      readonly hide: readonly string[]
      readonly milliseconds: number
    }
    result: readonly ({ readonly plan: unknown } | { readonly error: PostgresError })[]
  }
  save: { request: { readonly file: string }; result: undefined }
}

/** An index that is made for one question; names as `regclass` reads them. */
export interface CreatedIndex {
  readonly sql: string
  readonly name: string
  readonly table: string
  readonly tablePages: number
  readonly pages: number
  /** Tells the planner how many rows a partial index holds. */
  readonly setting: string
}

export interface PostgresChild {
  ask<K extends keyof Operations>(operation: K, request: Operations[K]['request'], milliseconds?: number): Promise<Operations[K]['result']>
  /** The child can be asked. */
  alive(): boolean
  /** Highest memory of the process that was seen, in bytes. */
  memory(): number
  /** Milliseconds of processor time that it has taken; SQLite's does not tell. */
  work(): number
  close(): Promise<void>
}

export function startPostgres(limits: Limits): PostgresChild {
  return startDatabase('postgres', limits)
}

/** SQLite speaks the same protocol, without images: what it is asked to open is an empty database. */
export function startDatabase(engine: 'postgres' | 'sqlite', limits: Limits): PostgresChild {
  const child = fork(
    fileURLToPath(new URL(engine === 'sqlite' ? './sqlite-host.mjs' : './postgres-host.mjs', import.meta.url)),
    [String(limits.memory)],
    {
      execArgv: ['--disallow-code-generation-from-strings'],
      env: process.env.SYSTEMROOT ? { SYSTEMROOT: process.env.SYSTEMROOT } : {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  )
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void; timer: NodeJS.Timeout; time: number }>()
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  let memory = 0
  let work = 0
  let last = 0
  let gone: PostgresEnded | undefined

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  child.on('message', (message: { id: number; result?: unknown; error?: string; memory?: number; work?: number }) => {
    const request = waiting.get(message.id)
    if (!request) return
    waiting.delete(message.id)
    clearTimeout(request.timer)
    memory = Math.max(memory, message.memory ?? 0)
    work = message.work ?? work
    if (message.error === undefined) request.resolve(message.result)
    else request.reject(new PostgresEnded('crash', -1, `the embedded Postgres failed: ${message.error}`))
  })
  // `close` comes after the last of standard error has been read.
  child.on('close', (code, signal) => {
    gone = readEnding(said, signal ?? `exit code ${code}`)
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(gone)
    }
    waiting.clear()
  })
  child.on('error', () => child.kill('SIGKILL'))

  return {
    ask(operation, request, milliseconds = limits.request) {
      if (gone) return Promise.reject(gone)
      last++
      const id = last
      return new Promise((resolve, reject) => {
        // The watchdog inside knows which step is under way, so it gets the time first.
        // What was asked before comes first.
        const before = [...waiting.values()].reduce((sum, w) => sum + w.time, 0)
        const time = totalTime(operation, request, milliseconds)
        const timer = setTimeout(() => child.kill('SIGKILL'), (before + time) * 5)
        timer.unref()
        waiting.set(id, { resolve: (value) => resolve(value as never), reject, timer, time })
        child.send({ id, operation, deadline: milliseconds, ...request }, () => {})
      })
    },
    alive: () => gone === undefined && child.connected,
    memory: () => memory,
    work: () => work,
    async close() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), 2_000)
      await exited
      clearTimeout(timer)
    },
  }
}

function totalTime(operation: keyof Operations, request: object, milliseconds: number): number {
  const { statements, back, again } = request as Partial<Operations['run']['request'] & Operations['rehearse']['request']>
  const sent = operation === 'run' ? (statements ?? []) : operation === 'rehearse' ? [...(back ?? []), ...(again ?? [])] : []
  return sent.reduce((sum, s) => sum + s.milliseconds, milliseconds)
}

function readEnding(said: string, how: string): PostgresEnded {
  const line = said.split('\n').findLast((l) => l.startsWith('ended '))
  if (!line)
    return new PostgresEnded('gone', -1, `the embedded Postgres ended (${how}): ${said.trim().split('\n').at(-1) || 'no reason given'}`)
  const { reason, value, step } = JSON.parse(line.slice('ended '.length)) as {
    reason: PostgresEnded['reason']
    value: number | string
    step: number
  }
  const messages = {
    memory: `it took more memory than the limit (${Math.round(Number(value) / 1024 / 1024)} MB)`,
    deadline: `it ran longer than the limit (${(Number(value) / 1000).toFixed(1)} s)`,
    crash: `the embedded Postgres cannot run it: ${value}`,
    gone: 'the embedded Postgres ended',
  }
  return new PostgresEnded(reason, step, messages[reason])
}
