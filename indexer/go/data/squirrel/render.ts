// What squirrel writes for a chain, as its own builders do (select.go, insert.go, update.go, delete.go, expr.go): question
// marks stay until the text is whole.

import type { BuilderCall, StatementEffect } from '../../evaluate/events.ts'
import { pointerless } from '../../types.ts'
import type { ModelValue, Value } from '../../values.ts'
import { bind, hole, type ProgramContext } from '../session.ts'
import type { RenderedStatement } from '../statement.ts'
import { renderWith } from '../text/render.ts'
import { type Chains, type Writing, written } from '../text/write.ts'
import { createConditions } from './conditions.ts'
import type { SquirrelState } from './model.ts'

const { condition, list, text: textOrExpression } = createConditions(chainText)

export function renderSquirrel(effect: StatementEffect, context: ProgramContext, chains: Chains): readonly RenderedStatement[] {
  return renderWith(context, chains, (writing) => {
    const [call] = effect.calls
    const value = call?.args[0] && writing.session.pick(call.args[0])
    if (value?.kind !== 'model' || value.model !== 'squirrel') return undefined
    return { sql: squirrelText(writing, value), ...(call?.name === 'one' && { boundedBy: 'one row is read' }) }
  })
}

export const squirrelText = (writing: Writing, chain: ModelValue): string => chainText(writing, (chain.state as SquirrelState).calls)

interface Parts {
  readonly heads: BuilderCall[]
  readonly columns: string[]
  readonly options: string[]
  readonly joins: string[]
  readonly where: string[]
  readonly groups: string[]
  readonly having: string[]
  readonly orders: string[]
  readonly prefixes: string[]
  readonly suffixes: string[]
  readonly values: string[][]
  readonly sets: (readonly [string, string])[]
  from: string
  limit: string
  offset: string
  select: string
}

function chainText(writing: Writing, calls: readonly BuilderCall[]): string {
  const p: Parts = {
    heads: [],
    columns: [],
    options: [],
    joins: [],
    where: [],
    groups: [],
    having: [],
    orders: [],
    prefixes: [],
    suffixes: [],
    values: [],
    sets: [],
    from: '',
    limit: '',
    offset: '',
    select: '',
  }
  for (const call of calls) step(writing, p, call)
  const [head] = p.heads
  const words = (parts: readonly string[]) => parts.filter((s) => s !== '').join(' ')
  const where = p.where.length > 0 ? `WHERE ${p.where.join(' AND ')}` : ''
  const order = p.orders.length > 0 ? `ORDER BY ${p.orders.join(', ')}` : ''
  const limit = words([p.limit && `LIMIT ${p.limit}`, p.offset && `OFFSET ${p.offset}`])
  switch (head?.name) {
    case 'Insert':
    case 'Replace': {
      const columns = [...p.columns, ...p.sets.map(([c]) => c)]
      const rows = p.sets.length > 0 ? [p.sets.map(([, v]) => v)] : p.values
      const body = p.select || (rows.length > 0 ? `VALUES ${rows.map((r) => `(${r.join(',')})`).join(',')}` : 'DEFAULT VALUES')
      return words([
        ...p.prefixes,
        'INSERT',
        ...p.options,
        `INTO ${p.from}`,
        columns.length > 0 ? `(${columns.join(',')})` : '',
        body,
        ...p.suffixes,
      ])
    }
    case 'Update':
      return words([
        ...p.prefixes,
        `UPDATE ${p.from} SET ${p.sets.map(([c, v]) => `${c} = ${v}`).join(', ')}`,
        p.select && `FROM ${p.select}`,
        where,
        order,
        limit,
        ...p.suffixes,
      ])
    case 'Delete':
      return words([...p.prefixes, `DELETE FROM ${p.from}`, where, order, limit, ...p.suffixes])
    case 'Select':
      return words([
        ...p.prefixes,
        'SELECT',
        ...p.options,
        p.columns.join(', '),
        p.from && `FROM ${p.from}`,
        ...p.joins,
        where,
        p.groups.length > 0 ? `GROUP BY ${p.groups.join(', ')}` : '',
        p.having.length > 0 ? `HAVING ${p.having.join(' AND ')}` : '',
        order,
        limit,
        ...p.suffixes,
      ])
    default: {
      const [unknown] = calls
      if (unknown?.name !== 'Unknown') return ''
      return hole(
        writing.session,
        unknown?.args[0] ?? { kind: 'unknown', type: { kind: 'unknown' }, reason: 'unknown-name' },
        unknown?.words[0] ?? 'chain',
      )
    }
  }
}

