// A query's mods, or an object's method, to Postgres: as SQLBoiler's templates and query builder write it.

import type { BuilderCall, StatementEffect } from '../../evaluate/events.ts'
import type { GoPackage } from '../../program.ts'
import { constantText, text, type Value } from '../../values.ts'
import { bind, hole, type ProgramContext } from '../session.ts'
import type { RenderedStatement } from '../statement.ts'
import { renderWith } from '../text/render.ts'
import { type Chains, type Writing, written } from '../text/write.ts'
import { type BoilTable, changeIn, loaderOf, modsIn, setColumnsIn, tablesOf } from './generated.ts'
import { type BoilState, MOD } from './model.ts'
import { applyMod, applyMods, type BoilQuery, emptyQuery, selectText, whereOf } from './query.ts'

interface Place {
  readonly pkg: GoPackage | undefined
  readonly table: BoilTable | undefined
}

export function renderSqlboiler(effect: StatementEffect, context: ProgramContext, chains: Chains): readonly RenderedStatement[] {
  const [first] = effect.calls
  const pkg = context.program.packageAt(constantText(first?.args[0]) ?? '')
  const object = constantText(first?.args[1]) ?? ''
  const place: Place = { pkg, table: pkg && tablesOf(pkg).get(object) }
  const finisher = effect.calls[effect.calls.length - 1]
  if (!finisher) return []
  const main = renderWith(context, chains, (writing) => mainText(writing, place, effect.calls, finisher))
  if (!/^(One|All)$/.test(finisher.name)) return main
  const preloads = loadsIn(context, chains, place, effect.calls).flatMap((sql) =>
    renderWith(context, chains, () => ({ sql })).map((s): RenderedStatement => ({ ...s, role: 'preload' })),
  )
  return [...main, ...preloads]
}

function mainText(
  w: Writing,
  place: Place,
  calls: readonly BuilderCall[],
  finisher: BuilderCall,
): { sql: string; boundedBy?: string } | undefined {
  const { table } = place
  const own = /^(Slice)?(Insert|Update|Upsert|Delete|Reload|ExistsKey|Find|UpdateAll|DeleteAll|ReloadAll|Exists)$/.exec(finisher.name)
  const ofObject = calls.length === 2 && table && own
  if (finisher.name.startsWith('Related ')) return { sql: relatedText(w, place, finisher) }
  if (ofObject) return objectText(w, table, finisher)
  const query = queryOf(w, place, calls.slice(0, -1))
  const columns = query.select.join(', ') || (query.joins.length > 0 && query.from ? `${query.from}.*` : '*')
  switch (finisher.name) {
    case 'Count':
      return { sql: selectText(query, query.distinct ? `COUNT(DISTINCT ${query.distinct})` : 'COUNT(*)') }
    case 'Exists':
      query.limit = 'LIMIT 1'
      return { sql: selectText(query, 'COUNT(*)'), boundedBy: 'one row is read' }
    case 'One':
      query.limit = 'LIMIT 1'
      return { sql: selectText(query, columns), boundedBy: 'one row is read' }
    case 'DeleteAll':
      return { sql: query.raw ?? `DELETE FROM ${query.from} ${whereOf(query)}` }
    case 'UpdateAll':
      return { sql: `UPDATE ${query.from} SET ${setOf(w, finisher)} ${whereOf(query)}` }
    default:
      return { sql: selectText(query, columns) }
  }
}

function queryOf(w: Writing, place: Place, calls: readonly BuilderCall[]): BoilQuery {
  const query = emptyQuery()
  const { table } = place
  if (table) query.from = table.name
  for (const call of calls) {
    if (call.name === 'Start') continue
    if (call.name === 'Unknown') {
      query.raw = call.args[0] ? hole(w.session, call.args[0], call.words[0] ?? 'query') : ''
      continue
    }
    if (call.name === 'Raw') {
      applyMod(w, query, call)
      continue
    }
    for (const mod of relationMods(place, call)) applyMod(w, query, mod)
    applyMods(w, query, call.args, call.words)
  }
  if (table?.softDeletes && query.raw === undefined && !query.where.some((c) => /deleted_at/.test(c.text)))
    applyMod(w, query, { name: 'WhereIsNull', args: [text(`${table.name}."deleted_at"`)], words: ['column'], at: 0 })
  return query
}

