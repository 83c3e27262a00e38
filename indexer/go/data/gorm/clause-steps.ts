// `Clauses(…)`: conflict rules, locks, RETURNING, conditions and joins from the clause package.

import type { Value } from '../../values.ts'
import { hasHole, stringArgument } from '../session.ts'
import { type Chain, note, type OnConflict, scopeOf } from './chain.ts'
import { quoteName, write, writeWhere } from './clauses.ts'
import { assignmentsOf, type ClauseValue, clauseExpression, clauseOf, columnOf, columnsOf, expressionsOf, varOf } from './vars.ts'

const truth = (value: Value | undefined): boolean => value?.kind === 'boolean' && value.value

export function applyClause(chain: Chain, given: Value, words: string): void {
  const { session } = chain
  const at = session.pick(given)
  // `Clauses(conditions...)`
  if (at.kind === 'list') {
    for (const element of at.elements) applyClause(chain, element, words)
    return
  }
  const clause = clauseOf(session, at)
  if (!clause) {
    const exprs = expressionsOf(session, at)
    if (exprs.length > 0 && at.kind === 'model') chain.where.push(...exprs)
    else note(chain, `a clause that is not known: ${words}`)
    return
  }
  switch (clause.name) {
    case 'OnConflict':
      chain.onConflict = conflictOf(chain, clause)
      return
    case 'Locking':
      chain.locking = lockOf(chain, clause)
      return
    case 'Returning': {
      const columns = columnsOf(session, clause.field('Columns'))
      chain.returning = columns.length === 0 || chain.returning?.length === 0 ? [] : [...(chain.returning ?? []), ...columns]
      return
    }
    case 'Where':
      chain.where.push(...expressionsOf(session, clause.field('Exprs')))
      return
    case 'Insert':
      chain.insertModifier = stringArgument(session, clause.field('Modifier'))
      return
    case 'From':
      fromOf(chain, clause)
      return
    case 'Select':
      for (const c of columnsOf(session, clause.field('Columns'))) chain.selects.push(c.name)
      chain.distinct ||= truth(clause.field('Distinct'))
      return
    case 'Limit': {
      const limit = clause.field('Limit')
      const offset = clause.field('Offset')
      if (limit) chain.limit = varOf(session, limit)
      if (offset) chain.offset = varOf(session, offset)
      return
    }
    case 'GroupBy':
      chain.group.push(...columnsOf(session, clause.field('Columns')))
      chain.having.push(...expressionsOf(session, clause.field('Having')))
      return
    case 'OrderBy': {
      const expression = expressionsOf(session, clause.field('Expression'))[0]
      if (expression) chain.orderExpression = expression
      const columns = clause.field('Columns')
      for (const o of columns?.kind === 'list' ? columns.elements : []) {
        const order = clauseOf(session, o)
        if (order) chain.order.push({ column: columnOf(session, order.field('Column')), descending: truth(order.field('Desc')) })
      }
      return
    }
    default: {
      const own = clauseExpression(session, clause)
      if (own) chain.where.push(own)
      else note(chain, `a clause that is not known: ${clause.name}`)
    }
  }
}

function conflictOf(chain: Chain, clause: ClauseValue): OnConflict {
  const { session } = chain
  const where = (name: string) => {
    const inner = clause.field(name)
    const value = inner && clauseOf(session, inner)
    return value ? expressionsOf(session, value.field('Exprs')) : []
  }
  const wanted = clause.field('DoUpdates')
  const updates = assignmentsOf(session, wanted)
  if (!updates) note(chain, 'the columns of ON CONFLICT … DO UPDATE are not known')
  return {
    columns: columnsOf(session, clause.field('Columns')),
    constraint: stringArgument(session, clause.field('OnConstraint')),
    targetWhere: where('TargetWhere'),
    where: where('Where'),
    doNothing: truth(clause.field('DoNothing')),
    updateAll: truth(clause.field('UpdateAll')),
    updates: updates ?? [],
  }
}

function lockOf(chain: Chain, clause: ClauseValue): Chain['locking'] {
  const { session } = chain
  const part = (name: string) => {
    const text = stringArgument(session, clause.field(name), name)
    if (hasHole(text)) note(chain, 'how rows are locked is not known')
    return hasHole(text) ? '' : text
  }
  const table = clause.field('Table')
  const of = table && clauseOf(session, table)
  return { strength: part('Strength') || 'UPDATE', table: of ? stringArgument(session, of.field('Name')) : '', options: part('Options') }
}

function fromOf(chain: Chain, clause: ClauseValue): void {
  const { session } = chain
  const listed = (name: string) => {
    const value = clause.field(name)
    return value?.kind === 'list' ? value.elements.flatMap((e) => clauseOf(session, e) ?? []) : []
  }
  const table = (of: ClauseValue | undefined) => {
    if (!of) return ''
    const alias = stringArgument(session, of.field('Alias'))
    return `${quoteName(stringArgument(session, of.field('Name')))}${alias ? ` ${quoteName(alias)}` : ''}`
  }
  chain.fromTables.push(...listed('Tables').map(table))
  for (const join of listed('Joins')) {
    const expression = expressionsOf(session, join.field('Expression'))[0]
    const on = join.field('ON')
    const exprs = on ? expressionsOf(session, clauseOf(session, on)?.field('Exprs')) : []
    const to = join.field('Table')
    const type = stringArgument(session, join.field('Type'))
    chain.fromJoins.push(
      expression
        ? write(scopeOf(chain), expression)
        : `${type ? `${type} ` : ''}JOIN ${table(to && clauseOf(session, to))}${exprs.length > 0 ? ` ON ${writeWhere(scopeOf(chain), exprs)}` : ''}`,
    )
  }
}
