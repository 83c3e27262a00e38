// Entry of the child process that holds the embedded Postgres: runs what the parent sends, one request at a time. Plain JavaScript, since
// it is forked as it stands both from the sources and from the bundle. It trusts nothing that it runs: file system and network are
// those of the wasm sandbox, no code is compiled but Postgres' own, and a watchdog thread ends the process at a limit.

import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const DATA = '/pglite/data'
const EXTENSIONS = '/pglite/share/postgresql/extension'
const LIBRARIES = '/pglite/lib/postgresql'
// Copies of the cluster that only CREATE DATABASE would read.
const TEMPLATES = new Set([`${DATA}/base/1`, `${DATA}/base/4`])
const INITDB = ['--no-sync', '--no-instructions', '--wal-segsize=1', '-c', 'shared_buffers=8MB', '-c', 'max_connections=5']
const START = ['--single', '-F', '-j']
// CREATE INDEX CONCURRENTLY and its like; a value of an enum that was added a moment ago.
const NEEDS_OWN_TRANSACTION = new Set(['25001', '55P04'])
// What ALTER DATABASE and ALTER ROLE say of the search path, as every new session has it.
const KEPT_PATH = `SELECT set_config('search_path', substr(s, 13), false) FROM pg_db_role_setting, unnest(setconfig) s
  WHERE s LIKE 'search_path=%' ORDER BY setrole`
const PATIENCE = 4
const SETTINGS = {
  search_path: 'public',
  exit_on_error: 'false',
  log_checkpoints: 'false',
  io_method: 'sync',
  full_page_writes: 'off',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
}

/** The watchdog sees wasm memory (V8's limits do not) and works while the main thread is deep in a statement. */
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
    // Work is what is limited; on a busy machine, or asleep, it may take longer by the clock.
    if (limit > 0 && (processorTime() - cells[4] > limit || elapsed > limit * PATIENCE)) end('deadline', elapsed)
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  }, 40)
}

