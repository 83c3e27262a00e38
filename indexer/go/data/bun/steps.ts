// What each call of a chain does to the query.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { Value } from '../../values.ts'
import { stringArgument } from '../session.ts'
import { quoted } from './format.ts'
import { type Condition, callsOf, createQuery, namesOf, note, type Piece, pieceOf, type Query, setModel } from './query.ts'

type Step = (query: Query, args: readonly Value[], words: readonly string[]) => void

const UNIONS: Readonly<Record<string, string>> = {
  Union: ' UNION ',
  UnionAll: ' UNION ALL ',
  Intersect: ' INTERSECT ',
  IntersectAll: ' INTERSECT ALL ',
  Except: ' EXCEPT ',
  ExceptAll: ' EXCEPT ALL ',
}

/** Calls that change the text in no way that is told here. */
const SILENT =
  /^(New\w+|Narrowed|Temp|IfNotExists|IfExists|Cascade|Restrict|Varchar|TableSpace|PartitionBy|WithForeignKeys|ForeignKey|ContinueIdentity|Concurrently|Unique|Using|Include|IncludeExpr|\w*Index\w*|WithOrder|Comment)$/

const expression = (list: 'tables' | 'group' | 'having' | 'order' | 'set' | 'returning'): Step => {
  return (query, args, words) => query[list].push(pieceOf(query, args, words))
}

const where =
  (separator: string): Step =>
  (query, args, words) =>
    query.where.push({ separator, piece: pieceOf(query, args, words) })

const STEPS: Readonly<Record<string, Step>> = {
  Elsewhere: (query) => note(query, 'the query begins out of view'),
  Apply: (query) => note(query, 'what Apply adds is not known'),
  Model: (query, [model]) => setModel(query, model),
  Table: (query, args, words) => query.tables.push(...namesOf(query, args, words)),
  TableExpr: expression('tables'),
  ModelTableExpr: (query, args, words) => {
    query.modelTable = pieceOf(query, args, words)
  },
  Column: (query, args, words) => {
    query.columns = [...(query.columns ?? []), ...namesOf(query, args, words)]
  },
  ColumnExpr: (query, args, words) => {
    query.columns = [...(query.columns ?? []), pieceOf(query, args, words)]
  },
  ExcludeColumn: excludeColumn,
  With: (query, args, words) => addWith(query, args, words, false),
  WithRecursive: (query, args, words) => addWith(query, args, words, true),
  Distinct: (query) => {
    query.distinct = []
  },
  DistinctOn: (query, args, words) => {
    query.distinct = [...(query.distinct ?? []), pieceOf(query, args, words)]
  },
  Where: where(' AND '),
  WhereOr: where(' OR '),
  WhereGroup: whereGroup,
  WherePK: wherePK,
  WhereDeleted: (query) => {
    query.deleted = 'deleted'
  },
  WhereAllWithDeleted: (query) => {
    query.deleted = 'all'
  },
  ForceDelete: (query) => {
    query.forceDelete = true
  },
  Join: (query, args, words) => query.joins.push({ join: pieceOf(query, args, words), on: [] }),
  JoinOn: (query, args, words) => query.joins.at(-1)?.on.push({ separator: ' AND ', piece: pieceOf(query, args, words) }),
  JoinOnOr: (query, args, words) => query.joins.at(-1)?.on.push({ separator: ' OR ', piece: pieceOf(query, args, words) }),
  Group: (query, args, words) => query.group.push(...namesOf(query, args, words)),
  GroupExpr: expression('group'),
  Having: expression('having'),
  Order: (query, args, words) => query.order.push(...namesOf(query, args, words).flatMap(orderOf)),
  OrderBy: (query, args, words) => query.order.push(pieceOf(query, args, words)),
  OrderExpr: expression('order'),
  Limit: (query, [count]) => {
    query.limit = count
  },
  Offset: (query, [count]) => {
    query.offset = count?.kind === 'number' && count.value === 0 ? undefined : count
  },
  For: (query, args, words) => {
    query.lock = pieceOf(query, args, words)
  },
  Relation: (query, [name, apply], words) => {
    query.relations.push({ path: stringArgument(query.session, name, words[0] ?? '?'), apply: callsOf(query, apply) ?? [] })
  },
  On: (query, args, words) => {
    query.on = pieceOf(query, args, words)
  },
  Set: expression('set'),
  SetColumn: (query, args, words) => {
    const piece = pieceOf(query, args.slice(1), words.slice(1))
    const column = stringArgument(query.session, args[0], words[0] ?? '?')
    query.set.push(piece.kind === 'text' ? { ...piece, text: `${quoted(column)} = ${piece.text}` } : piece)
  },
  Value: (query, args, words) => {
    query.values.set(stringArgument(query.session, args[0], words[0] ?? '?'), pieceOf(query, args.slice(1), words.slice(1)))
  },
  OmitZero: (query) => {
    query.omitZero = true
  },
  Bulk: (query) => {
    query.bulk = true
  },
  Ignore: (query) => query.flags.add('ignore'),
  Replace: (query) => query.flags.add('replace'),
  Returning: expression('returning'),
}

