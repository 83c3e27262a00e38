// Builds dist/: the command line with its lazily loaded chunks, the files that run in processes of their own, and the explorer.
// All is made beside dist/ and moved in file by file, the entries last: a process that runs from the old build keeps its chunks.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildStamps } from './build-stamp.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const made = join(root, `dist/.making-${process.pid}`)
/** Chunks of former builds may still be wanted by a process that runs; after a day nobody wants them. */
const FORMER = 24 * 60 * 60 * 1000

try {
  await build()
} catch (error) {
  const missing = error?.code === 'ERR_MODULE_NOT_FOUND'
  const why = missing ? `a package for it is missing; run npm ci first (${error.message.split('\n')[0]})` : String(error?.message ?? error)
  process.stderr.write(`throughline: the build failed: ${why}\n`)
  process.exitCode = 2
} finally {
  rmSync(made, { recursive: true, force: true })
}

async function build() {
  const stamps = buildStamps(root)
  const before = readBuild()
  if (before.server !== stamps.server) await part('server', stamps, buildServer)
  const wanted = process.argv.includes('--web') && existsSync(join(root, 'web/index.html'))
  if (wanted && before.web !== stamps.web) await part('web', stamps, buildWeb)
  sweep()
}

/** Each part is moved in as soon as it is made, with its stamp. */
async function part(name, stamps, make) {
  mkdirSync(made, { recursive: true })
  await make()
  const files = filesIn(made, /./).map((file) => relative(made, file))
  const before = readBuild()
  const build = { ...before, [name]: stamps[name], files: { ...before.files, [name]: files } }
  writeFileSync(join(made, 'build.json'), `${JSON.stringify(build)}\n`)
  moveIn([...files, 'build.json'])
}

function readBuild() {
  try {
    return JSON.parse(readFileSync(join(dist, 'build.json'), 'utf8'))
  } catch {
    return {}
  }
}

async function buildServer() {
  const { rolldown } = await import('rolldown')
  const input = { cli: 'cli/main.ts', 'database-image': 'indexer/sql/database-image.ts' }
  const rooms = ['api', 'audit', 'graph', 'indexer']
  for (const worker of [...rooms, 'cli'].flatMap((room) => filesIn(join(root, room), /(^|[\\/])(worker|[\w-]+-worker)\.ts$/)))
    input[basename(worker, '.ts')] = relative(root, worker)
  const bundle = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith('#') && !isAbsolute(id),
    logLevel: 'warn',
  })
  await bundle.write({
    dir: made,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: false,
  })
  await bundle.close()
  // Files that are opened by their place beside the module: every module of the bundle stands in dist/ itself.
  for (const file of rooms.flatMap((room) => filesIn(join(root, room), /\.(mjs|wasm|graphql)$/)))
    copyFileSync(file, join(made, basename(file)))
  const { prepareDatabaseImage } = await import(pathToFileURL(join(made, 'database-image.js')).href)
  await prepareDatabaseImage(made)
}

async function buildWeb() {
  const { build } = await import('vite')
  const folder = join(root, 'web')
  await build({ root: folder, logLevel: 'warn', build: { outDir: join(made, 'web'), emptyOutDir: true } })
}

/** What others name goes last: chunks and assets, then entries and pages, then the stamp. */
function moveIn(files) {
  const rank = (file) => (file === 'build.json' ? 3 : file === 'cli.js' ? 2 : /-[\w-]{8}\.\w+$/.test(file) ? 0 : 1)
  for (const file of files.sort((a, b) => rank(a) - rank(b))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    renameSync(join(made, file), join(dist, file))
  }
}

function sweep() {
  const current = new Set(Object.values(readBuild().files ?? {}).flat())
  for (const name of readdirSync(dist)) {
    if (current.has(name)) continue
    const path = join(dist, name)
    const old = Date.now() - statSync(path).mtimeMs > FORMER
    if (old && (/-[\w-]{8}\.js$/.test(name) || name.startsWith('.making-'))) rmSync(path, { recursive: true, force: true })
  }
}

function filesIn(folder, pattern) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && pattern.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\.test\.ts$/.test(file))
    .sort()
}
