// A session with a PostgreSQL that somebody depends on: it can only read, gives up soon, waits for no lock, and says who it is.

import { hash } from 'node:crypto'
import { userInfo } from 'node:os'
import pg from 'pg'
import { LiveDatabaseError } from './error.ts'
import { reasonOf } from './reasons.ts'

export interface LiveConnection {
  /** 64-bit integers come as numbers. */
  query<Row>(sql: string): Promise<readonly Row[]>
  /** Of the server and the database, never of the user or the password. */
  readonly place: string
  close(): Promise<void>
}

const CONNECT_MS = 10_000
const SETTINGS = {
  default_transaction_read_only: 'on',
  statement_timeout: '5000',
  lock_timeout: '1000',
  idle_in_transaction_session_timeout: '60000',
  // Names of types and defaults are printed as the embedded Postgres prints them.
  search_path: 'public',
} as const
/** Parameters of an address that would change the session. */
const OURS = ['options', 'application_name', 'fallback_application_name', ...Object.keys(SETTINGS), 'query_timeout']
/** By what a statement of this program is known where the server counts statements. */
export const MARK = '/* throughline */'

export async function connectLive(address: string): Promise<LiveConnection> {
  const url = readAddress(address)
  const told = { host: url.searchParams.get('host') || url.hostname || 'localhost', port: url.port || '5432' }
  const client = new pg.Client({
    connectionString: url.href,
    application_name: 'throughline',
    connectionTimeoutMillis: CONNECT_MS,
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: {
      getTypeParser: (id: number, format?: string) =>
        id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format as 'text'),
    },
  })
  // A connection that ends between two questions is told by the next one.
  client.on('error', () => {})
  const failed = (error: unknown) =>
    new LiveDatabaseError(reasonOf(error, { ...told, database: client.database ?? '', user: client.user ?? '' }, secretsOf(url)))
  try {
    await client.connect()
    const { rows } = await client.query(marked(`SELECT current_setting('default_transaction_read_only') AS read_only`))
    if (rows[0]?.read_only !== 'on')
      throw new LiveDatabaseError('the server does not take the setting default_transaction_read_only, and nothing is asked without it')
  } catch (error) {
    await client.end().catch(() => {})
    throw error instanceof LiveDatabaseError ? error : failed(error)
  }
  return {
    place: hash('sha1', JSON.stringify([told, client.database])),
    async query<Row>(sql: string) {
      try {
        return (await client.query(marked(sql))).rows as readonly Row[]
      } catch (error) {
        throw failed(error)
      }
    },
    close: () => client.end().catch(() => {}),
  }
}

/** Inside: what stands before a statement is not always kept. */
const marked = (sql: string) => sql.replace(/^\s*\w+/, `$& ${MARK}`)

function readAddress(address: string): URL {
  if (!/^postgres(?:ql)?:\/\//i.test(address))
    throw new LiveDatabaseError('--pg takes the address of a database: postgresql://user@host:5432/database')
  // A parser's error would hold the address.
  if (!URL.canParse(address))
    throw new LiveDatabaseError('the address of --pg cannot be read; characters like / # @ in its password are written as %2F %23 %40')
  const url = new URL(address)
  for (const name of OURS) url.searchParams.delete(name)
  const user = url.username || url.searchParams.get('user') || process.env.PGUSER || systemUser()
  if (!url.username && user) url.searchParams.set('user', user)
  // The driver takes these for verify-full too, and warns of it.
  if (/^(?:prefer|require|verify-ca)$/.test(url.searchParams.get('sslmode') ?? '') && !url.searchParams.has('uselibpqcompat'))
    url.searchParams.set('sslmode', 'verify-full')
  return url
}

/** As psql has it; the driver only looks at USER, which a container or a job often lacks. */
function systemUser(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}

function secretsOf(url: URL): readonly string[] {
  const password = url.searchParams.get('password') ?? ''
  const plain = (text: string) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }
  return [url.password, plain(url.password), password, process.env.PGPASSWORD ?? ''].filter((s) => s !== '')
}
