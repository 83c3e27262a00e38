// A chain under way: what gorm.Statement holds. One call after another changes it; a finisher's file reads it.

import { pointerless, printType } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { concrete, type HoleMark } from '../session.ts'
import type { Column, Expression, Scope, Var } from './clauses.ts'
import { type Reflected, reflect } from './reflect.ts'
import type { Schema } from './schema.ts'
import type { Session } from './session.ts'

export interface Join {
  readonly name: string
  readonly type: 'LEFT' | 'INNER'
  readonly vars: readonly Var[]
  /** The chain that was handed in: its conditions go into ON, its selection narrows the columns. */
  readonly on: Chain | undefined
}

interface OrderColumn {
  readonly column: Column
  readonly descending: boolean
}

export interface OnConflict {
  readonly columns: readonly Column[]
  readonly constraint: string
  readonly targetWhere: readonly Expression[]
  readonly where: readonly Expression[]
  readonly doNothing: boolean
  readonly updateAll: boolean
  readonly updates: readonly (readonly [Column, Var])[]
}

export interface Preload {
  readonly path: string
  readonly conditions: readonly Value[]
  readonly words: readonly string[]
}

export interface Chain {
  readonly session: Session
  table: string
  tableExpression: Expression | undefined
  model: Value | undefined
  dest: Value | undefined
  schema: Schema | undefined
  unscoped: boolean
  skipHooks: boolean
  distinct: boolean
  selects: string[]
  omits: string[]
  /** A selection with values of its own. */
  selection: Expression | undefined
  selectDistinct: boolean
  joins: Join[]
  /** `clause.From{…}`. */
  fromTables: string[]
  fromJoins: string[]
  where: Expression[]
  softDeleteApplied: boolean
  group: Column[]
  having: Expression[]
  order: OrderColumn[]
  orderExpression: Expression | undefined
  limit: Var | undefined
  offset: Var | undefined
  locking: { readonly strength: string; readonly table: string; readonly options: string } | undefined
  onConflict: OnConflict | undefined
  returning: readonly Column[] | undefined
  insertModifier: string
  preloads: Map<string, Preload>
  raw: string | undefined
  /** A query was sent before: its FROM stays, and its destination is loaded. */
  queried: boolean
  /** Of association mode. */
  association: string
  attrs: readonly Value[]
  assigns: readonly Value[]
  /** Why part of the text is not known. */
  readonly notes: string[]
  /** Texts that are not constant, and that were taken for what they most likely are. */
  readonly texts: HoleMark[]
  /** GORM would answer with an error. */
  failed: string | undefined
}

export function createChain(session: Session): Chain {
  return {
    session,
    table: '',
    tableExpression: undefined,
    model: undefined,
    dest: undefined,
    schema: undefined,
    unscoped: false,
    skipHooks: false,
    distinct: false,
    selects: [],
    omits: [],
    selection: undefined,
    selectDistinct: false,
    joins: [],
    fromTables: [],
    fromJoins: [],
    where: [],
    softDeleteApplied: false,
    group: [],
    having: [],
    order: [],
    orderExpression: undefined,
    limit: undefined,
    offset: undefined,
    locking: undefined,
    onConflict: undefined,
    returning: undefined,
    insertModifier: '',
    preloads: new Map(),
    raw: undefined,
    queried: false,
    association: '',
    attrs: [],
    assigns: [],
    notes: [],
    texts: [],
    failed: undefined,
  }
}

export const scopeOf = (chain: Chain): Scope => ({
  session: chain.session,
  table: chain.table,
  tableExpression: chain.tableExpression,
  schema: chain.schema,
})

export function note(chain: Chain, reason: string): void {
  if (!chain.notes.includes(reason)) chain.notes.push(reason)
}

/** What Execute does before a statement is built: the model, its schema and its table. */
export function settle(chain: Chain): Reflected | undefined {
  chain.model ??= chain.dest
  chain.dest ??= chain.model
  if (chain.model) {
    chain.schema = reflect(chain.session, chain.model).schema
    if (chain.schema) nameTable(chain, chain.schema)
    else if (chain.table === '' && !chain.tableExpression && chain.raw === undefined) chain.failed ??= unknownModel(chain)
  } else if (chain.table === '' && !chain.tableExpression && chain.raw === undefined) chain.failed ??= 'no model and no table'
  return chain.dest ? reflect(chain.session, chain.dest) : undefined
}

/** A table that Table() did not name is the model's. */
function nameTable(chain: Chain, schema: Schema): void {
  if (chain.table !== '') return
  const name = chain.session.choose(schema, schema.tables)
  if (name === undefined) {
    chain.failed ??= `the table of ${schema.name} is not known: TableName() computes it`
    return
  }
  const dot = name.split('.')
  if (dot.length === 2) chain.tableExpression = { kind: 'raw', sql: `"${dot[0]}"."${dot[1]}"`, vars: [] }
  chain.table = dot.length === 2 ? (dot[1] ?? name) : name
}

function unknownModel(chain: Chain): string {
  const at = chain.model ? concrete(chain.session, chain.model) : undefined
  return `the model is not known: ${at ? describe(at) : 'nothing'}`
}

function describe(value: Value): string {
  if (value.kind === 'unknown') return value.reason
  if (value.kind === 'mapping') return 'a map, and no table'
  const type = pointerless(typeOf(value))
  switch (type.kind) {
    case 'parameter':
      return `a type parameter, ${type.name}`
    case 'unknown':
      return 'a value of unknown type'
    case 'external':
      return `${type.package}.${type.name} is outside the repository`
    case 'slice':
    case 'array':
      return `a list of ${printType(pointerless(type.of))}`
    default:
      return `a value of type ${printType(type)}`
  }
}

export interface Selection {
  readonly columns: ReadonlyMap<string, boolean>
  readonly restricted: boolean
}

/** Statement.SelectAndOmitColumns. */
export function selection(chain: Chain, creating: boolean, updating: boolean): Selection {
  const columns = new Map<string, boolean>()
  const { schema } = chain
  let everything = false
  const put = (column: string, result: boolean) => {
    if (!schema) {
      columns.set(column, result)
      return
    }
    if (column === '*') {
      everything = result
      for (const name of schema.dbNames) columns.set(name, result)
      return
    }
    if (column === '~~~as~~~') {
      for (const name of schema.relations().all.keys()) columns.set(name, result)
      return
    }
    const field = schema.lookUp(column)
    if (field && field.dbName !== '') {
      columns.set(field.dbName, result)
      return
    }
    const [, table = '', star, name] = /^(?:\W?(\w+?)\W?\.)?(?:(\*)|\W?(\w+?)\W?)$/.exec(column) ?? []
    if ((star || name) && (table === chain.table || table === '')) {
      if (star) for (const db of schema.dbNames) columns.set(db, result)
      else columns.set(name ?? column, result)
    } else columns.set(column, result)
  }
  for (const column of chain.selects) put(column, true)
  for (const column of chain.omits) put(column, false)
  for (const field of schema?.byName.values() ?? []) {
    const name = field.dbName || field.name
    if ((creating && !field.creatable) || (updating && !field.updatable)) columns.set(name, false)
  }
  return { columns, restricted: !everything && chain.selects.length > 0 }
}

/** A column takes part: named, or not left out where nothing is named. */
export const takesPart = ({ columns, restricted }: Selection, name: string): boolean => columns.get(name) ?? !restricted
