// xorm's sessions to Postgres texts: READ FIRST here. The calls of a chain set up Parts; the finisher writes them, each way
// through their alternatives once. From xorm's internal/statements.
// Not seen: mappers and prefixes of the engine, hooks of beans, and caches.

import type { BuilderCall, StatementEffect } from '../../evaluate/events.ts'
import { pointerless, type Type } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { bind, concrete, type ProgramContext } from '../session.ts'
import type { RenderedStatement } from '../statement.ts'
import { fieldValue } from '../struct-values.ts'
import { renderWith } from '../text/render.ts'
import { type Chains, type Writing, written } from '../text/write.ts'
import { condition, within } from './conditions.ts'
import { XORM_BUILT } from './model.ts'
import { quoted } from './quote.ts'
import { tableOf, type XormField, type XormTable } from './schema.ts'

export function renderXorm(effect: StatementEffect, context: ProgramContext, chains: Chains): readonly RenderedStatement[] {
  return renderWith(context, chains, (w) => {
    const last = effect.calls.at(-1)
    if (!last) return undefined
    const parts = partsOf(w, effect.calls.slice(0, -1))
    const sql = finished(w, parts, last)
    return {
      sql,
      ...(parts.failed !== undefined && { failed: parts.failed }),
      ...(last.name === 'Get' && { boundedBy: 'one row is read' }),
    }
  })
}

interface Parts {
  /** Text of the table, and of what else stands in FROM. */
  from: string
  table: XormTable | undefined
  alias: string
  raw: string | undefined
  columns: string
  readonly cols: string[]
  readonly omit: string[]
  allCols: boolean
  distinct: boolean
  readonly joins: string[]
  where: string
  readonly orders: string[]
  group: string
  having: string
  limit: string
  unscoped: boolean
  bare: boolean
  lock: boolean
  id: Value | undefined
  readonly sets: string[]
  failed: string | undefined
}

function partsOf(w: Writing, calls: readonly BuilderCall[]): Parts {
  const p: Parts = {
    from: '',
    table: undefined,
    alias: '',
    raw: undefined,
    columns: '',
    cols: [],
    omit: [],
    allCols: false,
    distinct: false,
    joins: [],
    where: '',
    orders: [],
    group: '',
    having: '',
    limit: '',
    unscoped: false,
    bare: false,
    lock: false,
    id: undefined,
    sets: [],
    failed: undefined,
  }
  for (const call of calls) step(w, p, call)
  return p
}

const add = (p: Parts, text: string, word = 'AND') => {
  if (text !== '') p.where = p.where === '' ? text : word === 'OR' ? `(${p.where}) OR (${text})` : `${p.where} AND ${wrapped(text)}`
}
const wrapped = (text: string) => (/\bor\b/i.test(text) ? `(${text})` : text)

function step(w: Writing, p: Parts, call: BuilderCall): void {
  const { name, args, words } = call
  const texts = () => args.flatMap((a, i) => textsOf(w, a, words[i] ?? 'column'))
  const [first] = args
  switch (name) {
    case 'Table':
      if (first) source(w, p, first, words[0] ?? 'table')
      return
    case 'Alias':
      p.alias = texts()[0] ?? ''
      return
    case 'ID':
    case 'Id':
      p.id = first
      return
    case 'In':
    case 'NotIn':
      add(p, within(w, call))
      return
    case 'Where':
    case 'And':
      add(p, condition(w, first, words[0] ?? 'condition', args.slice(1)))
      return
    case 'Or':
      add(p, condition(w, first, words[0] ?? 'condition', args.slice(1)), 'OR')
      return
    case 'SQL':
    case 'Sql':
      p.raw = first ? condition(w, first, words[0] ?? 'text', args.slice(1)) : undefined
      return
    case 'Select':
      p.columns = texts().join(', ')
      return
    case 'Distinct':
      p.distinct = true
      p.cols.push(...texts())
      return
    case 'Cols':
    case 'MustCols':
      p.cols.push(...texts())
      return
    case 'AllCols':
      p.allCols = true
      return
    case 'Omit':
      p.omit.push(...texts())
      return
    case 'Limit':
      p.limit = `LIMIT ${bind(w.session, first)}${args[1] ? ` OFFSET ${bind(w.session, args[1])}` : ''}`
      return
    case 'Asc':
    case 'Desc':
      p.orders.push(...texts().map((t) => `${quoted(t)} ${name.toUpperCase()}`))
      return
    case 'OrderBy':
      if (first) p.orders.push(condition(w, first, words[0] ?? 'order'))
      return
    case 'GroupBy':
      p.group = texts().join(', ')
      return
    case 'Having':
      p.having = texts()[0] ?? ''
      return
    case 'Join':
      join(w, p, call)
      return
    case 'Unscoped':
      p.unscoped = true
      return
    case 'NoAutoCondition':
      p.bare = true
      return
    case 'ForUpdate':
      p.lock = true
      return
    case 'Incr':
    case 'Decr': {
      const column = quoted(texts()[0] ?? '')
      p.sets.push(`${column} = ${column} ${name === 'Incr' ? '+' : '-'} ${args[1] ? bind(w.session, args[1]) : '1'}`)
      return
    }
    case 'SetExpr':
      p.sets.push(
        `${quoted(first ? written(w, first, words[0] ?? 'column') : '')} = ${condition(w, args[1], words[1] ?? 'expression') || bind(w.session)}`,
      )
      return
    case 'Narrowed':
      w.notes.add('there are more alternatives than are followed')
  }
}

