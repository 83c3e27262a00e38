// Writes of a generated client: rows, the keys that edges set on either side, and tables between.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { Value } from '../../values.ts'
import type { Output } from '../finish.ts'
import { bind } from '../session.ts'
import type { EntEdge } from './edges.ts'
import type { EntField } from './fields.ts'
import { type EntQuery, note, quoted } from './query.ts'
import type { EntType } from './schema.ts'
import { outputOf } from './select.ts'

/** What the setters of a builder ask for. */
interface Changes {
  /** Column → text of its value. */
  readonly columns: Map<string, string>
  readonly added: Set<EntEdge>
  readonly removed: Set<EntEdge>
}

function changesOf(query: EntQuery, type: EntType, calls: readonly BuilderCall[]): Changes {
  const changes: Changes = { columns: new Map(), added: new Set(), removed: new Set() }
  for (const { name, args } of calls) change(query, type, changes, name, args[0])
  return changes
}

function change(query: EntQuery, type: EntType, { columns, added, removed }: Changes, name: string, value: Value | undefined): void {
  const [, action, rest = ''] = /^(SetNillable|Set|Add|Append|Clear|Remove)(\w*)$/.exec(name) ?? []
  if (!action) {
    if (!/^(Mutation|Hooks|SaveX?|ExecX?)$/.test(name)) note(query, `${name} is not understood`)
    return
  }
  const field = type.fields.find((f) => f.goName === rest) ?? (type.id.goName === rest ? type.id : undefined)
  if (field) {
    columns.set(field.column, fieldText(query, action, field, type, value))
    return
  }
  const edge = type.edges.find((e) => rest === e.goName || rest === `${e.goName}ID` || rest === `${e.goSingular}IDs`)
  if (!edge) {
    note(query, `${name} sets nothing that the schema of ${type.name} names`)
    return
  }
  if (edge.relation.own) columns.set(edge.relation.columns[0] ?? '', action === 'Clear' ? 'NULL' : bind(query.session))
  else (action === 'Clear' || action === 'Remove' ? removed : added).add(edge)
}

function fieldText(query: EntQuery, action: string, field: EntField, type: EntType, value: Value | undefined): string {
  if (action === 'Clear') return 'NULL'
  if (action === 'Add' && query.verb !== 'Create')
    return `COALESCE(${quoted(type.table)}.${quoted(field.column)}, 0) + ${bind(query.session, value)}`
  return bind(query.session, value)
}

export function createOutputs(query: EntQuery): readonly Output[] {
  const { type } = query
  if (!type) return [outputOf(query, '', 'main')]
  const bulk = query.rows.length > 0 || /Bulk$/.test(query.verb)
  if (bulk && query.rows.length === 0) note(query, 'the rows are not known: every column is taken to be set')
  const every = bulk && query.rows.length === 0
  const rows =
    query.rows.length > 0 ? query.rows.map((calls) => changesOf(query, type, calls.slice(1))) : [changesOf(query, type, query.sets)]
  const named = new Set(rows.flatMap((r) => [...r.columns.keys()]))
  const fields = [type.id, ...type.fields].filter((f) => named.has(f.column) || f.defaulted || (every && f !== type.id))
  const columns = [...new Set([...fields.map((f) => f.column), ...named])]
  const values = rows.map((r) => `(${columns.map((c) => r.columns.get(c) ?? bind(query.session)).join(', ')})`)
  const list = columns.length > 0 ? `(${columns.map(quoted).join(', ')}) VALUES ${values.join(', ')}` : 'DEFAULT VALUES'
  const main = `INSERT INTO ${quoted(type.table)} ${list}${conflictText(query, type, columns)} RETURNING ${quoted(type.id.column)}`
  const edges = new Set(rows.flatMap((r) => [...r.added]))
  return [outputOf(query, main, 'main'), ...[...edges].map((e) => edgeOutput(query, e, true))]
}

