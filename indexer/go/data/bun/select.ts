// SELECT as bun writes it: query_select.go and relation_join.go. To-one relations are joined; each to-many one is a query
// of its own that follows.

import type { Output } from '../finish.ts'
import { bind } from '../session.ts'
import { quoted } from './format.ts'
import {
  columnList,
  conditions,
  createQuery,
  list,
  note,
  orderText,
  type Piece,
  type Query,
  setModel,
  softCondition,
  tableText,
  textOf,
  whereText,
  withText,
} from './query.ts'
import { type BunRelation, relationOf } from './relations.ts'
import type { BunTable } from './schema.ts'
import { applyCalls } from './steps.ts'

interface Joined {
  readonly relation: BunRelation
  readonly base: BunTable
  readonly baseAlias: string
  /** Of a to-one relation, without quotes. */
  readonly alias: string
  columns: readonly Piece[] | undefined
  apply: Query['relations'][number]['apply']
}

export function selectOutputs(query: Query, finisher: string): readonly Output[] {
  const { inline, following } = joinsOf(query)
  for (const join of inline) join.columns = applyInline(query, join)
  const select = (count: boolean) => selectText(query, inline, count)
  const bound = query.limit ? (query.offset ? 'page' : 'limit') : undefined
  const main = (sql: string, role: Output['role'], boundedBy: string | undefined) => outputOf(query, sql, role, boundedBy)
  switch (finisher) {
    case 'Count':
      return [main(select(true), 'count', undefined)]
    case 'Exists':
      return [main(`SELECT EXISTS (${select(false)})`, 'main', undefined)]
    case 'ScanAndCount':
      return [
        main(select(false), 'main', bound),
        ...following.flatMap((j) => followingOutput(query, j)),
        main(select(true), 'count', undefined),
      ]
    default:
      return [main(select(false), 'main', bound), ...(finisher === 'Scan' ? following.flatMap((j) => followingOutput(query, j)) : [])]
  }
}

export function outputOf(query: Query, sql: string, role: Output['role'], boundedBy?: string): Output {
  const table = query.table?.name
  return {
    sql: query.failed === undefined ? sql : '',
    role,
    table: query.modelTable || table === undefined || /[?()\s]/.test(table) ? undefined : table,
    notes: query.notes,
    texts: [],
    boundedBy,
    failed: query.failed,
  }
}

/** SelectQuery.appendQuery */
export function selectText(query: Query, inline: readonly Joined[] = inlineOf(query), count = false): string {
  const wrapped = count && (query.group.length > 0 || query.distinct !== undefined)
  const sql = `${withText(query)}SELECT ${distinctText(query)}${count && !wrapped ? 'count(*)' : columnsText(query, inline)}${tablesText(query)}${inline.map((j) => ` ${joinText(query, j)}`).join('')}${joinsText(query)}${whereText(query, aliasOf(query))}${groupText(query)}${count ? '' : orderText(query)}${query.lock && !count ? ` FOR ${textOf(query, query.lock)}` : ''}`
  const united =
    query.unions.length > 0
      ? `(${sql})${query.unions.map((u) => `${u.word}(${u.calls ? query.subquery(u.calls) : 'SELECT'})`).join('')}`
      : sql
  return wrapped ? `WITH _count_wrapper AS (${united}) SELECT count(*) FROM _count_wrapper` : united
}

function inlineOf(query: Query): readonly Joined[] {
  const { inline } = joinsOf(query)
  for (const join of inline) join.columns = applyInline(query, join)
  return inline
}

const aliasOf = ({ table }: Query): string => (table ? quoted(table.alias) : '')

function distinctText(query: Query): string {
  if (!query.distinct) return ''
  return query.distinct.length > 0 ? `DISTINCT ON (${list(query, query.distinct)}) ` : 'DISTINCT '
}

function columnsText(query: Query, inline: readonly Joined[]): string {
  const own = query.columns
    ? query.columns.map((c) => columnText(query, c, query.table, aliasOf(query)))
    : [query.table ? columnList(query.table.fields, aliasOf(query)) : '*']
  return [...own, ...inline.map((j) => joinColumns(query, j))].filter((text) => text !== '').join(', ') || '1'
}

/** A column of the model is qualified; any other name stands as it is. */
function columnText(query: Query, piece: Piece, table: BunTable | undefined, alias: string): string {
  const name = piece.kind === 'name' ? piece.name : piece.args.length === 0 ? piece.text : undefined
  const field = name === undefined ? undefined : table?.fields.find((f) => f.name === name)
  return field ? `${alias}.${quoted(field.name)}` : textOf(query, piece)
}

function tablesText(query: Query): string {
  const { table } = query
  const model = query.modelTable
    ? textOf(query, query.modelTable)
    : table
      ? `${tableText(table.selects)}${quoted(table.alias) === tableText(table.selects) ? '' : ` AS ${quoted(table.alias)}`}`
      : ''
  const all = [model, ...query.tables.map((t) => textOf(query, t))].filter((t) => t !== '')
  if (all.length === 0 && query.notes.some((n) => /^the model is not known|out of view$/.test(n))) query.failed ??= query.notes[0]
  return all.length > 0 ? ` FROM ${all.join(', ')}` : ''
}

const joinsText = (query: Query): string =>
  query.joins.map(({ join, on }) => ` ${textOf(query, join)}${on.length > 0 ? ` ON ${conditions(query, on)}` : ''}`).join('')