/** Texts, one by one or in a list. */
function textsOf(w: Writing, value: Value, words: string): readonly string[] {
  const at = w.session.pick(value)
  if (at.kind !== 'list') return [written(w, at, words)]
  if (at.open) w.notes.add(`the list ${words} may be longer`)
  return at.elements.map((e) => written(w, e, words))
}

/** A table by its name, by a bean, by a statement, or by a pair of one of these and an alias. */
function source(w: Writing, p: Parts, value: Value, words: string): void {
  const { text, table } = named(w, value, words)
  p.from = text
  p.table = table ?? p.table
}

function named(w: Writing, value: Value, words: string): { readonly text: string; readonly table?: XormTable } {
  const at = concrete(w.session, value)
  if (at.kind === 'list') {
    const [of, alias] = at.elements
    const inner = of ? named(w, of, words) : { text: '' }
    return { ...inner, text: `${inner.text}${alias ? ` AS ${quoted(written(w, alias, 'alias'))}` : ''}` }
  }
  if (at.kind === 'model' && at.model === XORM_BUILT) return { text: `(${condition(w, at, words)})` }
  const shape = w.context.types.underlying(pointerless(typeOf(at)))
  if (at.kind === 'string' || (shape.kind === 'basic' && shape.name === 'string')) return { text: quoted(written(w, at, words)) }
  const table = tableOf(typeOf(at), w.context)
  return table ? { text: quoted(table.name), table } : { text: quoted(written(w, at, words)) }
}

function join(w: Writing, p: Parts, { args, words }: BuilderCall): void {
  const [kind, table, on, ...rest] = args
  const word = kind ? written(w, kind, words[0] ?? 'INNER').toUpperCase() : 'INNER'
  const text = table ? named(w, table, words[1] ?? 'table').text : ''
  const condition_ = condition(w, on, words[2] ?? 'condition', rest)
  p.joins.push(`${word} JOIN ${text}${condition_ === '' ? '' : ` ON ${condition_}`}`)
}

function finished(w: Writing, p: Parts, { name, args, words }: BuilderCall): string {
  const [first] = args
  switch (name) {
    case 'Exec':
    case 'Query':
    case 'QueryString':
    case 'QueryInterface':
    case 'QuerySliceString':
      if (first) return condition(w, first, words[0] ?? 'text', args.slice(1))
      return p.raw ?? (name === 'Exec' ? '' : selectText(w, p, []))
    case 'Get':
      return p.raw ?? selectText(w, p, args.slice(0, 1), 'LIMIT 1')
    case 'Exist':
      return p.raw ?? selectText(w, { ...p, columns: '1' }, args, 'LIMIT 1')
    case 'Find':
    case 'FindAndCount':
    case 'Rows':
    case 'Iterate':
      // The destination names the table; what stands behind it are conditions.
      if (p.raw !== undefined) return p.raw
      adopt(w, p, first)
      return selectText(w, p, name === 'Find' || name === 'FindAndCount' ? args.slice(1) : args.slice(0, 1))
    case 'Count':
      return (
        p.raw ??
        selectText(
          w,
          {
            ...p,
            columns: p.columns || (p.distinct && p.cols.length > 0 ? `count(DISTINCT ${p.cols.map(quoted).join(', ')})` : 'count(*)'),
            distinct: false,
          },
          args,
        )
      )
    case 'Sum':
    case 'SumInt':
    case 'Sums':
    case 'SumsInt': {
      const columns = args.slice(1).flatMap((a, i) => textsOf(w, a, words[i + 1] ?? 'column'))
      return p.raw ?? selectText(w, { ...p, columns: columns.map((c) => `COALESCE(sum(${quoted(c)}),0)`).join(', ') }, args.slice(0, 1))
    }
    case 'Insert':
    case 'InsertOne':
    case 'InsertMulti':
      return insertText(w, p, first)
    case 'Update':
      return updateText(w, p, args)
    case 'Delete':
      return deleteText(w, p, args)
    case 'Truncate':
      adopt(w, p, first)
      return `DELETE FROM ${fromText(p)}`
    default:
      p.failed ??= `${name} of xorm is not written out`
      return ''
  }
}

