// Values of the program as what GORM binds or writes: scalars, lists, subqueries, expressions and the clause package's types.

import type { BuilderCall } from '../../evaluate/events.ts'
import { pointerless, type Type } from '../../types.ts'
import { type ModelValue, options, type Value } from '../../values.ts'
import { hole, stringArgument, textsOf } from '../session.ts'
import { type Column, type Comparison, type Expression, raw, type Var } from './clauses.ts'
import { columnType } from './data-types.ts'
import type { Session } from './session.ts'

const CLAUSE = 'gorm.io/gorm/clause'

/** A value of the clause package: a literal of one of its structs, or a call of one of its functions. */
export interface ClauseValue {
  readonly name: string
  readonly field: (name: string) => Value | undefined
  readonly args: readonly Value[]
}

export function clauseOf(session: Session, value: Value): ClauseValue | undefined {
  const at = session.pick(value)
  if (at.kind === 'model' && at.model === 'sqlClause') {
    const { name, args } = at.state as { name: string; args: readonly Value[] }
    return { name, field: () => undefined, args }
  }
  if (at.kind !== 'instance' || at.type.kind !== 'external' || at.type.package !== CLAUSE) return undefined
  return { name: at.type.name, field: (name) => at.fields.get(name)?.value, args: [] }
}

/** The calls of a chain that stands as a value. */
export function chainOf(value: Value): readonly BuilderCall[] | undefined {
  if (value.kind !== 'model' || value.model !== 'statement') return undefined
  return (value.state as { calls: readonly BuilderCall[] }).calls
}

/** A value for a column: lists and maps are written by the driver, chains and expressions into the text. */
export function columnVar(session: Session, value: Value): Var {
  if (!options(value).some((o) => o.kind === 'model' || (o.kind === 'instance' && o.type.kind === 'external') || isClauseHole(o)))
    return { kind: 'value', value }
  const v = varOf(session, value)
  return v.kind === 'expression' || v.kind === 'chain' ? v : { kind: 'value', value }
}

/** An expression or a chain that is not known. */
function isClauseHole(value: Value): boolean {
  if (value.kind !== 'symbolic') return false
  const type = pointerless(value.type)
  return type.kind === 'external' && (type.package === CLAUSE || (type.package === 'gorm.io/gorm' && type.name === 'DB'))
}

/** What question marks stand for: nothing is a value like any other. */
export function varsOf(session: Session, values: readonly Value[], words: readonly string[] = []): readonly Var[] {
  return values.map((v, i) =>
    v.kind === 'choice' && v.options.every((o) => o.kind === 'nil' || isPlain(session, o))
      ? { kind: 'value', value: v }
      : varOf(session, v, words[i]),
  )
}

export function varOf(session: Session, value: Value, words = '?'): Var {
  if (value.kind === 'choice' && value.options.every((o) => isPlain(session, o))) return { kind: 'value', value }
  const at = session.pick(value)
  switch (at.kind) {
    case 'nil':
      return { kind: 'nil' }
    case 'model':
      return modelVar(session, at)
    case 'list': {
      if (!isList(session, at.type)) return { kind: 'value', value: at }
      const items = varsOf(session, at.elements)
      // A list that looks empty is one that something we do not see fills.
      const open = at.open || items.length === 0
      return { kind: 'list', items: items.length === 0 ? [{ kind: 'value' }] : open ? items.slice(0, 1) : items, open }
    }
    case 'mapping':
      return {
        kind: 'names',
        entries: new Map(at.entries.map((e) => [stringArgument(session, e.key), varOf(session, e.value)] as const)),
      }
    case 'instance': {
      const clause = clauseOf(session, at)
      if (clause) return clauseVar(session, clause)
      return { kind: 'names', entries: new Map([...at.fields].map(([name, b]) => [name, varOf(session, b.value)] as const)) }
    }
    case 'symbolic':
    case 'unknown': {
      if (isClauseHole(at)) return { kind: 'expression', expression: raw(hole(session, at, words)) }
      return isList(session, at.type) ? { kind: 'list', items: [{ kind: 'value', value: at }], open: true } : { kind: 'value', value: at }
    }
    default:
      return { kind: 'value', value: at }
  }
}

function isPlain(session: Session, value: Value): boolean {
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean') return true
  return value.kind === 'symbolic' && !isList(session, value.type) && pointerless(value.type).kind !== 'external'
}

/** A slice that GORM takes apart: not bytes, not a type that writes itself. */
function isList(session: Session, type: Type): boolean {
  const shape = session.context.types.underlying(pointerless(type))
  if (shape.kind !== 'slice' && shape.kind !== 'array') return false
  const column = columnType(type, session.schemas.facts)
  return !column.valuer && column.kind !== 'bytes'
}

function modelVar(session: Session, at: ModelValue): Var {
  const calls = chainOf(at)
  if (calls) return { kind: 'chain', calls }
  if (at.model === 'sqlExpression') return { kind: 'expression', expression: expressionOf(session, at) }
  const clause = clauseOf(session, at)
  if (clause) return clauseVar(session, clause)
  if (at.model === 'sqlNamed') {
    const { args } = at.state as { args: readonly Value[] }
    return { kind: 'named', name: stringArgument(session, args[0]), value: args[1] ? varOf(session, args[1]) : { kind: 'nil' } }
  }
  return { kind: 'value', value: at }
}