/** OnConflict takes options of the sql package, which are not followed: what it resolves with, its methods say. */
function conflictText(query: EntQuery, type: EntType, columns: readonly string[]): string {
  const [first, ...rest] = query.conflict
  if (!first) return ''
  const target =
    first.name === 'OnConflictColumns'
      ? first.args.flatMap((a) => (a.kind === 'string' ? a.parts.filter((p) => typeof p === 'string') : []))
      : []
  const on = target.length > 0 ? ` (${target.map(quoted).join(', ')})` : ` (${quoted(type.id.column)})`
  if (target.length === 0) note(query, 'the target of the conflict is not followed')
  if (rest.some((c) => c.name === 'DoNothing')) return ` ON CONFLICT${target.length > 0 ? on : ''} DO NOTHING`
  const set = columns.filter((c) => c !== type.id.column)
  return ` ON CONFLICT${on} DO UPDATE SET ${(set.length > 0 ? set : [type.id.column]).map((c) => `${quoted(c)} = "excluded".${quoted(c)}`).join(', ')}`
}

export function updateOutputs(query: EntQuery): readonly Output[] {
  const { type } = query
  if (!type) return [outputOf(query, '', 'main')]
  const changes = changesOf(query, type, query.sets)
  for (const f of type.fields) if (f.updateDefaulted && !changes.columns.has(f.column)) changes.columns.set(f.column, bind(query.session))
  const where = query.where.length > 0 ? ` WHERE ${query.where.join(' AND ')}` : ''
  const table = quoted(type.table)
  const one = query.verb === 'UpdateOne'
  const set = [...changes.columns].map(([column, text]) => `${quoted(column)} = ${text}`)
  const outputs: Output[] = []
  if (set.length > 0) outputs.push(outputOf(query, `UPDATE ${table} SET ${set.join(', ')}${where}`, 'main', one ? 'unique key' : undefined))
  for (const edge of changes.removed) outputs.push(edgeOutput(query, edge, false))
  for (const edge of changes.added) outputs.push(edgeOutput(query, edge, true))
  // One that is updated is read back.
  if (one) {
    const columns = [type.id, ...type.fields].map((f) => `${table}.${quoted(f.column)}`).join(', ')
    outputs.push(
      outputOf(
        query,
        `SELECT ${columns} FROM ${table} WHERE ${table}.${quoted(type.id.column)} = ${bind(query.session)}`,
        outputs.length > 0 ? 'association' : 'main',
        'unique key',
      ),
    )
  }
  if (outputs.length === 0) return [{ ...outputOf(query, '', 'main'), failed: query.failed ?? 'the update sets nothing that is known' }]
  return outputs
}

/** addM2MEdges, addFKEdges and their opposites. */
function edgeOutput(query: EntQuery, { relation, target }: EntEdge, adding: boolean): Output {
  const { session } = query
  const table = quoted(relation.table)
  const [own = '', other = ''] = relation.backwards ? relation.columns.toReversed() : relation.columns
  let sql: string
  if (relation.kind === 'M2M')
    sql = adding
      ? `INSERT INTO ${table} (${quoted(own)}, ${quoted(other)}) VALUES (${bind(session)}, ${bind(session)}) ON CONFLICT DO NOTHING`
      : `DELETE FROM ${table} WHERE ${quoted(own)} = ${bind(session)} AND ${quoted(other)} IN (${bind(session)})`
  else {
    const id = quoted(query.schema.types.get(target)?.id.column ?? 'id')
    const column = quoted(own)
    sql = adding
      ? `UPDATE ${table} SET ${column} = ${bind(session)} WHERE ${id} IN (${bind(session)}) AND ${column} IS NULL`
      : `UPDATE ${table} SET ${column} = NULL WHERE ${column} = ${bind(session)}`
  }
  return { ...outputOf(query, sql, 'association'), table: relation.table }
}

export function deleteOutputs(query: EntQuery): readonly Output[] {
  const { type } = query
  if (!type) return [outputOf(query, '', 'main')]
  const where = query.where.length > 0 ? ` WHERE ${query.where.join(' AND ')}` : ''
  return [outputOf(query, `DELETE FROM ${quoted(type.table)}${where}`, 'main')]
}
