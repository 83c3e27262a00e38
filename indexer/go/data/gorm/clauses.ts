// Conditions and expressions, and how GORM writes them: clause/expression.go, clause/where.go, Statement.QuoteTo and AddVar.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { Value } from '../../values.ts'
import { bind, quoteHoles } from '../session.ts'
import type { Schema } from './schema.ts'
import type { Session } from './session.ts'

export const CURRENT_TABLE = '~~~ct~~~'
export const PRIMARY_KEY = '~~~py~~~'
export const ASSOCIATIONS = '~~~as~~~'

export interface Column {
  readonly table?: string
  readonly name: string
  readonly alias?: string
  readonly raw?: boolean
}

export type Var =
  | { readonly kind: 'value'; readonly value?: Value }
  | { readonly kind: 'nil' }
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'chain'; readonly calls: readonly BuilderCall[] }
  /** `open`: how many there are is not known, and one stands for all. */
  | { readonly kind: 'list'; readonly items: readonly Var[]; readonly open: boolean }
  | { readonly kind: 'named'; readonly name: string; readonly value: Var }
  | { readonly kind: 'names'; readonly entries: ReadonlyMap<string, Var> }

export type Comparison = '=' | '<>' | '>' | '>=' | '<' | '<=' | 'LIKE' | 'NOT LIKE'

export type Expression =
  | { readonly kind: 'raw'; readonly sql: string; readonly vars: readonly Var[]; readonly bare?: boolean }
  | { readonly kind: 'named'; readonly sql: string; readonly vars: readonly Var[] }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly column: Column; readonly value: Var }
  | { readonly kind: 'in'; readonly columns: readonly Column[]; readonly values: readonly Var[]; readonly open: boolean }
  | { readonly kind: 'and' | 'or' | 'not'; readonly exprs: readonly Expression[] }
  | { readonly kind: 'list'; readonly exprs: readonly Expression[] }

/** What names stand for while something is written. */
export interface Scope {
  readonly session: Session
  readonly table: string
  readonly tableExpression?: Expression | undefined
  readonly schema?: Schema | undefined
}

const NEGATED: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '>': '<=',
  '>=': '<',
  '<': '>=',
  '<=': '>',
  LIKE: 'NOT LIKE',
  'NOT LIKE': 'LIKE',
}

export const raw = (sql: string, vars: readonly Var[] = []): Expression => ({ kind: 'raw', sql, vars })
export const made: Var = { kind: 'value' }

/** clause.And: one condition stays itself. */
export function and(exprs: readonly Expression[]): Expression {
  const [only] = exprs
  return exprs.length === 1 && only && only.kind !== 'or' ? only : { kind: 'and', exprs }
}

export function not(exprs: readonly Expression[]): Expression {
  const [only] = exprs
  return { kind: 'not', exprs: exprs.length === 1 && only?.kind === 'and' ? only.exprs : exprs }
}

