// The commands of a text, as they are asked about one by one: a text without values may hold several, which drivers send as they stand.

import { splitStatements } from '../sql/parser.ts'
import type { PreparedStatement } from '../sql/schema.ts'
import type { StatementResult } from '../sql/statements/links.ts'

/** What is said against a text. */
export interface Said {
  readonly sqlstate?: string
  readonly message: string
  readonly position?: number
  readonly hint?: string
  /** It is not even SQL. */
  readonly unparsed?: true
}

interface Command {
  readonly sql: string
  /** In the text. */
  readonly offset: number
}

/** Of a text that can be parsed. */
export function commandsOf(sql: string): readonly Command[] {
  if (!/;\s*\S/.test(sql) || /\$\d/.test(sql)) return [{ sql, offset: 0 }]
  const commands = splitStatements(sql)
  return commands.length > 1 ? commands : [{ sql, offset: 0 }]
}

export function saidOf(sql: string, links: StatementResult | undefined, answers: ReadonlyMap<string, PreparedStatement>): Said | undefined {
  if (links && !links.ok) return { sqlstate: links.sqlstate, message: links.error, position: links.position, unparsed: true }
  for (const command of commandsOf(sql)) {
    const answer = answers.get(command.sql)
    if (!answer || answer.ok) continue
    const { ok, position, ...rest } = answer
    return { ...rest, ...(position !== undefined && { position: position + [...sql.slice(0, command.offset)].length }) }
  }
  return undefined
}