/** The bean says which table, where none was named. */
function adopt(w: Writing, p: Parts, bean: Value | undefined): void {
  const table = bean && tableOf(typeOf(concrete(w.session, bean)), w.context)
  p.table ??= table
  if (p.from === '' && table) p.from = quoted(table.name)
  if (p.from === '') p.failed ??= bean ? `the table of ${describe(typeOf(bean))} is not known` : 'no table is named'
}

const describe = (type: Type): string =>
  type.kind === 'unknown'
    ? 'a value of unknown type'
    : `a value of type ${pointerless(type).kind === 'named' ? (pointerless(type) as { entity: { name: string } }).entity.name : pointerless(type).kind}`

const fromText = (p: Parts): string => `${p.from}${p.alias ? ` AS ${quoted(p.alias)}` : ''}`

function selectText(w: Writing, p: Parts, beans: readonly Value[], tail = ''): string {
  const [bean] = beans
  if (p.from === '' || !p.table) {
    const before = p.failed
    adopt(w, p, bean)
    if (p.from !== '') p.failed = before
  }
  for (const b of beans) beanConditions(w, p, b)
  keyCondition(w, p)
  softDelete(w, p)
  const all =
    p.table && p.joins.length === 0 && p.cols.length === 0
      ? p.table.fields.filter((f) => !p.omit.includes(f.name) && !f.words.has('->'))
      : []
  const columns = p.columns || (p.cols.length > 0 ? p.cols.map(quoted).join(', ') : all.map((f) => quoted(f.name)).join(', ')) || '*'
  return [
    `SELECT ${p.distinct ? 'DISTINCT ' : ''}${columns} FROM ${fromText(p)}`,
    ...p.joins,
    ...(p.where === '' ? [] : [`WHERE ${p.where}`]),
    ...(p.group === '' ? [] : [`GROUP BY ${p.group}`]),
    ...(p.having === '' ? [] : [`HAVING ${p.having}`]),
    ...(p.orders.length > 0 ? [`ORDER BY ${p.orders.join(', ')}`] : []),
    p.limit || tail,
    ...(p.lock ? ['FOR UPDATE'] : []),
  ]
    .filter((s) => s !== '')
    .join(' ')
}

/** Fields of a bean that are set are conditions; what is not made in view may have any of them. */
function beanConditions(w: Writing, p: Parts, bean: Value): void {
  const at = concrete(w.session, bean)
  const table = tableOf(typeOf(at), w.context)
  if (!table || p.bare) return
  if (at.kind !== 'instance') {
    if (at.kind === 'symbolic' && at.origin.kind !== 'typed') w.notes.add('fields of the bean that are set are conditions too')
    return
  }
  for (const field of table.fields) {
    const found = fieldValue(w.session, at, { name: field.goName, path: field.path })
    if (found.state === 'zero' || (found.state === 'unknown' && at.fields.size === 0)) continue
    add(p, `${quoted(field.name)} = ${bind(w.session, found.value)}`)
  }
}

function keyCondition(w: Writing, p: Parts): void {
  if (!p.id) return
  const [key] = p.table?.primary ?? []
  add(p, `${quoted(key?.name ?? 'id')} = ${bind(w.session, p.id)}`)
}

