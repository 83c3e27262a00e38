// ALTER TABLE, RENAME and DROP of MySQL and SQLite, one action a statement.

import { columnDefinition } from './columns.ts'
import type { Names } from './expressions.ts'
import { qualifiedName, type TokenStatements, tableElement, type WritableNames } from './tables.ts'
import { closing, type ForeignDialect, insert, nameOf, nameToken, splitAtCommas, type Token } from './tokens.ts'

export function alterTable(tokens: readonly Token[], dialect: ForeignDialect, names: WritableNames): TokenStatements {
  const at = tokens.findIndex((t) => t.word === 'table')
  const { tokens: table, next } = qualifiedName(tokens, at + (tokens[at + 1]?.word === 'if' ? 3 : 1), names)
  return splitAtCommas(tokens.slice(next)).flatMap((action) => alterAction(action, table, dialect, names))
}

const name = (token: Token | undefined, names: Names) => {
  const written = nameOf(token)
  return nameToken(names.get(written.toLowerCase()) ?? written, token?.at ?? 0, token?.end ?? 0)
}

/** The words that may stand between an action and its column. */
const skip = (action: readonly Token[], words: RegExp) => {
  let at = 1
  while (words.test(action[at]?.word ?? '')) at++
  return at
}

function alterAction(action: readonly Token[], table: readonly Token[], dialect: ForeignDialect, names: WritableNames): TokenStatements {
  const [first, second] = action
  if (!first) return []
  const alter = (...parts: readonly (readonly Token[] | string)[]) => [
    insert('ALTER TABLE', first),
    ...table,
    ...parts.flatMap((p) => (typeof p === 'string' ? [insert(p, first)] : p)),
  ]
  const dropped = (token: Token | undefined) => [alter('DROP CONSTRAINT', [name(token, names)])]
  if (first.word === 'add') return addition(action, table, alter, dialect, names)
  if (first.word === 'drop') {
    if (second?.word === 'primary') return [alter('DROP CONSTRAINT "PRIMARY"')]
    if (/^(?:index|key|constraint|check)$/.test(second?.word ?? ''))
      return dropped(action[skip(action, /^(?:index|key|constraint|check|if|exists)$/)])
    if (second?.word === 'foreign') return dropped(action[skip(action, /^(?:foreign|key|if|exists)$/)])
    return [alter('DROP COLUMN', [name(action[skip(action, /^(?:column|if|exists)$/)], names)])]
  }
  if (first.word === 'modify' || first.word === 'change') {
    const at = skip(action, /^(?:column)$/)
    const renamed = first.word === 'change'
    const column = columnDefinition(action.slice(renamed ? at + 1 : at), dialect)
    if (!column) return []
    const old = name(action[at], names)
    if (renamed) names.set(column.name.toLowerCase(), column.name)
    const now = renamed ? nameToken(column.name, first.at, first.end) : old
    return [
      ...(old.text === now.text ? [] : [alter('RENAME COLUMN', [old], 'TO', [now])]),
      alter('ALTER COLUMN', [now], 'TYPE', column.type),
      alter('ALTER COLUMN', [now], column.notNull ? 'SET NOT NULL' : 'DROP NOT NULL'),
    ]
  }
  if (first.word === 'rename') return rename(action, alter, names)
  if (first.word === 'alter' && action.some((t) => t.word === 'default')) {
    const at = skip(action, /^(?:column)$/)
    const rest = action.slice(at + 1)
    return [alter('ALTER COLUMN', [name(action[at], names)], rest)]
  }
  // ENGINE, CHARSET, AUTO_INCREMENT, ALGORITHM …: nothing of the schema.
  return []
}

type Alter = (...parts: readonly (readonly Token[] | string)[]) => readonly Token[]

function addition(
  action: readonly Token[],
  table: readonly Token[],
  alter: Alter,
  dialect: ForeignDialect,
  names: WritableNames,
): TokenStatements {
  const at = skip(action, /^(?:column)$/)
  const start = action[at]?.word === 'if' ? at + 3 : at
  const several = action[start]?.text === '('
  const elements = several ? splitAtCommas(action.slice(start + 1, closing(action, start))) : [action.slice(start)]
  return elements.flatMap((element): TokenStatements => {
    const { inside, beside } = tableElement(element, table, dialect, names)
    if (beside) return [beside]
    if (!inside) return []
    const constraint = /^(?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK)$/i.test(inside[0]?.text ?? '')
    return [alter(constraint ? 'ADD' : 'ADD COLUMN', inside)]
  })
}

function rename(action: readonly Token[], alter: Alter, names: WritableNames): TokenStatements {
  const kind = action[1]?.word ?? ''
  const to = action.findIndex((t, i) => i > 0 && (t.word === 'to' || t.word === 'as' || t.text === '='))
  const target = action[to + 1]
  const written = nameOf(target)
  // `RENAME TO b`, and MySQL's `RENAME b`.
  if (to <= 1 && !/^(?:column|index|key)$/.test(kind)) {
    const last = to < 0 ? action[1] : target
    names.set(nameOf(last).toLowerCase(), nameOf(last))
    return [alter('RENAME TO', [name(last, names)])]
  }
  const old = action[to - 1]
  if (kind === 'index' || kind === 'key')
    return [[insert('ALTER INDEX', action[0]), name(old, names), insert('RENAME TO', old), name(target, names)]]
  names.set(written.toLowerCase(), written)
  return [alter('RENAME COLUMN', [name(old, names)], 'TO', [name(target, names)])]
}

/** `RENAME TABLE a TO b, c TO d` */
export function renameTables(tokens: readonly Token[], names: WritableNames): TokenStatements {
  return splitAtCommas(tokens.slice(2)).flatMap((pair): TokenStatements => {
    const { tokens: old, next } = qualifiedName(pair, 0, names)
    const written = nameOf(qualifiedName(pair, next + 1, new Map()).tokens[0])
    names.set(written.toLowerCase(), written)
    return [[insert('ALTER TABLE', pair[0]), ...old, insert('RENAME TO', pair[0]), ...qualifiedName(pair, next + 1, names).tokens]]
  })
}

/** `DROP INDEX a ON b`: the name counts in its table only. */
export function dropIndexOn(tokens: readonly Token[], names: Names): readonly Token[] {
  const on = tokens.findIndex((t) => t.word === 'on')
  const [first] = tokens
  return [
    insert('ALTER TABLE', first),
    ...qualifiedName(tokens, on + 1, names).tokens,
    insert('DROP CONSTRAINT', first),
    name(tokens[on - 1], names),
  ]
}