function serve() {
  // Much of Postgres runs here once or twice: to compile it a second time, for speed, takes longer than the statements.
  setFlagsFromString('--liftoff-only')
  // Cells: milliseconds for the step (0 between steps), its number, highest memory seen, its start by the clock and by processor time.
  const cells = new Float64Array(new SharedArrayBuffer(40))
  const memoryLimit = Number(process.argv[2])
  const watchdog = new Worker(new URL(import.meta.url), { workerData: { cells, memoryLimit, parent: process.ppid } })
  watchdog.unref()
  const modules = Promise.all([import('@electric-sql/pglite'), import('@electric-sql/pglite/basefs')])
  /** @type {import('@electric-sql/pglite').PGlite | undefined} */
  let pg
  /** Runners keep their connection, so that what one migration sets is there for the next. An empty path, as dumps set it, is for themselves. */
  let searchPath = ''

  const begin = (step, milliseconds) => {
    cells[1] = step
    cells[3] = Date.now()
    cells[4] = processorTime()
    cells[0] = milliseconds
  }

  const operations = {
    /** Makes an empty cluster and writes its image. */
    async initdb({ file }) {
      const [{ PGlite }] = await modules
      pg = await PGlite.create({ initDbStartParams: INITDB, startParams: startParams() })
      await saveImage(file)
    },

    /** Opens an image with the extensions that are asked for; `stubs` are files that describe extensions which do not exist here. */
    async open({ image, extensions, stubs }) {
      const [{ PGlite }, { EmscriptenBuiltinFilesystem }] = await modules
      const loaded = {}
      for (const name of extensions) loaded[name] = (await import(`@electric-sql/pglite/contrib/${name}`))[name]
      class ImageFilesystem extends EmscriptenBuiltinFilesystem {
        async initialSyncFs() {
          const fs = this.pg.Module.FS
          loadImage(fs, image)
          for (const [name, text] of stubs) fs.writeFile(`${EXTENSIONS}/${name}`, text)
        }
        async closeFs() {}
      }
      pg = await PGlite.create({ fs: new ImageFilesystem(), extensions: loaded, startParams: startParams() })
      pg.handleExternalCmd = () => 0
      await pg.exec(KEPT_PATH)
      sealCode(pg.Module.FS)
    },

    /**
     * Runs one migration. Each statement runs under a savepoint, so that one that fails leaves the others standing; what Postgres
     * refuses inside a transaction runs between two.
     */
    async run({ statements, transaction, first, until }) {
      if (Date.now() > until) return null
      const results = []
      if (searchPath) await pg.exec(`SET search_path TO ${searchPath}`)
      if (transaction) await pg.exec('BEGIN')
      for (const [index, { sql, milliseconds }] of statements.entries()) {
        begin(first + index, milliseconds)
        let error = await attemptAsAny(sql, transaction)
        if (transaction && NEEDS_OWN_TRANSACTION.has(error?.code)) {
          await pg.exec('COMMIT')
          error = await attempt(sql)
          await pg.exec('BEGIN')
        }
        results.push(error ?? null)
      }
      if (transaction) results.push((await attempt('COMMIT')) ?? null)
      if (pg.isInTransaction()) await pg.exec('ROLLBACK')
      const path = (await pg.exec('SHOW search_path')).at(-1).rows[0].search_path
      searchPath = path === '""' ? '' : path
      await pg.exec('RESET ALL; RESET SESSION AUTHORIZATION')
      await pg.exec(KEPT_PATH)
      return results
    },

    /** Runs what takes a migration back, looks, and runs the migration once more; all of it is rolled back. */
    async rehearse({ back, again, look }) {
      if (searchPath) await pg.exec(`SET search_path TO ${searchPath}`)
      // Temporary tables end with the connection of the runner.
      await pg.exec('DISCARD TEMP')
      await pg.exec('BEGIN')
      const backResults = await attemptAll(back)
      await pg.exec('SAVEPOINT look')
      const found = await lookThrough(look)
      await pg.exec('ROLLBACK TO look; RELEASE look')
      const againResults = await attemptAll(again)
      if (pg.isInTransaction()) await pg.exec('ROLLBACK')
      await pg.exec('RESET ALL; RESET SESSION AUTHORIZATION')
      return { back: backResults, found, again: againResults }
    },

    /** As `rehearse` looks. */
    async look({ sql }) {
      await pg.exec('BEGIN')
      const rows = await lookThrough(sql)
      await pg.exec('ROLLBACK')
      return rows
    },

    async query({ sql }) {
      return (await pg.exec(sql)).at(-1).rows
    },

    /** Parses and describes statements against the schema; nothing is executed. The index of an ON CONFLICT is only looked for when planning. */
    async prepare({ statements, milliseconds }) {
      const results = []
      for (const [index, sql] of statements.entries()) {
        begin(index, milliseconds)
        try {
          const { queryParams, resultFields } = await pg.describeQuery(sql)
          const error = /\bON\s+CONFLICT\b/i.test(sql) ? await attempt(`EXPLAIN (GENERIC_PLAN) ${sql}`) : undefined
          results.push(
            error?.code === '42P10'
              ? { error }
              : { parameters: queryParams.map((p) => p.dataTypeID), columns: resultFields.map((f) => [f.name, f.dataTypeID]) },
          )
        } catch (error) {
          results.push({ error: describe(error) })
        }
      }
      return results
    },

    /**
     * Runs what tells the planner how large tables are and how their values spread, and gives files a size in pages: without pages
     * statistics count for nothing. No byte is written; nothing may read the tables afterwards.
     */
    async assume({ statements, pages }) {
      const refused = []
      for (const sql of statements) {
        try {
          await pg.exec(sql)
        } catch (error) {
          refused.push(describe(error))
        }
      }
      for (const [relation, count] of pages) await resize(relation, count)
      return refused
    },

    /**
     * Plans statements as they stand, with the indexes of `create` made for real and those of `hide` unseen; all is rolled back.
     * An index is made while its table is empty, and then both get their size.
     */
    async explain({ statements, create, hide, milliseconds }) {
      const results = []
      await pg.exec('BEGIN')
      try {
        begin(-1, milliseconds)
        for (const { sql, name, table, tablePages, pages, setting } of create) {
          await resize(table, 0)
          try {
            await pg.exec(sql)
          } catch (error) {
            return statements.map(() => ({ error: describe(error) }))
          } finally {
            // In a transaction that failed nothing can be asked: the path is still known.
            await resize(table, tablePages)
          }
          await resize(name, pages, true)
          await pg.exec(setting)
        }
        for (const name of hide) await pg.exec(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = ${quoteText(name)}::regclass`)
        for (const [index, sql] of statements.entries()) {
          begin(index, milliseconds)
          await pg.exec('SAVEPOINT throughline')
          try {
            const [row] = (await pg.exec(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`)).at(-1).rows
            results.push({ plan: row['QUERY PLAN'][0].Plan })
          } catch (error) {
            results.push({ error: describe(error) })
            await pg.exec('ROLLBACK TO throughline')
          }
          await pg.exec('RELEASE throughline')
        }
      } finally {
        await pg.exec('ROLLBACK')
      }
      return results
    },

    save: ({ file }) => saveImage(file),
  }

  /** In the transaction under way. Names are printed by the search path, which a step or its way back may set: here it is always the same. */
  async function lookThrough(sql) {
    await pg.exec('SET LOCAL search_path TO public')
    return (await pg.exec(sql)).at(-1).rows
  }

  /** Each under a savepoint of the transaction under way. */
  async function attemptAll(statements) {
    const results = []
    for (const { sql, milliseconds } of statements) {
      begin(-1, milliseconds)
      results.push((await attemptAsAny(sql, true)) ?? null)
    }
    return results
  }

  /** Files of relations by name. One that is made for a question is made anew each time. */
  const files = new Map()

  /** The size of a file is what the file system says it is. */
  async function resize(relation, pages, made = false) {
    if (made || !files.has(relation)) {
      const [row] = (await pg.exec(`SELECT pg_relation_filepath(to_regclass(${quoteText(relation)})) AS path`)).at(-1).rows
      files.set(relation, row?.path && pg.Module.FS.lookupPath(`${DATA}/${row.path}`).node)
    }
    const file = files.get(relation)
    if (file) file.usedBytes = pages * 8192
  }

  /** What only this version refuses is tried as older ones read it. */
  async function attemptAsAny(sql, saved) {
    const error = await attemptSaved(sql, saved)
    const older = error && asOlder(sql, error)
    return older && !(await attemptSaved(older, saved)) ? undefined : error
  }

  /** Where a transaction is under way, under a savepoint of it. */
  async function attemptSaved(sql, saved) {
    if (saved) await pg.exec('SAVEPOINT throughline')
    const error = await attempt(sql)
    if (saved) await pg.exec(error ? 'ROLLBACK TO throughline; RELEASE throughline' : 'RELEASE throughline')
    return error
  }

  /** Undefined when it ran. The driver swallows a crash of the engine; it shows as a missing result. */
  async function attempt(sql) {
    try {
      return (await pg.exec(sql)).length > 0 ? undefined : crash('the engine stopped answering')
    } catch (error) {
      return describe(error)
    }
  }

  /** A refusal by Postgres has an SQLSTATE; anything else broke the engine. */
  function describe({ code, message, detail, hint, position }) {
    if (!code || message.includes('ERRORDATA_STACK_SIZE')) crash(message)
    return { code, message, detail, hint, ...(position && { position: Number(position) }) }
  }

  function crash(message) {
    writeSync(2, `\nended ${JSON.stringify({ reason: 'crash', value: message, step: cells[1] })}\n`)
    process.exit(1)
  }

  async function saveImage(file) {
    await pg.exec('CHECKPOINT')
    const [segments] = (
      await pg.exec(`SELECT pg_walfile_name(redo_lsn) AS first, pg_walfile_name(pg_current_wal_lsn()) AS last FROM pg_control_checkpoint()`)
    ).at(-1).rows
    writeImage(pg.Module.FS, file, segments)
  }

  process.on('disconnect', () => process.exit(0))
  let queue = Promise.resolve()
  process.on('message', (request) => {
    queue = queue.then(() => answer(request))
  })

  async function answer({ id, operation, deadline, ...request }) {
    try {
      begin(-1, deadline)
      // What is sent behind an image that cannot be opened.
      if (!pg && operation !== 'open' && operation !== 'initdb') throw new Error('no database is open')
      const result = await operations[operation](request)
      process.send({ id, result, memory: Math.max(cells[2], process.memoryUsage.rss()), work: processorTime() })
    } catch (error) {
      process.send({ id, error: String(error?.message ?? error) })
    }
    cells[0] = 0
  }
}