/** `gorm.Expr`. */
function expressionOf(session: Session, at: ModelValue): Expression {
  const { args, words } = at.state as { args: readonly Value[]; words: readonly string[] }
  return raw(stringArgument(session, args[0], words[0]), varsOf(session, args.slice(1), words.slice(1)))
}

function clauseVar(session: Session, clause: ClauseValue): Var {
  if (clause.name === 'Column') return { kind: 'column', column: columnOf(session, clause) }
  const expression = clauseExpression(session, clause)
  return expression ? { kind: 'expression', expression } : { kind: 'value' }
}

/** `clause.Column{…}`, or the name that stands in its place. */
export function columnOf(session: Session, of: ClauseValue | Value | undefined): Column {
  if (!of) return { name: '' }
  if ('field' in of) {
    const alias = stringArgument(session, of.field('Alias'))
    const table = stringArgument(session, of.field('Table'))
    const verbatim = of.field('Raw')
    return {
      name: stringArgument(session, of.field('Name')),
      ...(table && { table }),
      ...(alias && { alias }),
      ...(verbatim?.kind === 'boolean' && verbatim.value && { raw: true }),
    }
  }
  const clause = clauseOf(session, of)
  return clause ? columnOf(session, clause) : { name: stringArgument(session, of) }
}

export function columnsOf(session: Session, value: Value | undefined): readonly Column[] {
  if (!value) return []
  const at = session.pick(value)
  return at.kind === 'list' ? at.elements.map((e) => columnOf(session, e)) : []
}

const COMPARISONS: Readonly<Record<string, Comparison>> = { Eq: '=', Neq: '<>', Gt: '>', Gte: '>=', Lt: '<', Lte: '<=', Like: 'LIKE' }

/** A clause value that is a condition or an expression. */
export function clauseExpression(session: Session, clause: ClauseValue): Expression | undefined {
  const op = COMPARISONS[clause.name]
  const value = clause.field('Value')
  if (op)
    return {
      kind: 'compare',
      op,
      column: columnOf(session, clause.field('Column')),
      value: value ? varOf(session, value) : { kind: 'nil' },
    }
  switch (clause.name) {
    case 'IN': {
      const values = clause.field('Values')
      const list = values ? varOf(session, values) : undefined
      const columns = [columnOf(session, clause.field('Column'))]
      return list?.kind === 'list'
        ? { kind: 'in', columns, values: list.items, open: list.open }
        : { kind: 'in', columns, values: [{ kind: 'value' }], open: true }
    }
    case 'Expr':
    case 'NamedExpr': {
      const vars = clause.field('Vars')
      const at = vars ? session.pick(vars) : undefined
      const sql = stringArgument(session, clause.field('SQL'))
      const list = at?.kind === 'list' ? varsOf(session, at.elements) : []
      if (clause.name === 'NamedExpr') return { kind: 'named', sql, vars: list }
      const bare = clause.field('WithoutParentheses')
      return { kind: 'raw', sql, vars: list, bare: bare?.kind === 'boolean' && bare.value }
    }
    case 'And':
    case 'Or':
    case 'Not': {
      const exprs = clause.args.flatMap((a) => expressionsOf(session, a))
      return { kind: clause.name === 'And' ? 'and' : clause.name === 'Or' ? 'or' : 'not', exprs }
    }
    case 'Where':
    case 'AndConditions':
    case 'OrConditions':
    case 'CommaExpression': {
      const exprs = expressionsOf(session, clause.field('Exprs'))
      return { kind: clause.name === 'OrConditions' ? 'or' : clause.name === 'CommaExpression' ? 'list' : 'and', exprs }
    }
    default:
      return undefined
  }
}

/** Conditions in a list, or one by itself. */
export function expressionsOf(session: Session, value: Value | undefined): readonly Expression[] {
  if (!value) return []
  const at = session.pick(value)
  if (at.kind === 'list') return at.elements.flatMap((e) => expressionsOf(session, e))
  const v = varOf(session, at)
  return v.kind === 'expression' ? [v.expression] : []
}

/** `Assignments`, `AssignmentColumns`, `Set{…}`, a list of `Assignment{…}`. */
export function assignmentsOf(session: Session, value: Value | undefined): readonly (readonly [Column, Var])[] | undefined {
  if (!value) return []
  const at = session.pick(value)
  if (at.kind === 'list') return at.open ? undefined : at.elements.flatMap((e) => assignment(session, e))
  const clause = clauseOf(session, at)
  const [arg] = clause?.args ?? []
  if (!clause || !arg) return undefined
  if (clause.name === 'Set') return assignmentsOf(session, arg)
  if (clause.name === 'AssignmentColumns')
    return textsOf(session, arg, '')?.map((name): [Column, Var] => [{ name }, { kind: 'column', column: { table: 'excluded', name } }])
  if (clause.name !== 'Assignments') return undefined
  const map = session.pick(arg)
  if (map.kind !== 'mapping') return undefined
  return map.entries
    .map((e): [Column, Var] => [{ name: stringArgument(session, e.key) }, varOf(session, e.value)])
    .toSorted(([a], [b]) => (a.name < b.name ? -1 : 1))
}

/** The elements of `clause.Set{{…}}` do not name their type. */
function assignment(session: Session, value: Value): readonly (readonly [Column, Var])[] {
  const at = session.pick(value)
  if (at.kind !== 'instance') return []
  const to = at.fields.get('Value')?.value
  return to ? [[columnOf(session, at.fields.get('Column')?.value), varOf(session, to)]] : []
}
