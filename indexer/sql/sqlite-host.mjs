// Entry of the child process that holds SQLite (sql.js): runs what the parent sends, one request at a time, in a database in memory. Plain
// JavaScript, forked as it stands. A watchdog thread ends the process at a limit.

import { writeSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const PATIENCE = 4

function watch({ cells, memoryLimit, parent }) {
  const end = (reason, value) => {
    writeSync(2, `\nended ${JSON.stringify({ reason, value, step: cells[1] })}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
  setInterval(() => {
    const rss = process.memoryUsage.rss()
    if (rss > cells[2]) cells[2] = rss
    if (rss > memoryLimit) end('memory', rss)
    const elapsed = Date.now() - cells[3]
    // Read once: a step that ends meanwhile sets it to 0, which any time is longer than.
    const limit = cells[0]
    if (limit > 0 && (processorTime() - cells[4] > limit || elapsed > limit * PATIENCE)) end('deadline', elapsed)
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  }, 40)
}

function serve() {
  // Cells: milliseconds for the step (0 between steps), its number, highest memory seen, its start by the clock and by processor time.
  const cells = new Float64Array(new SharedArrayBuffer(40))
  const memoryLimit = Number(process.argv[2])
  new Worker(new URL(import.meta.url), { workerData: { cells, memoryLimit, parent: process.ppid } }).unref()
  /** @type {import('sql.js').Database | undefined} */
  let db

  const begin = (step, milliseconds) => {
    cells[1] = step
    cells[3] = Date.now()
    cells[4] = processorTime()
    cells[0] = milliseconds
  }

  const operations = {
    async open() {
      const { default: initialise } = await import('sql.js')
      db = new (await initialise()).Database()
      // What migrations fill in is not of interest, and may lack what the application had written.
      db.exec('PRAGMA foreign_keys = OFF')
    },

    /** A module that is not here is stood in for by an ordinary table. */
    run({ statements, first, until }) {
      if (Date.now() > until) return null
      return statements.map(({ sql, milliseconds, standIn }, index) => {
        begin(first + index, milliseconds)
        const error = attempt(sql)
        return (error?.message.startsWith('no such module') && standIn ? attempt(standIn) : error) ?? null
      })
    },

    query({ sql }) {
      const statement = db.prepare(sql)
      const rows = []
      while (statement.step()) rows.push(statement.getAsObject())
      statement.free()
      return rows
    },

    prepare({ statements, milliseconds }) {
      return statements.map((sql, index) => {
        begin(index, milliseconds)
        try {
          const statement = db.prepare(sql)
          const columns = statement.getColumnNames().map((name) => [name, 0])
          statement.free()
          return { parameters: [], columns }
        } catch (error) {
          return { error: { code: '', message: String(error?.message ?? error) } }
        }
      })
    },
  }

  function attempt(sql) {
    try {
      db.run(sql)
      return undefined
    } catch (error) {
      return { code: '', message: String(error?.message ?? error) }
    }
  }

  process.on('disconnect', () => process.exit(0))
  let queue = Promise.resolve()
  process.on('message', (request) => {
    queue = queue.then(() => answer(request))
  })

  async function answer({ id, operation, deadline, ...request }) {
    try {
      begin(-1, deadline)
      const result = await operations[operation](request)
      process.send({ id, result, memory: Math.max(cells[2], process.memoryUsage.rss()) })
    } catch (error) {
      process.send({ id, error: String(error?.message ?? error) })
    }
    cells[0] = 0
  }
}

function processorTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

if (isMainThread) serve()
else watch(workerData)
