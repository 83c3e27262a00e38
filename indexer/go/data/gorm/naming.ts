// Names of tables, columns and constraints as schema/naming.go forms them.

import { createHash } from 'node:crypto'
import { plural } from '../inflection.ts'

export interface NamingStrategy {
  readonly tablePrefix: string
  readonly singularTable: boolean
  readonly noLowerCase: boolean
}

export const DEFAULT_NAMING: NamingStrategy = { tablePrefix: '', singularTable: false, noLowerCase: false }

const INITIALISMS =
  'API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON LHS QPS RAM RHS RPC SLA SMTP SSH TLS TTL UID UI UUID URI URL UTF8 VM XML XSRF XSS'.split(
    ' ',
  )

/** Earlier words win over later ones that start alike: `HTTPS` is `Http` and `S`. */
const INITIALISM = new RegExp(INITIALISMS.join('|'), 'g')

const upper = (c: string | undefined) => c !== undefined && c >= 'A' && c <= 'Z'
const digit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9'

export function toDbName(name: string, { noLowerCase }: NamingStrategy = DEFAULT_NAMING): string {
  if (name === '' || noLowerCase) return name
  const value = name.replace(INITIALISM, (word) => word.charAt(0) + word.slice(1).toLowerCase())
  let result = ''
  let before = false
  for (let i = 0; i < value.length - 1; i++) {
    const c = value.charAt(i)
    const next = value.charAt(i + 1)
    const current = upper(c)
    if (current) {
      if (!(before && (upper(next) || digit(next))) && i > 0 && value.charAt(i - 1) !== '_' && next !== '_') result += '_'
      result += c.toLowerCase()
    } else result += c
    before = current
  }
  const last = value.charAt(value.length - 1)
  return upper(last) ? `${result}${!before && value.length > 1 ? '_' : ''}${last.toLowerCase()}` : result + last
}

export function tableName(name: string, naming: NamingStrategy): string {
  const db = toDbName(name, naming)
  return naming.tablePrefix + (naming.singularTable ? db : plural(db))
}

export function joinTableName(name: string, naming: NamingStrategy): string {
  if (!naming.noLowerCase && name.toLowerCase() === name) return naming.tablePrefix + name
  return tableName(name, naming)
}

const LONGEST = 63

function constraintName(prefix: string, table: string, name: string): string {
  const full = `${prefix}_${table}_${name}`.replaceAll('.', '_')
  return full.length > LONGEST ? full.slice(0, LONGEST - 8) + createHash('sha1').update(full).digest('hex').slice(0, 8) : full
}

export const foreignKeyName = (table: string, relation: string, naming: NamingStrategy) =>
  constraintName('fk', table, toDbName(relation, naming))
export const indexName = (table: string, column: string, naming: NamingStrategy) => constraintName('idx', table, toDbName(column, naming))
export const uniqueName = (table: string, column: string, naming: NamingStrategy) => constraintName('uni', table, toDbName(column, naming))
export const checkName = (table: string, column: string) => constraintName('chk', table, column)