export function applyCalls(query: Query, calls: readonly BuilderCall[]): void {
  for (const { name, args, words } of calls) {
    const union = UNIONS[name]
    if (union) query.unions.push({ word: union, calls: callsOf(query, args[0]) })
    else if (name === 'NewRaw') query.raw = pieceOf(query, args, words)
    else if (STEPS[name]) STEPS[name](query, args, words)
    else if (!SILENT.test(name)) note(query, `${name} is not understood`)
  }
}

function addWith(query: Query, args: readonly Value[], words: readonly string[], recursive: boolean): void {
  query.with.push({ name: stringArgument(query.session, args[0], words[0] ?? '?'), calls: callsOf(query, args[1]), recursive })
}

function excludeColumn(query: Query, args: readonly Value[], words: readonly string[]): void {
  const left = namesOf(query, args, words).map((p) => (p.kind === 'name' ? p.name : ''))
  const columns = query.columns ?? query.table?.fields.map((f): Piece => ({ kind: 'name', name: f.name })) ?? []
  query.columns = left.includes('*') ? [] : columns.filter((c) => c.kind !== 'name' || !left.includes(c.name))
}

function wherePK(query: Query, args: readonly Value[], words: readonly string[]): void {
  const { table } = query
  if (!table) {
    query.failed ??= query.notes[0] ?? 'WherePK without a model'
    return
  }
  const names = namesOf(query, args, words).map((p) => (p.kind === 'name' ? p.name : ''))
  query.whereFields = names.length > 0 ? names.flatMap((n) => table.find(n) ?? []) : table.primary
  if (query.whereFields.length === 0) query.failed ??= `${table.typeName} does not have primary keys`
}

/** Conditions go into the group; anything else that the function does, it does to the query. */
function whereGroup(query: Query, [separator, part]: readonly Value[], words: readonly string[]): void {
  const calls = callsOf(query, part)
  if (!calls) {
    note(query, 'what WhereGroup adds is not known')
    return
  }
  const inner = createQuery(query.session, query.verb, query.subquery)
  inner.table = query.table
  inner.many = query.many
  applyCalls(inner, calls)
  const [first, ...rest] = inner.where
  const group: readonly Condition[] = first ? [{ ...first, separator: '' }, ...rest] : []
  if (group.length > 0) query.where.push({ separator: ` ${stringArgument(query.session, separator, words[0] ?? '?').trim()} `, group })
  query.joins.push(...inner.joins)
  query.relations.push(...inner.relations)
  if (inner.deleted !== 'live') query.deleted = inner.deleted
  for (const reason of inner.notes) note(query, reason)
}

/** orderLimitOffsetQuery.addOrder */
function orderOf(piece: Piece): readonly Piece[] {
  if (piece.kind !== 'name') return [piece]
  if (piece.name === '') return []
  const [, field, sort] = /^(\S+) (asc|desc)( nulls (?:first|last))?$/i.exec(piece.name) ?? []
  if (field && sort) return [{ kind: 'text', text: `${quoted(field)}${piece.name.slice(field.length)}`, args: [], words: [] }]
  return [piece]
}
