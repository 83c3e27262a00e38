// A refusal in other words than the database's, and what would end it, where that is known.

import { nameIn } from './names.ts'

export interface Explanation {
  readonly hint?: string
  readonly fix?: string
}

export function explain(sql: string, { sqlstate, message, hint, position }: Refused): Explanation {
  const found = byState(sql, sqlstate ?? '', message, position)
  const said = found.hint ?? hint
  return { ...found, ...(said !== undefined && { hint: said }) }
}

interface Refused {
  readonly sqlstate?: string
  readonly message: string
  readonly hint?: string
  readonly position?: number
}

function byState(sql: string, sqlstate: string, message: string, position: number | undefined): Explanation {
  const name = nameIn(message)
  const quoted = /"([^"]+)"/.exec(message)?.[1]
  switch (sqlstate) {
    case '42703':
      return name?.kind === 'column' ? unknownColumn(sql, name.name, name.of, position) : {}
    case '42P01':
      return name ? { fix: `Create \`${name.name}\` in a migration, or write the name that the schema has.` } : {}
    case '42702':
      return {
        hint: 'several of the tables that are read have a column of that name',
        fix: `Write the table, or its alias, before \`${quoted ?? 'the column'}\`.`,
      }
    case '42883':
      return /^operator/.test(message)
        ? { hint: 'the two sides have types that are not compared with each other', fix: 'Cast one side to the type of the other.' }
        : { fix: 'Write a function that the database has, with arguments of its types, or create it in a migration.' }
    case '42804':
      return { hint: 'a value of one type stands where the other is wanted', fix: 'Cast it to the type that is wanted.' }
    case '22P02':
      return { hint: 'the constant is none of the values of the type of its column' }
    case '42803':
      return { hint: 'what is neither grouped by nor in an aggregate has no one value for a group' }
    case '42P10':
      return conflict(sql)
    case '23502':
      return {
        hint: 'the column has no default, and the text leaves it out',
        fix: `Give \`${quoted ?? 'the column'}\` a value in the statement, or a default in a migration.`,
      }
    case '08P01':
      return { fix: 'Give one value for each number, in the order of the numbers.' }
    case '42601':
      return /multiple commands/.test(message)
        ? {
            hint: 'a text with values can hold one command only',
            fix: 'Send each command by itself, in one transaction if they belong together.',
          }
        : {}
    default:
      return {}
  }
}

function unknownColumn(sql: string, column: string, of: string | undefined, position: number | undefined): Explanation {
  const alias = of === undefined && new RegExp(`\\bAS\\s+"?${column.replace(/\W/g, '\\$&')}"?(?![\\w"])`, 'i').exec(sql)
  if (!alias || position === undefined || alias.index > position)
    return { fix: `Add \`${column}\` to ${of ? `\`${of}\`` : 'its table'} in a migration, or write the name of a column that is there.` }
  const clauses = [...sql.slice(0, position).matchAll(/\b(ORDER\s+BY|WHERE|HAVING|ON|GROUP\s+BY)\b/gi)]
  const clause = clauses.at(-1)?.[1]?.toUpperCase().replace(/\s+/g, ' ') ?? 'there'
  return {
    hint:
      clause === 'ORDER BY'
        ? 'an alias of the SELECT list can be ordered by alone, not inside an expression'
        : `an alias of the SELECT list is not known in ${clause}`,
    fix: `Repeat in ${clause} the expression that \`${column}\` stands for, or put the statement as a subquery into FROM and use the alias outside it.`,
  }
}

function conflict(sql: string): Explanation {
  const [, table, columns] = /\bINTO\s+([\w."]+)[\s\S]*\bON\s+CONFLICT\s*\(([^()]*)\)/i.exec(sql) ?? []
  return {
    hint: 'ON CONFLICT needs a unique index on exactly these columns',
    ...(table && columns && { fix: `CREATE UNIQUE INDEX CONCURRENTLY ON ${table} (${columns.trim()});` }),
  }
}
