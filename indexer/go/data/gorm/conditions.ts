// Statement.BuildCondition: strings with question marks or names, structs and maps, keys, chains and clause values.

import { pointerless } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { concrete, hasHole, hole, onlyHole, stringArgument, textOf } from '../session.ts'
import { fieldValue } from '../struct-values.ts'
import { type Chain, createChain, note } from './chain.ts'
import { and, CURRENT_TABLE, type Expression, PRIMARY_KEY, raw, type Var } from './clauses.ts'
import { isMadeInView } from './reflect.ts'
import type { Schema } from './schema.ts'
import type { Session } from './session.ts'
import { applyCalls } from './steps.ts'
import { chainOf, clauseExpression, clauseOf, expressionsOf, varOf, varsOf } from './vars.ts'

/** `inline` are the conditions that stand behind a destination: `First(&user, id)`. */
export function buildConditions(chain: Chain, values: readonly Value[], words: readonly string[], inline = false): readonly Expression[] {
  const { session } = chain
  const [query, ...args] = values
  if (!query) return []
  const text = textOf(session, query, words[0] ?? '?')
  const alone = inline && text !== undefined && args.length === 0 ? onlyHole(session, text) : undefined
  if (alone) {
    // A number in it is a key; any other text is a condition as it stands, which nobody means.
    chain.texts.push(alone)
    return [{ kind: 'in', columns: [{ table: tableOf(chain), name: PRIMARY_KEY }], values: [{ kind: 'value', value: query }], open: false }]
  }
  if (text !== undefined && !/^[+-]?\d+$/.test(text)) return textCondition(chain, text, args, words)
  const exprs: Expression[] = []
  for (const [i, value] of values.entries()) {
    const found = valueCondition(chain, value, i, values, words, exprs.length)
    exprs.push(...found.exprs)
    if (found.last) break
  }
  return exprs.length > 0 ? [and(exprs)] : []
}

function textCondition(chain: Chain, text: string, args: readonly Value[], words: readonly string[]): readonly Expression[] {
  const { session } = chain
  if (text === '' && args.length === 0) return []
  const vars = () => varsOf(session, args, words.slice(1))
  if (args.length === 0 || text.includes('?')) return [raw(text, vars())]
  if (text.includes('@')) return [{ kind: 'named', sql: text, vars: vars() }]
  if (text.trim().includes(' ')) return [raw(text, vars())]
  const [only] = args
  // Which column is compared is not known: the text may as well be a whole condition.
  if (hasHole(text)) return [raw(text, vars())]
  if (args.length === 1 && only) return [{ kind: 'compare', op: '=', column: { name: text }, value: varOf(session, only, words[1]) }]
  return []
}

const tableOf = (chain: Chain) => chain.table || CURRENT_TABLE

interface Found {
  readonly exprs: readonly Expression[]
  /** The remaining arguments belong to this one. */
  readonly last: boolean
}

function valueCondition(chain: Chain, given: Value, index: number, all: readonly Value[], words: readonly string[], before: number): Found {
  const { session } = chain
  const value = concrete(session, given)
  if (value.kind === 'nil') return { exprs: [], last: false }
  const calls = chainOf(value)
  if (calls) return { exprs: groupOf(session, chain, calls), last: false }
  const clause = clauseOf(session, value)
  if (clause) {
    const own = clauseExpression(session, clause)
    return { exprs: own ? [own] : [], last: false }
  }
  if (value.kind === 'model') return { exprs: expressionsOf(session, value), last: false }
  if (value.kind === 'mapping') return { exprs: mapConditions(chain, value), last: false }
  const type = pointerless(typeOf(value))
  const shape = session.context.types.underlying(type)
  if (shape.kind === 'map') {
    note(chain, 'the conditions are a map that is not known')
    return { exprs: [raw(hole(session, value, words[index] ?? '?'))], last: false }
  }
  if (value.kind === 'list' && value.elements.some((e) => clauseOf(session, e) || e.kind === 'model'))
    return { exprs: expressionsOf(session, value), last: false }
  const schema = session.schemas.of(type)
  if (schema) {
    const only = index === 0 ? all.slice(1).flatMap((v) => textOf(session, v, '') ?? []) : []
    return { exprs: structConditions(chain, value, schema, only, words[index] ?? '?'), last: only.length > 0 }
  }
  if (before > 0) return { exprs: [], last: false }
  return { exprs: [keyCondition(chain, value, all)], last: true }
}

/** `First(&user, 1)`, `Delete(&User{}, ids)`. */
function keyCondition(chain: Chain, value: Value, all: readonly Value[]): Expression {
  const { session } = chain
  const columns = [{ table: tableOf(chain), name: PRIMARY_KEY }]
  const v = varOf(session, value)
  if (all.length === 1 && v.kind === 'list') return { kind: 'in', columns, values: v.items, open: v.open }
  return { kind: 'in', columns, values: varsOf(session, all), open: false }
}

/** The conditions of a chain in a chain: a group. */
function groupOf(session: Session, chain: Chain, calls: Parameters<typeof applyCalls>[1]): readonly Expression[] {
  const inner = createChain(session)
  inner.table = chain.table
  inner.tableExpression = chain.tableExpression
  inner.schema = chain.schema
  applyCalls(inner, calls)
  for (const reason of inner.notes) note(chain, reason)
  const [only] = inner.where
  if (!only) return []
  if (inner.where.length === 1 && only.kind === 'or' && only.exprs.length === 1) return [and([{ kind: 'and', exprs: [only] }])]
  return [and(inner.where)]
}

function mapConditions(chain: Chain, map: Value & { kind: 'mapping' }): readonly Expression[] {
  const { session } = chain
  if (map.open) note(chain, 'some keys of the conditions are not known')
  return map.entries
    .map((e) => [stringArgument(session, e.key, 'a key'), varOf(session, e.value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]): Expression => {
      const column = key.includes('.') ? { name: key } : { table: tableOf(chain), name: key }
      return value.kind === 'list'
        ? { kind: 'in', columns: [column], values: value.items, open: value.open }
        : { kind: 'compare', op: '=', column, value }
    })
}

function structConditions(chain: Chain, value: Value, schema: Schema, only: readonly string[], words: string): readonly Expression[] {
  const { session } = chain
  const elements = value.kind === 'list' ? value.elements : [value]
  if (only.length === 0 && !elements.some((e) => isMadeInView(session, e))) {
    note(chain, 'the conditions are the set fields of a value that is not known')
    return [raw(hole(session, value, words))]
  }
  return elements.flatMap((element) =>
    schema.fields.flatMap((field): Expression[] => {
      if (field.dbName === '') return []
      const selected = only.includes(field.dbName) || only.includes(field.name)
      if (!selected && (only.length > 0 || !field.readable)) return []
      const found = fieldValue(session, element, field)
      if (found.state === 'zero' && !selected) return []
      const bound: Var = found.state !== 'zero' && found.value ? varOf(session, found.value) : { kind: 'value' }
      return [{ kind: 'compare', op: '=', column: { table: tableOf(chain), name: field.dbName }, value: bound }]
    }),
  )
}
