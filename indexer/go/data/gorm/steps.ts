// The calls of a chain before its finisher: chainable_api.go. Each changes the chain as GORM changes its statement.

import type { BuilderCall } from '../../evaluate/events.ts'
import { unknown, type Value } from '../../values.ts'
import { hasHole, hole, stringArgument, textOf, textsOf } from '../session.ts'
import { type Chain, createChain, note, scopeOf } from './chain.ts'
import { applyClause } from './clause-steps.ts'
import { and, not, quoteName, raw, write } from './clauses.ts'
import { buildConditions } from './conditions.ts'
import type { Session } from './session.ts'
import { chainOf, clauseOf, columnOf, expressionsOf, varOf, varsOf } from './vars.ts'

export function applyCalls(chain: Chain, calls: readonly BuilderCall[]): void {
  for (const call of calls) applyCall(chain, apart(chain.session, call))
}

/** With the list of one way in the place of one of several; where the text of that way asks for more, they are values not in view. */
export function apart(session: Session, call: BuilderCall): BuilderCall {
  const last = call.spread && call.args.length > 1 ? session.pick(call.args[call.args.length - 1] as Value) : undefined
  if (last?.kind !== 'list' || last.elements.length === 0) return call
  const args = [...call.args.slice(0, -1), ...last.elements]
  const wanted = stringArgument(session, args[0], call.words[0]).split('?').length
  return { ...call, args: [...args, ...Array.from({ length: Math.max(0, wanted - args.length) }, () => unknown('unknown-name'))] }
}

function applyCall(chain: Chain, call: BuilderCall): void {
  const { session } = chain
  const { args, words } = call
  const [first] = args
  switch (call.name) {
    case 'Model':
      chain.model = first
      return
    case 'Table':
      setTable(chain, stringArgument(session, first, words[0]), args.slice(1), words.slice(1))
      return
    case 'Where': {
      chain.where.push(...buildConditions(chain, args, words))
      return
    }
    case 'Not': {
      const exprs = buildConditions(chain, args, words)
      if (exprs.length > 0) chain.where.push(not(exprs))
      return
    }
    case 'Or': {
      const exprs = buildConditions(chain, args, words)
      if (exprs.length > 0) chain.where.push({ kind: 'or', exprs: [and(exprs)] })
      return
    }
    case 'Select':
      select(chain, args, words)
      return
    case 'Distinct':
      chain.distinct = true
      if (args.length > 0) select(chain, args, words)
      return
    case 'Omit': {
      const names = args.flatMap((a) => textsOf(session, a, '') ?? [stringArgument(session, a)])
      const [only] = names
      chain.omits = names.length === 1 && only?.includes(',') ? only.split(/[^\p{L}\p{N}.*_$@]+/u).filter(Boolean) : names
      return
    }
    case 'Joins':
    case 'InnerJoins':
      join(chain, call.name === 'Joins' ? 'LEFT' : 'INNER', args, words)
      return
    case 'Group': {
      const name = stringArgument(session, first, words[0])
      chain.group.push({ name, raw: !isName(name) })
      return
    }
    case 'Having':
      chain.having.push(...buildConditions(chain, args, words))
      return
    case 'Order':
      order(chain, first, words[0])
      return
    case 'Limit':
      chain.limit = limitOf(chain.session, first)
      return
    case 'Offset': {
      const offset = limitOf(chain.session, first)
      // Zero leaves an offset that was set; below zero takes it away.
      if (offset && !(first?.kind === 'number' && first.value === 0)) chain.offset = offset
      else if (!offset) chain.offset = undefined
      return
    }
    case 'Unscoped':
      chain.unscoped = true
      return
    case 'Preload': {
      const path = stringArgument(session, first, words[0])
      if (hasHole(path)) note(chain, `which relation is preloaded is not known: ${words[0] ?? ''}`)
      else chain.preloads.set(path, { path, conditions: args.slice(1), words: words.slice(1) })
      return
    }
    case 'Clauses':
      for (const [i, a] of args.entries()) applyClause(chain, a, words[i] ?? '?')
      return
    case 'Attrs':
      chain.attrs = args
      return
    case 'Assign':
      chain.assigns = args
      return
    case 'Queried':
      chain.queried = true
      return
    case 'Association':
      chain.association = stringArgument(session, first, words[0])
      return
    case 'Raw':
      chain.raw = rawText(chain, args, words)
      return
    case 'Scopes':
      note(chain, 'a scope that is not known')
      return
  }
}

/** Raw and Exec: the text as it is, its values bound. */
export function rawText(chain: Chain, args: readonly Value[], words: readonly string[]): string {
  const { session } = chain
  const sql = stringArgument(session, args[0], words[0])
  const vars = varsOf(session, args.slice(1), words.slice(1))
  return write(scopeOf(chain), sql.includes('@') ? { kind: 'named', sql, vars } : raw(sql, vars))
}

