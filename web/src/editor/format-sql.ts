// A statement on lines of its own, as one reads it.

import { formatDialect, postgresql } from 'sql-formatter'

const WIDTH = 58

/** What is no whole SQL, as a text with parts that only the running program knows, stays as it is. */
export function formatSql(sql: string): string {
  try {
    return formatDialect(sql, { dialect: postgresql, expressionWidth: WIDTH })
  } catch {
    return sql
  }
}
