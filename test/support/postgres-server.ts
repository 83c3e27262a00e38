// A real PostgreSQL for one test, out of the machine's own binaries: thrown away afterwards.

import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

export interface TestServer {
  readonly port: number
  /** As the owner of everything. */
  run(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>
  address(user: string, password: string, database: string): string
  close(): void
}

const OWNER = 'owner'
const PASSWORD = 'of the owner'

/** The folder of initdb and pg_ctl; undefined where there is none. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const places = [...versions.map((v) => join(root, v, 'bin')), ...(process.env.PATH ?? '').split(':'), '/opt/homebrew/opt/postgresql/bin']
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'pg_ctl')))
}

export async function startServer(binaries: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-postgres-'))
  const data = join(folder, 'data')
  const port = await freePort()
  writeFileSync(join(folder, 'password'), PASSWORD)
  // PostgreSQL does not run as root.
  const as = process.getuid?.() === 0 ? 'postgres' : undefined
  if (as) for (const path of [folder, join(folder, 'password')]) chownSync(path, idOf('-u', as), idOf('-g', as))
  const command = (name: string, args: readonly string[]) => {
    const [file, ...all] = [...(as ? ['runuser', '-u', as, '--'] : []), join(binaries, name), ...args]
    execFileSync(file as string, all, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder })
  }
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    autovacuum: 'off',
    shared_preload_libraries: 'pg_stat_statements',
  }
  command('initdb', [
    '-D',
    data,
    '-U',
    OWNER,
    '-A',
    'scram-sha-256',
    '--pwfile',
    join(folder, 'password'),
    '-E',
    'UTF8',
    '--locale',
    'C',
    '-N',
  ])
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  command('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options.join(' '), 'start'])
  const address = (user: string, password: string, database: string) =>
    `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  return {
    port,
    address,
    async run(sql, database = 'postgres') {
      const client = new pg.Client({ connectionString: address(OWNER, PASSWORD, database) })
      await client.connect()
      try {
        const result = await client.query(sql)
        return (Array.isArray(result) ? result.at(-1) : result).rows
      } finally {
        await client.end()
      }
    },
    close() {
      command('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const idOf = (flag: string, user: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