/** `user.Posts(mods…)`: the condition that the generated method adds. */
function relationMods({ pkg }: Place, call: BuilderCall): readonly BuilderCall[] {
  const [, on, name] = /^Of (\S+) (\S+)$/.exec(call.name) ?? []
  const type = on === undefined ? undefined : pkg?.scope.get(on)
  const method = type?.kind === 'type' && name !== undefined ? type.methods.get(name) : undefined
  return method ? modsIn(method).filter((m) => m.name !== 'Select') : []
}

/** The texts of what `qm.Load` fills, one a relation on its path. */
function loadsIn(context: ProgramContext, chains: Chains, place: Place, calls: readonly BuilderCall[]): readonly string[] {
  const texts = new Set<string>()
  const { pkg, table } = place
  if (!pkg || !table) return []
  renderWith(context, chains, (w) => {
    for (const load of queryOf(w, place, calls.slice(0, -1)).loads) {
      let { object } = table
      for (const relation of (constantText(load.args[0]) ?? '').split('.')) {
        const loader = loaderOf(pkg, object, relation)
        if (!loader) break
        const query = emptyQuery()
        for (const mod of loader.mods) applyMod(w, query, mod)
        applyMods(w, query, load.args.slice(1))
        texts.add(selectText(query, query.select.join(', ') || '*').replaceAll('(?)', '(?)'))
        object = loader.object
      }
    }
    return undefined
  })
  return [...texts]
}

const quoted = (name: string): string => `"${name}"`

/** The columns that `boil.Infer()`, `boil.Whitelist(…)` and their kin choose of all. */
function chosen(w: Writing, value: Value | undefined, all: readonly string[]): readonly string[] {
  const at = value && w.session.pick(value)
  const [call] = at?.kind === 'model' && at.model === MOD ? (at.state as BoilState).calls : []
  const names = (call?.args ?? []).flatMap((a, i) => {
    const list = w.session.pick(a)
    return list.kind === 'list' ? list.elements.map((e) => written(w, e, 'column')) : [written(w, list, call?.words[i] ?? 'column')]
  })
  switch (call?.name) {
    case 'Whitelist':
      return names
    case 'Blacklist':
      return all.filter((c) => !names.includes(c))
    case 'None':
      return []
    default:
      return all
  }
}

