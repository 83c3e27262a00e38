// The parent's side of the child process that answers queries: it sends them, watches time and memory, kills the child when
// either is passed, and starts another on the same file. What ran beside the culprit runs again, alone: each query at most twice.

import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CypherValue, QueryError, type QueryResult, StoreError } from '../store.ts'
import { toQueryError, unsupported } from './engine.ts'

export interface HostQuery {
  readonly cypher: string
  readonly parameters: Readonly<Record<string, CypherValue>>
  readonly maxRows: number
  readonly timeoutMs: number
}

export interface Host {
  /** Resolves when the child has opened the graph; rejects with a StoreError when it cannot. */
  ready(): Promise<void>
  run(query: HostQuery): Promise<QueryResult>
  close(): Promise<void>
}

export interface HostOptions {
  readonly file: string
  /** Bytes that the child may hold beyond what it held when the graph was open. */
  readonly growthLimit: number
  /** Another graph of this folder will follow: a child for it is started beforehand. */
  readonly again: boolean
}

interface Job extends HostQuery {
  readonly resolve: (result: QueryResult) => void
  readonly reject: (error: Error) => void
  /** Runs without neighbours: the child that it ran in was killed or died, and this query may be the reason. */
  alone: boolean
  timer?: NodeJS.Timeout
}

type Message =
  | { readonly ready: true; readonly resident: number }
  | { readonly fatal: { readonly message: string; readonly stage: 'load' | 'open' } }
  | { readonly id: number; readonly columns: string[]; readonly rows: CypherValue[][]; readonly truncated: boolean }
  | { readonly id: number; readonly error: { readonly message: string; readonly status?: string } }
  | { readonly resident: number }

const HOST_FILE = fileURLToPath(new URL('./store-host.mjs', import.meta.url))
const AT_ONCE = 4
const WATCH_MS = 50
const START_MS = 120_000

/** By folder, a child that has loaded the engine and waits for a graph. */
const spares = new Map<string, ChildProcess>()

function startChild(folder: string): ChildProcess {
  // The engine makes a folder for what it spills, in the system's temporary folder, and a killed one leaves it there.
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder }
  return fork(HOST_FILE, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [], env })
}

function takeChild(folder: string): ChildProcess {
  const spare = spares.get(folder)
  if (!spare) return startChild(folder)
  spares.delete(folder)
  spare.removeAllListeners()
  spare.ref()
  spare.channel?.ref()
  return spare
}

function keepSpare(folder: string): void {
  if (spares.has(folder)) return
  const spare = startChild(folder)
  const forget = () => {
    if (spares.get(folder) === spare) spares.delete(folder)
  }
  spare.on('error', forget).on('exit', forget)
  spare.unref()
  spare.channel?.unref()
  spares.set(folder, spare)
}

function removeSpill(folder: string, pid: number | undefined): void {
  try {
    for (const name of readdirSync(folder))
      if (name.endsWith('.spill') && name.includes(`-${pid}-`)) rmSync(join(folder, name), { recursive: true, force: true })
  } catch {
    // The folder is gone, and with it what was in it.
  }
}