/** The Postgres dialect's quoting: dots part names, quotes in the name stay. Backquotes count as quotes. */
export function quoteName(given: string): string {
  const name = quoteHoles(given.replaceAll('`', '"'))
  if (/^(?:"[^"]*"\.)*"[^"]*"$/.test(name)) return name
  return name
    .split('.')
    .map((part) => (/^".*"$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join('.')
}

export function quoteTable(scope: Scope, name = CURRENT_TABLE, alias?: string): string {
  const own =
    name === CURRENT_TABLE ? (scope.tableExpression ? write(scope, scope.tableExpression) : quoteName(scope.table)) : quoteName(name)
  return alias ? `${own} ${quoteName(alias)}` : own
}

export function quoteColumn(scope: Scope, { table, name, alias, raw: verbatim }: Column): string {
  const q = verbatim ? (s: string) => s : quoteName
  const prefix = table ? `${q(table === CURRENT_TABLE ? scope.table : table)}.` : ''
  const column = name === PRIMARY_KEY ? q(scope.schema?.prioritized?.dbName ?? scope.schema?.dbNames[0] ?? 'id') : q(name)
  return `${prefix}${column}${alias ? ` AS ${q(alias)}` : ''}`
}

export function write(scope: Scope, e: Expression): string {
  switch (e.kind) {
    case 'raw':
      return writeText(scope, e.sql, e.vars, undefined, e.bare ?? false)
    case 'named':
      return writeText(scope, e.sql, e.vars, namesOf(e.vars), false)
    case 'compare':
      return writeComparison(scope, e.op, e.column, e.value)
    case 'in':
      return writeIn(scope, e, false)
    case 'and':
    case 'or': {
      const inner = writeAll(scope, e.exprs, e.kind === 'and' ? ' AND ' : ' OR ')
      return e.exprs.length > 1 ? `(${inner})` : inner
    }
    case 'not':
      return writeNot(scope, e.exprs)
    case 'list':
      return e.exprs.map((x) => write(scope, x)).join(', ')
  }
}

function writeComparison(scope: Scope, op: Comparison, column: Column, value: Var): string {
  const left = quoteColumn(scope, column)
  if (value.kind === 'list' && (op === '=' || op === '<>')) {
    const items = value.items.map((i) => writeVar(scope, i)).join(',')
    return `${left} ${op === '=' ? 'IN' : 'NOT IN'} (${items || 'NULL'})`
  }
  if (value.kind === 'nil' && (op === '=' || op === '<>')) return `${left} IS ${op === '=' ? '' : 'NOT '}NULL`
  return `${left} ${op} ${writeVar(scope, value)}`
}

function writeIn(scope: Scope, e: Expression & { kind: 'in' }, negated: boolean): string {
  const columns = e.columns.map((c) => quoteColumn(scope, c)).join(',')
  const left = e.columns.length === 1 ? columns : `(${columns})`
  const [only] = e.values
  if (!only) return negated ? `${left} IS NOT NULL` : `${left} IN (NULL)`
  if (e.values.length === 1 && !e.open && only.kind !== 'list') return `${left} ${negated ? '<>' : '='} ${writeVar(scope, only)}`
  return `${left} ${negated ? 'NOT IN' : 'IN'} (${e.values.map((v) => writeVar(scope, v)).join(',')})`
}

function writeNot(scope: Scope, exprs: readonly Expression[]): string {
  const negates = (x: Expression) => x.kind === 'compare' || x.kind === 'in'
  const wrap = (inner: string) => (exprs.length > 1 ? `(${inner})` : inner)
  const plain = (x: Expression) => (x.kind === 'raw' && hasConnective(x.sql) ? `(${write(scope, x)})` : write(scope, x))
  if (!exprs.some(negates)) {
    let text = ''
    for (const [i, x] of exprs.entries()) text += `${i > 0 ? (x.kind === 'or' ? ' OR ' : ' AND ') : ''}${plain(x)}`
    return `NOT ${wrap(text)}`
  }
  return wrap(
    exprs
      .map((x) => {
        if (x.kind === 'compare') return writeComparison(scope, NEGATED[x.op], x.column, x.value)
        return x.kind === 'in' ? writeIn(scope, x, true) : `NOT ${plain(x)}`
      })
      .join(' AND '),
  )
}

const hasConnective = (sql: string) => / AND | OR /i.test(sql)

/** The body of a WHERE. */
export function writeWhere(scope: Scope, given: readonly Expression[]): string {
  const [only] = given
  const exprs = given.length === 1 && only?.kind === 'and' ? [...only.exprs] : [...given]
  // A single OR does not stand first.
  const first = exprs.findIndex((x) => x.kind !== 'or' || x.exprs.length > 1)
  const [head, other] = [exprs[0], exprs[first]]
  if (first > 0 && head && other) {
    exprs[0] = other
    exprs[first] = head
  }
  return writeAll(scope, exprs, ' AND ')
}

function writeAll(scope: Scope, exprs: readonly Expression[], joiner: string): string {
  let text = ''
  for (const [i, x] of exprs.entries()) {
    if (i > 0) text += x.kind === 'or' && x.exprs.length === 1 ? ' OR ' : joiner
    const inner = (x.kind === 'or' || x.kind === 'and') && x.exprs.length === 1 ? x.exprs[0] : x
    const wrapped = exprs.length > 1 && (inner?.kind === 'raw' || (inner === x && inner.kind === 'named')) && hasConnective(inner.sql)
    text += wrapped ? `(${write(scope, x)})` : write(scope, x)
  }
  return text
}

function namesOf(vars: readonly Var[]): ReadonlyMap<string, Var> {
  const names = new Map<string, Var>()
  for (const v of vars) {
    if (v.kind === 'named') names.set(v.name, v.value)
    else if (v.kind === 'names') for (const [name, value] of v.entries) names.set(name, value)
  }
  return names
}

/** Question marks, and where `names` are given names after an at sign, become values. */
function writeText(scope: Scope, sql: string, vars: readonly Var[], names: ReadonlyMap<string, Var> | undefined, bare: boolean): string {
  let text = ''
  let next = 0
  let after = false
  const value = (v: Var) => (after || bare ? writeListed(scope, v) : writeVar(scope, v))
  for (let i = 0; i < sql.length; i++) {
    const c = sql.charAt(i)
    const v = vars[next]
    if (c === '?' && v) {
      text += value(v)
      next++
      continue
    }
    if (names && c === '@') {
      const name = /^[^ ,)"'`\r\n;]*/.exec(sql.slice(i + 1))?.[0] ?? ''
      const found = names.get(name)
      text += found ? value(found) : `@${name}`
      i += name.length
      after = false
      continue
    }
    after = c === '('
    text += c
  }
  return text
}

function writeListed(scope: Scope, v: Var): string {
  if (v.kind !== 'list') return writeVar(scope, v)
  return v.items.length === 0 ? writeVar(scope, { kind: 'nil' }) : v.items.map((i) => writeVar(scope, i)).join(',')
}

export function writeVar(scope: Scope, v: Var): string {
  switch (v.kind) {
    case 'value':
      return bind(scope.session, v.value)
    case 'nil':
    case 'names':
      return bind(scope.session)
    case 'named':
      return writeVar(scope, v.value)
    case 'column':
      return quoteColumn(scope, v.column)
    case 'expression':
      return write(scope, v.expression)
    case 'chain':
      return scope.session.subquery(v.calls)
    case 'list':
      return v.items.length === 0 ? '(NULL)' : `(${v.items.map((i) => writeVar(scope, i)).join(',')})`
  }
}
