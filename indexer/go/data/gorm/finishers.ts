// What each finisher sends: finisher_api.go. One finisher may send several statements: preloads, a SELECT before an INSERT.

import type { BuilderCall } from '../../evaluate/events.ts'
import { UNKNOWN_TYPE } from '../../types.ts'
import type { Value } from '../../values.ts'
import type { Output } from '../finish.ts'
import { stringArgument } from '../session.ts'
import { associationStatements } from './association.ts'
import { deleteBefore } from './association-writes.ts'
import { saveAfter, saveBefore } from './associations.ts'
import { type Chain, settle } from './chain.ts'
import { type Column, CURRENT_TABLE, type Expression, PRIMARY_KEY, raw, type Var } from './clauses.ts'
import { buildConditions } from './conditions.ts'
import { buildInsert } from './create.ts'
import { boundOf, outputOf } from './output.ts'
import { preloads } from './preload.ts'
import { buildQuery, orderByKey } from './query.ts'
import { keyIsSet, type Reflected } from './reflect.ts'
import { apart, rawText } from './steps.ts'
import { buildDelete, buildUpdate } from './update.ts'
import { columnVar, varOf } from './vars.ts'

export function finishChain(chain: Chain, last: BuilderCall): readonly Output[] {
  const call = apart(chain.session, last)
  const { args, words } = call
  const [first, second] = args
  if (call.name.startsWith('Association.')) return associationStatements(chain, call)
  switch (call.name) {
    case 'Find':
      return read(chain, first, args.slice(1), words.slice(1))
    case 'First':
    case 'Last':
    case 'Take':
    case 'FirstOrInit':
      return readOne(chain, call)
    case 'FirstOrCreate':
      return firstOrCreate(chain, call)
    case 'FindInBatches':
      return inBatches(chain, first, second)
    case 'Scan':
    case 'Row':
    case 'Rows':
      return [select(chain, settle(chain))]
    case 'Pluck':
      return pluck(chain, first, words[0], second)
    case 'Count':
      return [count(chain)]
    case 'Create':
    case 'CreateInBatches':
      chain.dest = first
      return create(chain)
    case 'Save':
      chain.dest = first
      return save(chain)
    case 'Update':
    case 'UpdateColumn':
      chain.skipHooks = call.name === 'UpdateColumn'
      chain.dest = { kind: 'mapping', entries: [], type: UNKNOWN_TYPE, open: false }
      return update(chain, [[stringArgument(chain.session, first, words[0]), second ? columnVar(chain.session, second) : { kind: 'nil' }]])
    case 'Updates':
    case 'UpdateColumns':
      chain.skipHooks = call.name === 'UpdateColumns'
      chain.dest = first
      return update(chain, undefined)
    case 'Delete':
      return remove(chain, first, args.slice(1), words.slice(1))
    case 'Exec':
      chain.raw = rawText(chain, args, words)
      return [outputOf(chain, chain.raw, 'main')]
    default:
      chain.failed = `${call.name} is not known to send a statement`
      return [outputOf(chain, '', 'main')]
  }
}

function select(chain: Chain, reflected: Reflected | undefined, role: Output['role'] = 'main', boundedBy?: string): Output {
  const sql = chain.failed === undefined ? buildQuery(chain, reflected) : ''
  return outputOf(chain, sql, role, boundedBy ?? boundOf(chain))
}

function read(chain: Chain, dest: Value | undefined, conditions: readonly Value[], words: readonly string[]): readonly Output[] {
  chain.where.push(...buildConditions(chain, conditions, words, true))
  chain.dest = dest
  const reflected = settle(chain)
  const main = select(chain, reflected)
  return [main, ...preloads(chain, reflected?.shape !== 'struct', main.boundedBy)]
}

function readOne(chain: Chain, { name, args, words }: BuilderCall): readonly Output[] {
  const [dest, ...conditions] = args
  chain.limit = { kind: 'value', value: { kind: 'number', value: 1 } }
  if (name !== 'Take') orderByKey(chain, name === 'Last')
  chain.where.push(...buildConditions(chain, conditions, words.slice(1), true))
  chain.dest = dest
  const reflected = settle(chain)
  if (name !== 'Take' && !chain.schema && chain.raw === undefined) chain.failed ??= 'no model to order by its key'
  const main = select(chain, reflected)
  return [main, ...preloads(chain, reflected?.shape === 'slice', main.boundedBy)]
}

function copy(chain: Chain): Chain {
  return { ...chain, where: [...chain.where], order: [...chain.order], notes: [...chain.notes], texts: [...chain.texts] }
}

function firstOrCreate(chain: Chain, call: BuilderCall): readonly Output[] {
  const [dest] = call.args
  const query = copy(chain)
  const found = readOne(query, call)
  const insert = copy(chain)
  insert.where = []
  insert.dest = dest
  const outputs = [...found, ...create(insert)]
  if (chain.assigns.length === 0) return outputs
  const change = copy(chain)
  change.model = dest
  const [assign] = chain.assigns
  change.dest = assign
  return [...outputs, ...update(change, undefined)]
}

