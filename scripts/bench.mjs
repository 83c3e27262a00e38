// npm run bench -- <repository> [--runs n]
// Times Throughline's whole job (index, audits, until the page answers with findings; and until the planner's answers are in too) cold and warm, beside CodeGraph's whole
// indexing process on a copy of the same repository and beside the floor (bench-floor.mjs), alternating, on this machine. Prints medians,
// ratios and the peak memory of each process tree. CodeGraph is fetched from npm into a temporary folder.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const PEER = '@colbymchenry/codegraph@1.6.1'
const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const runsAt = args.indexOf('--runs')
const runs = runsAt < 0 ? 3 : Number(args[runsAt + 1])
const path = args.find((a, i) => !a.startsWith('--') && (runsAt < 0 || i !== runsAt + 1))
if (!path || !existsSync(path) || !(runs > 0)) {
  process.stderr.write('usage: npm run bench -- <repository> [--runs n]\n')
  process.exit(2)
}
const repository = resolve(path)
const work = mkdtempSync(join(tmpdir(), 'throughline-bench-'))

try {
  execFileSync(process.execPath, [join(root, 'bin/throughline.mjs'), '--build-only'], { stdio: 'inherit' })
  const peer = installPeer()
  const rows = { 'Throughline, cold': [], 'Throughline, warm': [], 'CodeGraph, cold': [], 'floor, one thread': [] }
  for (let run = 0; run < runs; run++) {
    const cache = join(work, `cache-${run}`)
    rows['Throughline, cold'].push(await throughline(cache))
    if (peer) rows['CodeGraph, cold'].push(await codegraph(peer, run))
    rows['floor, one thread'].push(await floor())
    rows['Throughline, warm'].push(await throughline(cache))
  }
  report(rows)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** From the start of the process until the page answers and the audits are in. */
async function throughline(cache) {
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [join(root, 'bin/throughline.mjs'), repository, '--no-open', '--port', String(port), '--cache', cache],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, CI: 'true' },
    },
  )
  let trouble = ''
  child.stderr.on('data', (chunk) => {
    trouble += chunk
  })
  const memory = watchMemory(child.pid)
  const start = performance.now()
  let page
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Throughline ended with ${child.exitCode}: ${trouble.trim()}`)
    if (page === undefined && (await answers(`http://127.0.0.1:${port}/`))) page = performance.now() - start
    const findings = page === undefined ? undefined : await ask(port, '{ findings(first: 1) { totalCount } }')
    if (findings?.data?.findings) break
    await new Promise((done) => setTimeout(done, 20))
  }
  const wall = performance.now() - start
  const apart = storeApart(cache)
  // The planner is asked after the first graph. Ended before its answers are in, the next run would not be a warm one.
  while ((await ask(port, '{ status { coming } }'))?.data?.status?.coming !== false) {
    if (child.exitCode !== null) throw new Error(`Throughline ended with ${child.exitCode}: ${trouble.trim()}`)
    await new Promise((done) => setTimeout(done, 20))
  }
  const whole = performance.now() - start
  const peak = memory.stop()
  child.kill('SIGTERM')
  await new Promise((done) => child.once('exit', done))
  return { wall, whole, page, peak, ...apart }
}

/** What the run says of itself: the graph whole, and the loading of the store after it. */
function storeApart(cache) {
  const [folder] = readdirSync(cache)
  const { timings } = JSON.parse(readFileSync(join(cache, folder, 'session.json'), 'utf8'))
  return { graphMade: timings.graphMade, store: timings.store }
}