function objectText(w: Writing, table: BoilTable, { name, args }: BuilderCall): { sql: string; boundedBy?: string } {
  const { name: from, columns, byKey } = table
  const key = byKey.replace(/\$\d+/g, '?') || '1 = 1'
  const keys = [...byKey.matchAll(/["`[](\w+)["`\]]\s*=/g)].flatMap((m) => m[1] ?? [])
  const others = columns.filter((c) => !keys.includes(c) && c !== 'created_at')
  const values = (list: readonly string[]) => `(${list.map(quoted).join(',')}) VALUES (${list.map(() => bind(w.session)).join(',')})`
  const sets = (list: readonly string[]) => list.map((c) => `${quoted(c)}=${bind(w.session)}`).join(',')
  const one = 'its key is asked for'
  // Columns come behind the context and the handle, and behind nothing but the context where the handle is global.
  const choice = args.find((a) => w.session.pick(a).kind === 'model' && (w.session.pick(a) as { model?: string }).model === MOD)
  switch (name) {
    case 'Insert':
      return { sql: `INSERT INTO ${from} ${values(chosen(w, choice, columns))}` }
    case 'Upsert': {
      const conflict = keys.map(quoted).join(', ')
      const update = chosen(w, choice, others).map((c) => `${quoted(c)} = EXCLUDED.${quoted(c)}`)
      const what = update.length > 0 ? `DO UPDATE SET ${update.join(',')}` : 'DO NOTHING'
      return { sql: `INSERT INTO ${from} ${values(columns)} ON CONFLICT (${conflict}) ${what}` }
    }
    case 'Update':
      return { sql: `UPDATE ${from} SET ${sets(chosen(w, choice, others))} WHERE ${key}` }
    case 'Delete':
      return deletes(w, table, args)
        ? { sql: `DELETE FROM ${from} WHERE ${key}` }
        : { sql: `UPDATE ${from} SET "deleted_at"=${bind(w.session)} WHERE ${key}` }
    case 'Find':
    case 'Reload':
      return { sql: `SELECT * FROM ${from} WHERE ${key}`, boundedBy: one }
    case 'Exists':
    case 'ExistsKey':
      return { sql: `SELECT EXISTS(SELECT 1 FROM ${from} WHERE ${key} LIMIT 1)`, boundedBy: one }
    case 'SliceUpdateAll':
      return { sql: `UPDATE ${from} SET ${setOf(w, { name, args, words: [], at: 0 })} WHERE (${key})` }
    case 'SliceDeleteAll':
      return deletes(w, table, args)
        ? { sql: `DELETE FROM ${from} WHERE (${key})` }
        : { sql: `UPDATE ${from} SET "deleted_at"=${bind(w.session)} WHERE (${key})` }
    default:
      return { sql: `SELECT ${from}.* FROM ${from} WHERE (${key})` }
  }
}

/** With soft deletes a flag says whether the row really goes. */
const deletes = (w: Writing, table: BoilTable, args: readonly Value[]): boolean => {
  const last = args[args.length - 1]
  const flag = last && w.session.pick(last)
  return !table.softDeletes || (flag?.kind === 'boolean' && flag.value)
}

/** `UpdateAll(ctx, exec, models.M{"name": name})` */
function setOf(w: Writing, { args }: BuilderCall): string {
  const columns = args.map((a) => w.session.pick(a)).find((a) => a.kind === 'mapping')
  if (columns?.kind !== 'mapping' || columns.open) w.notes.add('the columns that are set are not all known')
  const entries = columns?.kind === 'mapping' ? columns.entries : []
  return (
    entries.map((e) => `${quoted(written(w, e.key, 'column'))} = ${bind(w.session, e.value)}`).join(', ') ||
    `"unknown" = ${bind(w.session)}`
  )
}

/** `user.AddPosts(ctx, exec, insert, posts…)`, `SetOwner`, `RemoveOwner`: the row that holds the key changes. */
function relatedText(w: Writing, { pkg }: Place, call: BuilderCall): string {
  const [, on, name] = /^Related (\S+) (\S+)$/.exec(call.name) ?? []
  const type = on === undefined ? undefined : pkg?.scope.get(on)
  const method =
    type?.kind === 'type' && name !== undefined ? (type.methods.get(name.replace(/(?:G|P|GP)$/, '')) ?? type.methods.get(name)) : undefined
  const adding = type?.kind === 'type' && name?.startsWith('Set') ? type.methods.get(name.replace(/^Set/, 'Add')) : undefined
  const change = changeIn(method) ?? changeIn(adding)
  if (!method || !change || !pkg) return hole(w.session, text(name ?? ''), name ?? 'relation')
  if (!/%s/.test(change.all)) return change.all.replace(/\$\d+/g, '?')
  const table = [...tablesOf(pkg).values()].find((t) => t.name === change.table)
  const inserts = call.args.map((a) => w.session.pick(a)).some((a) => a.kind === 'boolean' && a.value)
  if (inserts && table && name?.startsWith('Add')) return objectText(w, table, { name: 'Insert', args: [], words: [], at: 0 }).sql
  const set = setColumnsIn(method).map((c) => `${quoted(c)}=${bind(w.session)}`)
  return `UPDATE ${change.table} SET ${set.join(',') || `"unknown"=${bind(w.session)}`} WHERE ${table?.byKey.replace(/\$\d+/g, '?') || '1 = 1'}`
}
