// Which databases a Go program can talk to, by the drivers that it imports: where migrations or their texts do not tell.

import type { RepositoryFile } from './discover-migrations.ts'
import type { Dialect } from './migrations.ts'

/** What an object mapper opens its handle with says more than a driver that is imported for its types. */
const OF_MAPPERS: readonly (readonly [Dialect, RegExp])[] = [
  ['postgres', /^gorm\.io\/driver\/postgres$|\/gorm\/dialects\/postgres$|\/bun\/dialect\/pgdialect$|^github\.com\/go-pg\/pg$/],
  ['mysql', /^gorm\.io\/driver\/mysql$|\/gorm\/dialects\/mysql$|\/bun\/dialect\/mysqldialect$/],
  [
    'sqlite',
    /^gorm\.io\/driver\/sqlite$|^github\.com\/glebarez\/sqlite$|\/gormlite$|\/gorm\/dialects\/sqlite$|\/bun\/dialect\/sqlitedialect$/,
  ],
  [
    'other',
    /^gorm\.io\/driver\/(?:sqlserver|clickhouse|bigquery|gaussdb)$|\/gorm\/dialects\/mssql$|\/bun\/dialect\/(?:mssql|oracle)dialect$/,
  ],
]

const DRIVERS: readonly (readonly [Dialect, RegExp])[] = [
  ['postgres', /^github\.com\/lib\/pq$|^github\.com\/jackc\/pgx(?:\/|$)|\/bun\/driver\/pgdriver$/],
  ['mysql', /^github\.com\/go-sql-driver\/mysql$/],
  [
    'sqlite',
    /^github\.com\/mattn\/go-sqlite3$|^modernc\.org\/sqlite$|^github\.com\/(?:glebarez\/go-sqlite|ncruces\/go-sqlite3)(?:\/|$)|\/bun\/driver\/sqliteshim$/,
  ],
  [
    'other',
    /^github\.com\/(?:microsoft|denisenkom)\/go-mssqldb$|^github\.com\/ClickHouse\/clickhouse-go(?:\/|$)|^github\.com\/sijms\/go-ora(?:\/|$)/,
  ],
]

const IMPORT = /"([\w.~/-]+)"/g
const ORDER: readonly Dialect[] = ['postgres', 'mysql', 'sqlite', 'other']

/** Postgres first, which is judged exactly; nothing where no driver is in view. */
export function driversOf(code: readonly RepositoryFile[]): readonly Dialect[] {
  const paths = new Set<string>()
  for (const file of code) {
    const text = file.read()
    const end = text.search(/^(?:func|type|var|const)\b/m)
    for (const match of (end < 0 ? text : text.slice(0, end)).matchAll(IMPORT)) paths.add((match[1] ?? '').replace(/\/v\d+(?=\/|$)/, ''))
  }
  const found = (rows: typeof DRIVERS) => new Set(rows.filter(([, path]) => [...paths].some((p) => path.test(p))).map(([d]) => d))
  const mapped = found(OF_MAPPERS)
  const all = mapped.size > 0 ? mapped : found(DRIVERS)
  return ORDER.filter((d) => all.has(d))
}