function inBatches(chain: Chain, dest: Value | undefined, size: Value | undefined): readonly Output[] {
  orderByKey(chain)
  chain.limit = size ? varOf(chain.session, size) : { kind: 'value' }
  chain.dest = dest
  const next = copy(chain)
  const reflected = settle(chain)
  const first = select(chain, reflected, 'main', 'batch')
  // All batches but the first begin after the last key seen.
  next.where.push({ kind: 'compare', op: '>', column: { table: CURRENT_TABLE, name: PRIMARY_KEY }, value: { kind: 'value' } })
  next.offset = undefined
  const rest = select(next, settle(next), 'main', 'batch')
  return [first, ...(first.failed === undefined ? [rest] : []), ...preloads(chain, true, 'batch')]
}

/** Letters, digits, dots and the like: one word, which GORM takes for a column. */
const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}.*_$@]+/u).filter(Boolean)

function pluck(chain: Chain, column: Value | undefined, words: string | undefined, dest: Value | undefined): readonly Output[] {
  const text = stringArgument(chain.session, column, words)
  const selected = chain.selects.length === 1 || chain.selection !== undefined
  chain.dest = dest
  const reflected = settle(chain)
  const name = chain.schema?.lookUp(text)?.dbName || text
  const what: readonly Column[] | undefined = selected ? undefined : [{ name, raw: wordsOf(name).length !== 1 }]
  const sql = chain.failed === undefined ? buildQuery(chain, reflected?.shape === 'struct' ? undefined : reflected, what) : ''
  return [outputOf(chain, sql, 'main', boundOf(chain))]
}

function count(chain: Chain): Output {
  chain.dest ??= undefined
  settle(chain)
  if (chain.group.length === 0) {
    chain.order = []
    chain.orderExpression = undefined
  }
  const sql = chain.failed === undefined ? buildQuery(chain, undefined, countExpression(chain)) : ''
  return outputOf(chain, sql, 'count', chain.group.length > 0 ? undefined : 'aggregate')
}

/** A count of everything, or of the one column that is selected. */
function countExpression(chain: Chain): Expression | undefined {
  const [first] = chain.selects
  if (first === undefined) return raw('count(*)')
  if (first.trim().toLowerCase().startsWith('count(')) return undefined
  if (chain.selects.length !== 1) return raw('count(*)')
  const parts = wordsOf(first)
  const one = parts.length === 1 || (parts.length === 3 && (parts[1]?.toUpperCase() === 'AS' || parts[1] === '.'))
  if (!one) return raw('count(*)')
  const name = chain.schema?.lookUp(first)?.dbName || first
  const column: Var = { kind: 'column', column: { name } }
  if (chain.distinct) return raw('COUNT(DISTINCT(?))', [column])
  return name === '*' ? raw('count(*)') : raw('COUNT(?)', [column])
}

function create(chain: Chain): readonly Output[] {
  const reflected = settle(chain)
  if (!reflected || chain.failed !== undefined) {
    chain.failed ??= 'nothing to insert'
    return [outputOf(chain, '', 'main')]
  }
  const before = saveBefore(chain, reflected, true)
  const main = outputOf(chain, buildInsert(chain, reflected), 'main')
  return [...before, main, ...saveAfter(chain, reflected, true)]
}

/**
 * Save: a list is upserted. Of one record, a key that is seen to be empty means INSERT; a key that is set, or that cannot be
 * seen, means an UPDATE of all columns (the INSERT … ON CONFLICT after an UPDATE of no row is not shown).
 */
function save(chain: Chain): readonly Output[] {
  const { session } = chain
  const reflected = settle(chain)
  if (!reflected || chain.failed !== undefined) return create(chain)
  if (reflected.shape === 'slice') {
    chain.onConflict ??= { columns: [], constraint: '', targetWhere: [], where: [], doNothing: false, updateAll: true, updates: [] }
    return create(chain)
  }
  const { schema } = chain
  const missing = schema?.primary.some((f) => keyIsSet(session, reflected.value, [f]) === false) ?? false
  const empty = reflected.value.kind === 'instance' && reflected.value.fields.size === 0
  if (missing && !empty) return create(chain)
  if (chain.selects.length === 0) chain.selects.push('*')
  return update(chain, undefined)
}

function update(chain: Chain, given: readonly (readonly [string, Var])[] | undefined): readonly Output[] {
  const reflected = settle(chain)
  if (!reflected || chain.failed !== undefined) {
    chain.failed ??= 'no model and no table'
    return [outputOf(chain, '', 'main')]
  }
  const whole = given === undefined && reflected.shape === 'struct'
  const before = whole ? saveBefore(chain, reflected, false) : []
  const sql = buildUpdate(chain, reflected, given)
  const main = sql === '' && chain.failed === undefined ? [] : [outputOf(chain, sql, 'main')]
  return [...before, ...main, ...(whole ? saveAfter(chain, reflected, false) : [])]
}

function remove(chain: Chain, dest: Value | undefined, conditions: readonly Value[], words: readonly string[]): readonly Output[] {
  chain.where.push(...buildConditions(chain, conditions, words, true))
  chain.dest = dest
  const reflected = settle(chain)
  if (!reflected || chain.failed !== undefined) {
    chain.failed ??= 'no model and no table'
    return [outputOf(chain, '', 'main')]
  }
  const before = deleteBefore(chain, reflected)
  return [...before, outputOf(chain, buildDelete(chain, reflected), 'main')]
}