function groupText(query: Query): string {
  const group = query.group.length > 0 ? ` GROUP BY ${list(query, query.group)}` : ''
  return group + (query.having.length > 0 ? ` HAVING ${query.having.map((h) => `(${textOf(query, h)})`).join(' AND ')}` : '')
}

/** `Relation("Author.Profile")`: each step of a path once, to-one ones into this query as long as all before them are. */
function joinsOf(query: Query): { readonly inline: readonly Joined[]; readonly following: readonly Joined[] } {
  const inline = new Map<string, Joined>()
  const following = new Map<string, Joined>()
  for (const { path, apply } of query.relations) {
    let base = query.table
    let baseAlias = aliasOf(query)
    let alias = ''
    let many = false
    const steps = path.split('.')
    for (const [i, step] of steps.entries()) {
      const at = steps.slice(0, i + 1).join('.')
      const relation = base && relationOf(base, step, query.session.schemas)
      if (!base || !relation) {
        note(query, `the relation ${path} is not known`)
        break
      }
      alias = many || alias === '' ? relation.field.name : `${alias}__${relation.field.name}`
      const single = relation.kind === 'belongs-to' || relation.kind === 'has-one'
      const found = many || !single ? following : inline
      const known = found.get(at)
      const own = i === steps.length - 1 ? apply : []
      if (!known) found.set(at, { relation, base, baseAlias, alias, columns: undefined, apply: own })
      else if (own.length > 0) known.apply = own
      if (!single) many = true
      base = relation.target
      baseAlias = quoted(alias)
    }
  }
  return { inline: [...inline.values()], following: [...following.values()] }
}

/** What the relation's function does, it does to the whole query; the columns that it names are the relation's. */
function applyInline(query: Query, join: Joined): readonly Piece[] | undefined {
  const { table, columns } = query
  query.table = join.relation.target
  query.columns = undefined
  for (const text of join.relation.conditions) query.where.push({ separator: ' AND ', piece: { kind: 'text', text, args: [], words: [] } })
  applyCalls(query, join.apply)
  const own = query.columns
  query.table = table
  query.columns = columns
  return own
}

function joinColumns(query: Query, { relation, alias, columns }: Joined): string {
  const name = (column: string) => `${quoted(alias)}.${quoted(column)} AS ${quoted(`${alias}__${column}`)}`
  if (!columns) return relation.target.fields.map((f) => name(f.name)).join(', ')
  return columns
    .map((c) => (c.kind === 'name' && relation.target.fields.some((f) => f.name === c.name) ? name(c.name) : textOf(query, c)))
    .join(', ')
}

/** relationJoin.appendHasOneJoin */
function joinText(query: Query, { relation, alias, baseAlias }: Joined): string {
  const { target } = relation
  const own = quoted(alias)
  const on = relation.base.map((b, i) => `${own}.${quoted(relation.joined[i]?.name ?? '')} = ${baseAlias}.${quoted(b.name)}`).join(' AND ')
  const soft =
    target.softDelete && query.deleted !== 'all' ? ` AND ${own}.${softCondition(target.softDelete, query.deleted === 'deleted')}` : ''
  return `LEFT JOIN ${tableText(target.selects)} AS ${own} ON (${on})${soft}`
}

/** relationJoin.manyQuery and m2mQuery: for all rows that were found at once. */
function followingOutput(query: Query, join: Joined): readonly Output[] {
  const { relation } = join
  const { target, through } = relation
  const { session } = query
  const inner = createQuery(session, 'Select', query.subquery)
  inner.table = target
  const text = (sql: string): Piece => ({ kind: 'text', text: sql, args: [], words: [] })
  const alias = quoted(target.alias)
  const columns: Piece[] = []
  if (through) {
    const between = quoted(through.table.alias)
    columns.push(text(columnList(through.base, between)))
    inner.joins.push({
      join: text(
        `JOIN ${tableText(through.table.name)} AS ${between} ON ${membership(columnList(through.base, between), through.base.length)}`,
      ),
      on: [],
    })
    for (const [i, field] of through.joined.entries())
      inner.where.push({
        separator: ' AND ',
        piece: text(`${alias}.${quoted(relation.joined[i]?.name ?? '')} = ${between}.${quoted(field.name)}`),
      })
  } else inner.where.push({ separator: ' AND ', piece: text(membership(columnList(relation.joined, alias), relation.joined.length)) })
  if (relation.polymorphic)
    inner.where.push({ separator: ' AND ', piece: text(`${alias}.${quoted(relation.polymorphic)} = ${bind(session)}`) })
  for (const condition of relation.conditions) inner.where.push({ separator: ' AND ', piece: text(condition) })
  if (inner.table) applyCalls(inner, join.apply)
  inner.columns = [...columns, ...(inner.columns ?? [text(columnList(target.fields, alias))])]
  const nested = selectOutputs(inner, 'Scan')
  return nested.map((o): Output => ({ ...o, role: 'preload' }))

  function membership(names: string, count: number): string {
    return count > 1 ? `(${names}) IN ((${relation.base.map(() => bind(session)).join(', ')}))` : `${names} IN (${bind(session)})`
  }
}

/** The model that a query is scanned into, where none was given. */
export function adopt(query: Query, destination: Parameters<typeof setModel>[1]): void {
  if (!query.model && !query.modelTable && query.tables.length === 0) setModel(query, destination)
}
