// Which database a text was written for, by what only one of them understands.

import type { Dialect } from './migrations.ts'

const HINTS: readonly (readonly [Dialect, number, RegExp])[] = [
  ['postgres', 3, /\b(?:big|small)?serial\b/i],
  ['postgres', 3, /\b(?:timestamptz|jsonb|bytea|plpgsql|ilike|tsvector|citext)\b/i],
  ['postgres', 2, /\$(?:\w*)\$|'::\w|\w::[a-z]/i],
  ['postgres', 3, /\bcreate\s+(?:extension|type|domain|materialized|policy)\b/i],
  ['postgres', 2, /\b(?:gen_random_uuid|uuid_generate_v4|nextval|setval)\s*\(/i],
  ['postgres', 2, /\busing\s+(?:gin|gist|brin|btree|hash)\b/i],
  ['postgres', 2, /\bwith(?:out)?\s+time\s+zone\b|\bgenerated\s+(?:always|by\s+default)\s+as\s+identity\b/i],
  ['postgres', 1, /\bcharacter\s+varying\b|\b(?:text|integer|int|varchar)\s*\[\]|\bconcurrently\b/i],
  ['mysql', 4, /`\w+`/],
  ['mysql', 4, /\bengine\s*=\s*(?:innodb|myisam|memory|aria)/i],
  ['mysql', 4, /\bauto_increment\b/i],
  ['mysql', 2, /\b(?:tinyint|mediumint|mediumtext|longtext|longblob)\b|\b(?:int|bigint)(?:\(\d+\))?\s+unsigned\b/i],
  ['mysql', 2, /\bon\s+update\s+current_timestamp\b|\bdefault\s+charset\b/i],
  ['sqlite', 4, /\bautoincrement\b/i],
  ['sqlite', 4, /\bwithout\s+rowid\b|^\s*pragma\s/im],
  ['sqlite', 3, /\binsert\s+or\s+(?:replace|ignore)\b|\bstrftime\s*\(|\bfts5\b/i],
  // MySQL has the type as well, and says more of itself.
  ['sqlite', 3, /^\s*"?\w+"?\s+blob\b\s*(?:,|\)|not\b|null\b|primary\b|default\b|unique\b|references\b|check\b|$)/im],
  ['sqlite', 1, /\binteger\s+primary\s+key\b(?!\s+generated)|\bdatetime\b/i],
  [
    'other',
    9,
    /\bengine\s*=\s*[\w()?]*mergetree|\blowcardinality\s*\(|\bdatetime64\s*\(|\bcodec\s*\(|\bidentity\s*\(\s*1\s*,\s*1\s*\)|\bnvarchar\b|\bvarchar2\b/i,
  ],
]

const FOLDERS: readonly (readonly [Dialect, RegExp])[] = [
  ['postgres', /^(?:postgres(?:ql)?|pg|pgx|psql|timescale(?:db)?|cockroach(?:db)?|crdb)$/i],
  ['mysql', /^(?:mysql|mariadb)$/i],
  ['sqlite', /^sqlite3?$/i],
  ['other', /^(?:clickhouse|mssql|sqlserver|oracle|cassandra|spanner|snowflake|bigquery)$/i],
]

/** The database that a part of a path names. */
export function dialectOfPath(path: string): Dialect | undefined {
  const words = path.split('/').flatMap((segment) => segment.split(/[._-]/))
  for (const [dialect, name] of FOLDERS) if (words.some((word) => name.test(word))) return dialect
  return undefined
}

export const dialectOfWord = (word: string): Dialect | undefined => FOLDERS.find(([, name]) => name.test(word))?.[0]

/** Text that could be any of them is `otherwise`. */
export function recogniseDialect(path: string, sql: string, otherwise: Dialect = 'postgres'): Dialect {
  const named = dialectOfPath(path)
  if (named) return named
  const code = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')
  const scores: Record<Dialect, number> = { postgres: 0, mysql: 0, sqlite: 0, other: 0 }
  for (const [dialect, weight, hint] of HINTS) if (hint.test(code)) scores[dialect] += weight
  const best = (['postgres', 'mysql', 'sqlite', 'other'] as const).reduce((a, b) => (scores[b] > scores[a] ? b : a))
  return scores[best] > 0 ? best : otherwise
}