/** Letters, digits and dots only: a name, which GORM quotes. */
const isName = (text: string) => /^[\p{L}\p{N}.*_$@]+$/u.test(text) || (hasHole(text) === false && text === '')

function setTable(chain: Chain, name: string, args: readonly Value[], words: readonly string[]): void {
  chain.tableExpression = undefined
  chain.table = ''
  if (name === '') return
  if (/[ `]/.test(name) || args.length > 0) {
    chain.tableExpression = raw(name, varsOf(chain.session, args, words))
    const [, as, alias] = /(?:.+? AS (\w+)\s*(?:$|,)|^\w+\s+(\w+)$)/i.exec(name) ?? []
    chain.table = as ?? alias ?? ''
    return
  }
  chain.tableExpression = raw(hasHole(name) ? name : quoteName(name))
  const parts = name.split('.')
  chain.table = parts.length === 2 ? (parts[1] ?? name) : name
}

function select(chain: Chain, args: readonly Value[], words: readonly string[]): void {
  const { session } = chain
  const [query, ...rest] = args
  if (!query) return
  const names = (values: readonly Value[]): string[] | undefined => {
    const all: string[] = []
    for (const v of values) {
      const text = textOf(session, v, '?')
      const texts = text === undefined ? textsOf(session, v, '') : [text]
      if (!texts) return undefined
      all.push(...texts)
    }
    return all
  }
  const text = textOf(session, query, words[0] ?? '?')
  if (text === undefined) {
    const listed = names(args)
    if (!listed) {
      note(chain, `what is selected is not known: ${words[0] ?? ''}`)
      return
    }
    chain.selects = listed
    chain.selection = undefined
    return
  }
  const marks = text.split('?').length - 1
  if (rest.length > 0 && marks >= rest.length) {
    chain.selection = raw(text, varsOf(session, rest, words.slice(1)))
    chain.selectDistinct = chain.distinct
    return
  }
  if (rest.length > 0 && text.includes('@')) {
    chain.selection = { kind: 'named', sql: text, vars: varsOf(session, rest, words.slice(1)) }
    chain.selectDistinct = chain.distinct
    return
  }
  const listed = names(rest)
  if (!listed) {
    chain.selects = [text]
    chain.selection = raw(text, varsOf(session, rest, words.slice(1)))
    chain.selectDistinct = chain.distinct
    return
  }
  chain.selects = [text, ...listed]
  chain.selection = undefined
}

function join(chain: Chain, kind: 'LEFT' | 'INNER', args: readonly Value[], words: readonly string[]): void {
  const { session } = chain
  // `clause.Has("Company")` of the generic way.
  const has = args[0] && clauseOf(session, args[0])
  const name = stringArgument(session, has?.name === 'Has' ? has.args[0] : args[0], words[0])
  const type = has ? 'INNER' : kind
  const rest = args.slice(1)
  const calls = rest.length === 1 && rest[0] ? chainOf(session.pick(rest[0])) : undefined
  if (!calls) {
    chain.joins.push({ name, type, vars: varsOf(session, rest, words.slice(1)), on: undefined })
    return
  }
  const on = createChain(session)
  applyCalls(on, calls)
  chain.joins.push({ name, type, vars: varsOf(session, rest, words.slice(1)), on })
}

function order(chain: Chain, given: Value | undefined, words = '?'): void {
  if (!given) return
  const { session } = chain
  const text = textOf(session, given, words)
  if (text !== undefined) {
    if (text !== '') chain.order.push({ column: { name: text, raw: true }, descending: false })
    return
  }
  const at = session.pick(given)
  const clause = clauseOf(session, at)
  const truth = (v: Value | undefined) => v?.kind === 'boolean' && v.value
  if (clause?.name === 'OrderByColumn') {
    if (truth(clause.field('Reorder'))) chain.order = []
    chain.order.push({ column: columnOf(session, clause.field('Column')), descending: truth(clause.field('Desc')) })
    return
  }
  if (clause?.name === 'OrderBy') {
    const expression = clause.field('Expression')
    if (expression) [chain.orderExpression] = expressionsOf(session, expression)
    const columns = clause.field('Columns')
    if (columns?.kind === 'list') for (const c of columns.elements) order(chain, c)
    return
  }
  // Any other value, `gorm.Expr` too, is ignored by Order: GORM's own switch knows no more.
  if (at.kind === 'symbolic' || at.kind === 'unknown')
    chain.order.push({ column: { name: hole(session, at, words), raw: true }, descending: false })
}

/** A limit or an offset is bound; below zero it is none. */
function limitOf(session: Session, given: Value | undefined): Chain['limit'] {
  const at = given ? session.pick(given) : undefined
  return at?.kind === 'number' && at.value < 0 ? undefined : at ? varOf(session, at) : undefined
}