function softDelete(w: Writing, p: Parts): void {
  const field = p.table?.deleted
  if (!field || p.unscoped) return
  const column = `${p.alias ? quoted(p.alias) : p.joins.length > 0 ? p.from : ''}${p.alias || p.joins.length > 0 ? '.' : ''}${quoted(field.name)}`
  add(p, `(${column} IS NULL OR ${column} = ${bind(w.session)})`)
}

function insertText(w: Writing, p: Parts, bean: Value | undefined): string {
  const at = bean && concrete(w.session, bean)
  if (at?.kind === 'mapping' && p.from !== '') {
    if (at.open) w.notes.add('some columns are not known')
    return `INSERT INTO ${p.from} (${at.entries.map((e) => quoted(written(w, e.key, 'column'))).join(', ')}) VALUES (${at.entries.map((e) => bind(w.session, e.value)).join(', ')})`
  }
  adopt(w, p, bean)
  const fields = (p.table?.fields ?? []).filter((f) => chosen(p, f) && !f.words.has('autoincr') && !f.words.has('<-'))
  if (fields.length === 0) {
    w.notes.add('the columns are not known')
    return `INSERT INTO ${p.from} DEFAULT VALUES`
  }
  const value = (f: XormField) => (at?.kind === 'instance' ? fieldValue(w.session, at, { name: f.goName, path: f.path }) : undefined)
  const bound = fields.map((f) => {
    const found = value(f)
    return bind(w.session, found && found.state !== 'zero' ? found.value : undefined)
  })
  return `INSERT INTO ${p.from} (${fields.map((f) => quoted(f.name)).join(', ')}) VALUES (${bound.join(', ')})`
}

const chosen = (p: Parts, f: XormField): boolean => (p.cols.length === 0 || p.cols.includes(f.name)) && !p.omit.includes(f.name)

function updateText(w: Writing, p: Parts, [bean, ...conditions]: readonly Value[]): string {
  const at = bean && concrete(w.session, bean)
  if (at?.kind !== 'mapping' || p.from === '') adopt(w, p, bean)
  const sets = [...p.sets]
  if (at?.kind === 'mapping') {
    if (at.open) w.notes.add('some columns are not known')
    sets.push(...at.entries.map((e) => `${quoted(written(w, e.key, 'column'))} = ${bind(w.session, e.value)}`))
  } else
    for (const field of (p.table?.fields ?? []).filter((f) => !f.words.has('pk') && !f.words.has('created') && !f.words.has('deleted')))
      set(field)
  for (const c of conditions) {
    const of = concrete(w.session, c)
    if (tableOf(typeOf(of), w.context)) beanConditions(w, p, of)
    else add(p, condition(w, of, 'condition'))
  }
  keyCondition(w, p)
  if (sets.length === 0) {
    p.failed ??= 'the columns of the update are not known'
    return ''
  }
  softDelete(w, p)
  return `UPDATE ${fromText(p)} SET ${sets.join(', ')}${p.where === '' ? '' : ` WHERE ${p.where}`}`

  function set(field: XormField): void {
    const named = p.cols.includes(field.name)
    const found = at?.kind === 'instance' ? fieldValue(w.session, at, { name: field.goName, path: field.path }) : undefined
    const zero = found?.state === 'zero' || (at?.kind === 'instance' && at.fields.size === 0)
    if (field.words.has('updated')) sets.push(`${quoted(field.name)} = ${bind(w.session)}`)
    else if (p.omit.includes(field.name) || (p.cols.length > 0 && !named && !p.allCols)) return
    else if (!named && !p.allCols && zero) return
    else {
      if (!named && !p.allCols && found?.state !== 'known') w.notes.add('only the fields that are set are written')
      sets.push(`${quoted(field.name)} = ${bind(w.session, found && found.state !== 'zero' ? found.value : undefined)}`)
    }
  }
}

function deleteText(w: Writing, p: Parts, beans: readonly Value[]): string {
  adopt(w, p, beans[0])
  for (const bean of beans) beanConditions(w, p, bean)
  keyCondition(w, p)
  const where = p.where === '' ? '' : ` WHERE ${p.where}`
  if (p.table?.deleted && !p.unscoped) return `UPDATE ${p.from} SET ${quoted(p.table.deleted.name)} = ${bind(w.session)}${where}`
  return `DELETE FROM ${p.from}${where}`
}