function step(w: Writing, p: Parts, call: BuilderCall): void {
  const { name, args, words } = call
  const first = () => textOrExpression(w, args[0], words[0] ?? 'text', args.slice(1))
  switch (name) {
    case 'Select':
      // On an insert it is the rows; elsewhere the head.
      if (p.heads.length > 0) p.select = first()
      else {
        p.heads.push(call)
        p.columns.push(...list(w, call))
      }
      return
    case 'Insert':
    case 'Replace':
    case 'Update':
    case 'Delete':
      p.heads.push(call)
      p.from = args[0] ? first() : p.from
      return
    case 'Columns':
      p.columns.push(...list(w, call))
      return
    case 'Column':
      p.columns.push(first())
      return
    case 'RemoveColumns':
      p.columns.length = 0
      return
    case 'Distinct':
      p.options.push('DISTINCT')
      return
    case 'Options':
      p.options.push(...list(w, call))
      return
    case 'From':
      if (p.heads[0]?.name === 'Update') p.select = first()
      else p.from = first()
      return
    case 'FromSelect':
      p.from = `(${first()}) AS ${written(w, args[1] ?? NOTHING, words[1] ?? 'alias')}`
      return
    case 'Into':
    case 'Table':
      p.from = first()
      return
    case 'JoinClause':
      p.joins.push(first())
      return
    case 'Join':
    case 'LeftJoin':
    case 'RightJoin':
    case 'InnerJoin':
    case 'CrossJoin':
      p.joins.push(`${name === 'Join' ? 'JOIN' : `${name.slice(0, -4).toUpperCase()} JOIN`} ${first()}`)
      return
    case 'Where':
      push(p.where, condition(w, call))
      return
    case 'Having':
      push(p.having, condition(w, call))
      return
    case 'GroupBy':
      p.groups.push(...list(w, call))
      return
    case 'OrderBy':
      p.orders.push(...list(w, call))
      return
    case 'OrderByClause':
      p.orders.push(first())
      return
    case 'Limit':
    case 'Offset':
      p[name === 'Limit' ? 'limit' : 'offset'] = args[0]?.kind === 'number' ? String(args[0].value) : bind(w.session, args[0])
      return
    case 'RemoveLimit':
      p.limit = ''
      return
    case 'RemoveOffset':
      p.offset = ''
      return
    case 'Prefix':
    case 'PrefixExpr':
      p.prefixes.push(first())
      return
    case 'Suffix':
    case 'SuffixExpr':
      p.suffixes.push(first())
      return
    case 'Values':
      p.values.push(args.map((a, i) => valueText(w, a, words[i])))
      return
    case 'Set':
      p.sets.push([written(w, args[0] ?? NOTHING, words[0] ?? 'column'), valueText(w, args[1] ?? NOTHING, words[1])])
      return
    case 'SetMap':
      setMap(w, p, args[0], words[0])
      return
    case 'Narrowed':
      w.notes.add('there are more alternatives than are followed')
      return
    default:
      w.notes.add(`${name} is not followed`)
  }
}

const NOTHING: Value = { kind: 'nil', type: { kind: 'unknown' } }

function push(into: string[], text: string): void {
  if (text !== '') into.push(text)
}

/** A value is bound; an expression or a chain is written. */
function valueText(w: Writing, value: Value, words = 'value'): string {
  const at = w.session.pick(value)
  return at.kind === 'model' && /^squirrel/.test(at.model) ? textOrExpression(w, at, words) : bind(w.session, value)
}

function setMap(w: Writing, p: Parts, value: Value | undefined, words = 'columns'): void {
  const at = value && w.session.pick(value)
  if (at?.kind === 'instance' && pointerless(at.type).kind === 'unknown') return
  if (at?.kind !== 'mapping' || at.open || at.entries.length === 0) {
    w.notes.add(`the columns that are set are the keys of ${words}`)
    if (at?.kind !== 'mapping' || at.entries.length === 0) {
      p.sets.push([hole(w.session, at ?? NOTHING, words), bind(w.session)])
      return
    }
  }
  for (const { key, value: v } of at.entries) p.sets.push([written(w, key, 'column'), valueText(w, v)])
}
