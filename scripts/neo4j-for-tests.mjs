// A real Neo4j for the tests, out of Maven Central's jars: needs mvn and Java 17 or later, no container.
//   eval "$(node scripts/neo4j-for-tests.mjs start)"    starts a server, prints what the tests read from the environment
//   node scripts/neo4j-for-tests.mjs stop               stops the one that the environment names and removes its data
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const VERSION = '5.26.28'
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
const READY_MS = 120_000
const OPENS = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent', 'jdk.internal.misc'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
)

const [command] = process.argv.slice(2)
if (command === 'start') await start()
else if (command === 'stop') await stop()
else fail('usage: node scripts/neo4j-for-tests.mjs start|stop')

async function start() {
  const home = mkdtempSync(join(tmpdir(), 'throughline-neo4j-'))
  const classPath = fetchJars(home)
  const password = randomBytes(12).toString('hex')
  const port = await freePort()
  mkdirSync(join(home, 'conf'))
  writeFileSync(
    join(home, 'conf', 'neo4j.conf'),
    `server.bolt.listen_address=127.0.0.1:${port}
server.bolt.advertised_address=127.0.0.1:${port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
`,
  )
  const env = { ...process.env, NEO4J_HOME: home, NEO4J_CONF: join(home, 'conf') }
  const java = ['-cp', classPath]
  execFileSync('java', [...java, 'org.neo4j.cli.AdminTool', 'dbms', 'set-initial-password', password], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const log = join(home, 'server.log')
  const out = openSync(log, 'a')
  const server = spawn(
    'java',
    ['-Xmx1g', ...OPENS, ...java, 'org.neo4j.server.CommunityEntryPoint', `--home-dir=${home}`, `--config-dir=${join(home, 'conf')}`],
    { env, detached: true, stdio: ['ignore', out, out] },
  )
  server.unref()
  writeFileSync(join(home, 'pid'), String(server.pid))
  await ready(home, server)
  for (const [name, value] of Object.entries({ URI: `bolt://127.0.0.1:${port}`, PASSWORD: password, HOME: home }))
    console.log(`export THROUGHLINE_TEST_NEO4J_${name}='${value}'`)
}

/** Resolves the server's jars into Maven's own cache; gives their class path. */
function fetchJars(home) {
  const pom = join(home, 'pom.xml')
  const list = join(home, 'classpath.txt')
  writeFileSync(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>throughline</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`,
  )
  execFileSync(
    'mvn',
    ['-q', '-B', '-f', pom, `${DEPENDENCY_PLUGIN}:build-classpath`, `-Dmdep.outputFile=${list}`, `-Dmdep.pathSeparator=${delimiter}`],
    {
      stdio: ['ignore', 2, 2],
    },
  )
  return readFileSync(list, 'utf8').trim()
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function ready(home, server) {
  let ended = false
  server.on('exit', () => {
    ended = true
  })
  for (const end = Date.now() + READY_MS; Date.now() < end && !ended; ) {
    if (read(join(home, 'logs', 'neo4j.log')).includes('Started.')) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  if (!ended) process.kill(server.pid)
  fail(`Neo4j did not start:\n${read(join(home, 'server.log'))}${read(join(home, 'logs', 'neo4j.log'))}`)
}

async function stop() {
  const home = process.env.THROUGHLINE_TEST_NEO4J_HOME
  if (!home) fail('THROUGHLINE_TEST_NEO4J_HOME is not set: nothing to stop')
  const pid = Number(read(join(home, 'pid')))
  if (pid > 0 && isAlive(pid)) process.kill(pid)
  for (const end = Date.now() + 30_000; pid > 0 && isAlive(pid) && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 100))
  if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGKILL')
  rmSync(home, { recursive: true, force: true })
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