export function createHost({ file, growthLimit, again }: HostOptions): Host {
  const waiting: Job[] = []
  const running = new Map<number, Job>()
  let child: ChildProcess | undefined
  let opened: Promise<void> | undefined
  let closed = false
  let isReady = false
  let base = 0
  let lastId = 0

  const start = (): Promise<void> => {
    opened ??= new Promise((resolve, reject) => {
      const folder = dirname(file)
      const process = takeChild(folder)
      process.send({ file }, () => {})
      let didOpen = false
      child = process
      isReady = false
      const slow = setTimeout(() => fail(new StoreError('failed', `the stored graph was not open after ${START_MS / 1000} s`)), START_MS)
      const fail = (error: StoreError) => {
        clearTimeout(slow)
        reject(error)
        child = undefined
        opened = undefined
        for (const job of waiting.splice(0)) job.reject(error)
        process.kill('SIGKILL')
      }
      process.on('message', (message: Message) => {
        if ('fatal' in message) fail(fatal(message.fatal))
        else if ('ready' in message) {
          clearTimeout(slow)
          didOpen = true
          isReady = true
          base = message.resident
          resolve()
          dispatch()
          if (again) keepSpare(folder)
        } else if ('id' in message) settle(message)
        else if (message.resident > base + growthLimit) outgrown()
      })
      process.on('error', (cause) =>
        fail(new StoreError('failed', `the graph's process could not be started: ${cause.message}`, { cause })),
      )
      process.on('exit', (code, signal) => {
        removeSpill(folder, process.pid)
        if (!didOpen) fail(new StoreError('failed', `the graph's process ended while it opened the graph (${signal ?? code})`))
        child = undefined
        opened = undefined
        isReady = false
        blame(() => new QueryError('failed', `the engine ended while it ran this query (${signal ?? code})`))
        if (!closed && waiting.length > 0) restart()
      })
    })
    return opened
  }
  const restart = () => {
    start().catch(() => undefined) // The waiting queries were told.
  }

  const dispatch = () => {
    while (isReady && child && waiting[0]) {
      const [job] = waiting
      const isFull = job.alone ? running.size > 0 : running.size >= AT_ONCE || [...running.values()].some((r) => r.alone)
      if (isFull) break
      waiting.shift()
      lastId += 1
      const id = lastId
      running.set(id, job)
      job.timer = setTimeout(() => overdue(id, job), job.timeoutMs)
      child.send({ id, cypher: job.cypher, parameters: job.parameters, maxRows: job.maxRows })
    }
    holdProcess()
  }

  const settle = (message: Extract<Message, { id: number }>) => {
    const job = take(message.id)
    if (!job) return
    if ('error' in message) job.reject(toQueryError(job.cypher, message.error.message, message.error.status))
    else job.resolve({ columns: message.columns, rows: message.rows, truncated: message.truncated })
    dispatch()
  }

  const take = (id: number): Job | undefined => {
    const job = running.get(id)
    clearTimeout(job?.timer)
    running.delete(id)
    return job
  }

  const overdue = (id: number, job: Job) => {
    take(id)
    job.reject(new QueryError('timeout', `the query was stopped after ${job.timeoutMs} ms`))
    requeue()
    kill()
  }

  const outgrown = () => {
    const limit = Math.round(growthLimit / 1024 / 1024)
    blame(() => new QueryError('memory', `the query was stopped: it needed more than ${limit} MB of memory`))
    kill()
  }

  const kill = () => {
    isReady = false
    child?.kill('SIGKILL')
  }

  /** A single running query is the reason; of several nobody knows which, so each is tried alone. */
  const blame = (error: () => QueryError) => {
    const [id] = running.keys()
    if (running.size === 1 && id !== undefined) take(id)?.reject(error())
    else requeue()
  }

  const requeue = () => {
    const jobs = [...running.keys()].map(take).filter((job) => job !== undefined)
    for (const job of jobs) job.alone = true
    waiting.unshift(...jobs)
  }

  const watch = setInterval(() => {
    const pid = child?.pid
    if (pid === undefined || running.size === 0 || process.platform !== 'linux') return
    residentBytes(pid).then(
      (bytes) => bytes > base + growthLimit && child?.pid === pid && outgrown(),
      () => undefined, // The child has just ended: its exit is handled elsewhere.
    )
  }, WATCH_MS)
  watch.unref()

  /** An idle child must not keep a finished program alive; a working one must. */
  const holdProcess = () => {
    const isIdle = isReady && running.size === 0 && waiting.length === 0
    if (isIdle) child?.unref()
    else child?.ref()
    if (isIdle) child?.channel?.unref()
    else child?.channel?.ref()
  }

  return {
    async ready() {
      await start()
      holdProcess()
    },
    run(query) {
      if (closed) return Promise.reject(new StoreError('failed', 'the graph was closed'))
      return new Promise((resolve, reject) => {
        waiting.push({ ...query, resolve, reject, alone: false })
        if (isReady) dispatch()
        else if (!child) restart()
      })
    },
    async close() {
      closed = true
      clearInterval(watch)
      const error = new StoreError('failed', 'the graph was closed')
      for (const id of [...running.keys()]) take(id)?.reject(error)
      for (const job of waiting.splice(0)) job.reject(error)
      const process = child
      if (!process || process.exitCode !== null || process.signalCode !== null) return
      process.ref()
      const ended = new Promise((resolve) => process.once('exit', resolve))
      process.kill('SIGKILL')
      await ended
    },
  }
}

function fatal({ message, stage }: { readonly message: string; readonly stage: 'load' | 'open' }): StoreError {
  if (stage === 'load') return unsupported(new Error(message))
  const [text = ''] = message.split('\n')
  return new StoreError('failed', `the stored graph cannot be read, index the repository again (${text.replace(/^.*GRAFEO-\w+: /, '')})`)
}

async function residentBytes(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/status`, 'utf8')).match(/VmRSS:\s+(\d+) kB/)
  return Number(fields?.[1] ?? 0) * 1024
}