/**
 * A statement that most deployed servers take, in words that this one takes too; undefined where there are none. Names of NOT NULL stand
 * beside those of other constraints since 18, and some functions that programs made themselves are Postgres' own.
 */
function asOlder(sql, { code, message }) {
  const unnamed = sql.replace(/(?<!\bADD\s+)\bCONSTRAINT\s+(?:"[^"]+"|\w+)\s+(?=NOT\s+NULL\b)/gi, '')
  const [, name, table] = /^constraint "([^"]+)" for relation "([^"]+)" already exists/.exec(message) ?? []
  if (code === '42710' && name !== undefined)
    return `UPDATE pg_constraint SET conname = 'not_null_' || oid WHERE contype = 'n' AND conname = ${quoteText(name)}
      AND conrelid IN (SELECT oid FROM pg_class WHERE relname = ${quoteText(table)});\n${unnamed}`
  if (code === '23505' && message.includes('pg_constraint')) return unnamed
  if (code === '0A000' && /partitioned tables cannot be unlogged/.test(message)) return sql.replace(/\bUNLOGGED\b/i, '')
  if (code === '2BP01' && /required by the database system/.test(message))
    return sql.replace(/\bDROP\s+(?:FUNCTION|PROCEDURE|AGGREGATE|ROUTINE)\s+(?:IF\s+EXISTS\s+)?(?=["\w]+\s*[(;]|["\w]+\s*$)/gi, '$&public.')
  return undefined
}

function quoteText(text) {
  return `'${text.replaceAll("'", "''")}'`
}

function processorTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function startParams() {
  return [...START, ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** From here on only the libraries that came with Postgres can be compiled: a library written by a statement cannot be loaded. */
function sealCode(fs) {
  const known = new Map()
  for (const name of fs.readdir(LIBRARIES)) {
    if (!name.endsWith('.so')) continue
    const bytes = fs.readFile(`${LIBRARIES}/${name}`)
    known.set(bytes.length, [...(known.get(bytes.length) ?? []), Buffer.from(bytes)])
  }
  const check = (source) => {
    const bytes = ArrayBuffer.isView(source) ? Buffer.from(source.buffer, source.byteOffset, source.byteLength) : Buffer.from(source)
    if (!known.get(bytes.length)?.some((b) => b.equals(bytes))) throw new Error('refused to load code that is not part of Postgres')
  }
  const Original = WebAssembly.Module
  WebAssembly.Module = class extends Original {
    constructor(source) {
      check(source)
      super(source)
    }
  }
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = async (source, ...rest) => {
    if (!(source instanceof Original)) check(source)
    return instantiate(source, ...rest)
  }
  for (const name of ['compile', 'compileStreaming', 'instantiateStreaming'])
    WebAssembly[name] = () => Promise.reject(new Error('refused to load code'))
}

/** An image is a line of JSON ([path, size or null for a folder] pairs), then the contents of the files one after another. */
function writeImage(fs, file, segments) {
  const entries = []
  const contents = []
  const visit = (folder) => {
    for (const name of fs.readdir(folder)) {
      if (name === '.' || name === '..') continue
      const path = `${folder}/${name}`
      if (folder.endsWith('/pg_wal') && /^[0-9A-F]{24}$/.test(name) && (name < segments.first || name > segments.last)) continue
      if (fs.isDir(fs.stat(path).mode)) {
        entries.push([path, null])
        if (!TEMPLATES.has(path)) visit(path)
      } else {
        const bytes = fs.readFile(path)
        entries.push([path, bytes.length])
        contents.push(bytes)
      }
    }
  }
  visit(DATA)
  const temporary = `${file}.${process.pid}`
  const descriptor = openSync(temporary, 'w')
  for (const bytes of [Buffer.from(`${JSON.stringify(entries)}\n`), ...contents]) writeSync(descriptor, bytes)
  closeSync(descriptor)
  renameSync(temporary, file)
}

function loadImage(fs, file) {
  const bytes = readFileSync(file)
  const end = bytes.indexOf(10)
  fs.mkdirTree(DATA)
  let offset = end + 1
  for (const [path, size] of JSON.parse(bytes.toString('utf8', 0, end))) {
    if (size === null) fs.mkdir(path)
    else {
      fs.writeFile(path, bytes.subarray(offset, offset + size), { canOwn: true })
      offset += size
    }
  }
  if (offset !== bytes.length) throw new Error(`the database image ${file} is cut short`)
}

if (isMainThread) serve()
else watch(workerData)