/** The whole process, as with the others: Node's start is in it. */
async function floor() {
  const start = performance.now()
  const child = spawn(process.execPath, [join(root, 'scripts/bench-floor.mjs'), repository], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  const memory = watchMemory(child.pid)
  const code = await new Promise((done) => child.once('close', done))
  const wall = performance.now() - start
  if (code !== 0) throw new Error(`the floor ended with ${code}`)
  return { wall, page: undefined, peak: memory.stop(), ...JSON.parse(said) }
}

async function codegraph(bin, run) {
  const copy = join(work, `copy-${run}`)
  cpSync(repository, copy, { recursive: true, filter: (from) => basename(from) !== '.git' && basename(from) !== 'node_modules' })
  const start = performance.now()
  const child = spawn(process.execPath, [bin, 'init', '-i', copy], {
    cwd: copy,
    stdio: 'ignore',
    env: { ...process.env, CODEGRAPH_TELEMETRY: '0', CI: 'true' },
  })
  const memory = watchMemory(child.pid)
  const code = await new Promise((done) => child.once('exit', done))
  const wall = performance.now() - start
  if (code !== 0) throw new Error(`CodeGraph ended with ${code}`)
  return { wall, page: undefined, peak: memory.stop() }
}

function installPeer() {
  const folder = join(work, 'peer')
  mkdirSync(folder)
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', PEER], { stdio: 'ignore' })
  } catch {
    process.stderr.write(`${PEER} could not be installed: only Throughline is measured\n`)
    return undefined
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/@colbymchenry/codegraph/package.json'), 'utf8'))
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin.codegraph
  return join(folder, 'node_modules/@colbymchenry/codegraph', bin)
}

/** Highest sum of resident memory of a process and its descendants, sampled; Linux only. */
function watchMemory(pid) {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, tree(pid))
  }, 25)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}

function tree(pid) {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return pages * 4096 + children.reduce((sum, child) => sum + tree(Number(child)), 0)
  } catch {
    return 0
  }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

async function ask(port, query) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return await response.json()
  } catch {
    return undefined
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

function report(rows) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
  const seconds = (ms) => (Number.isNaN(ms) ? '-' : `${(ms / 1000).toFixed(2)} s`)
  process.stdout.write(`${basename(repository)}, ${runs} runs, medians; Node ${process.version}\n\n`)
  process.stdout.write(
    `${'whole process'.padEnd(20)} ${'wall'.padStart(10)} ${'with plans'.padStart(12)} ${'page answers'.padStart(14)} ${'peak memory'.padStart(14)}\n`,
  )
  for (const [name, list] of Object.entries(rows)) {
    if (list.length === 0) continue
    const peak = median(list.map((r) => r.peak))
    const whole = list[0].whole === undefined ? '-' : seconds(median(list.map((r) => r.whole)))
    const page = list[0].page === undefined ? '-' : seconds(median(list.map((r) => r.page)))
    process.stdout.write(
      `${name.padEnd(20)} ${seconds(median(list.map((r) => r.wall))).padStart(10)} ${whole.padStart(12)} ${page.padStart(14)} ${(peak ? `${Math.round(peak / 1024 / 1024)} MB` : '-').padStart(14)}\n`,
    )
  }
  const floors = rows['floor, one thread']
  const overFloor = rows['Throughline, cold'].map((r, i) => r.wall / floors[i].wall)
  process.stdout.write(
    `\nfloor: ${floors[0].files} Go files, ${(floors[0].characters / 1e6).toFixed(1)} M characters, read and parsed, nothing else\n` +
      `Throughline cold / floor, pair by pair: ${overFloor.map((r) => r.toFixed(2)).join(', ')}; median ${median(overFloor).toFixed(2)}\n`,
  )
  const upToStore = rows['Throughline, cold'].map((r, i) => r.graphMade / floors[i].wall)
  process.stdout.write(
    `up to the store: ${seconds(median(rows['Throughline, cold'].map((r) => r.graphMade)))}, loading it: ${seconds(median(rows['Throughline, cold'].map((r) => r.store)))}; ` +
      `up to the store / floor, pair by pair: ${upToStore.map((r) => r.toFixed(2)).join(', ')}; median ${median(upToStore).toFixed(2)}\n`,
  )
  const [ours, theirs] = [rows['Throughline, cold'], rows['CodeGraph, cold']]
  if (theirs.length > 0) {
    const ratios = ours.map((r, i) => r.wall / theirs[i].wall)
    process.stdout.write(
      `\nThroughline cold / CodeGraph cold, pair by pair: ${ratios.map((r) => r.toFixed(2)).join(', ')}; median ${median(ratios).toFixed(2)}\n`,
    )
  }
}
