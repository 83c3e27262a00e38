// Preloads, each a statement of its own: callbacks/preload.go. Of one record the key is compared, of many it is listed.

import { typed, type Value } from '../../values.ts'
import type { Output } from '../finish.ts'
import { type Chain, createChain, note, type Preload, settle } from './chain.ts'
import { ASSOCIATIONS, CURRENT_TABLE, type Expression, made } from './clauses.ts'
import { buildConditions } from './conditions.ts'
import { boundOf, outputOf } from './output.ts'
import { buildQuery } from './query.ts'
import type { Relation, Relations } from './relations.ts'
import type { Session } from './session.ts'
import { applyCalls } from './steps.ts'
import { chainOf } from './vars.ts'

interface Parents {
  readonly many: boolean
  readonly unscoped: boolean
  /** Why there are only so many parents. */
  readonly boundedBy: string | undefined
}

/** All preloads of a chain whose main statement has been built. */
export function preloads(chain: Chain, many: boolean, boundedBy: string | undefined): readonly Output[] {
  const { schema } = chain
  if (!schema || chain.preloads.size === 0) return []
  return enter(
    chain.session,
    schema.relations(),
    [...chain.preloads.values()],
    chain.joins.map((j) => j.name),
    { many, unscoped: chain.unscoped, boundedBy },
  )
}

type Nested = Map<string, Preload>

function enter(
  session: Session,
  relations: Relations,
  wanted: readonly Preload[],
  joins: readonly string[],
  parents: Parents,
): readonly Output[] {
  const everywhere = wanted.find((p) => p.path === ASSOCIATIONS)
  const own = new Map(wanted.map((p) => [p.path, p]))
  const outputs: Output[] = []
  for (const [name, nested] of [...groups(relations, wanted)].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const embedded = relations.embedded.get(name)
    const relation = relations.all.get(name)
    if (embedded) outputs.push(...enter(session, embedded, [...nested.values()], joins, parents))
    else if (!relation) outputs.push(failure(`${name} is no relation that GORM would know`))
    else if (joins.some((j) => j === name || j.startsWith(`${name}.`))) {
      const inner = joins.flatMap((j) => (j.startsWith(`${name}.`) ? [j.slice(name.length + 1)] : []))
      outputs.push(...enter(session, relation.target.relations(), [...nested.values()], inner, parents))
    } else outputs.push(...preloadRelation(session, relation, [own.get(name), everywhere], nested, parents))
  }
  return outputs
}

/** Paths by their first step, with what follows it. */
function groups(relations: Relations, wanted: readonly Preload[]): ReadonlyMap<string, Nested> {
  const found = new Map<string, Nested>()
  for (const preload of wanted) {
    const [first = '', ...rest] = preload.path.split('.')
    const names = first === ASSOCIATIONS ? [...relations.all.keys()] : [first]
    for (const name of names) {
      const nested = found.get(name) ?? new Map<string, Preload>()
      found.set(name, nested)
      if (rest.length > 0) nested.set(rest.join('.'), { ...preload, path: rest.join('.') })
    }
  }
  return found
}

const failure = (reason: string): Output => ({
  sql: '',
  role: 'preload',
  table: undefined,
  notes: [],
  texts: [],
  boundedBy: undefined,
  failed: `preload: ${reason}`,
})

function keyed(names: readonly string[], many: boolean): Expression {
  const columns = names.map((name) => ({ table: CURRENT_TABLE, name }))
  const row = columns.length === 1 ? made : { kind: 'list' as const, items: columns.map(() => made), open: false }
  return { kind: 'in', columns, values: [row], open: many }
}

function preloadRelation(
  session: Session,
  relation: Relation,
  conditions: readonly (Preload | undefined)[],
  nested: Nested,
  parents: Parents,
): readonly Output[] {
  const outputs: Output[] = []
  const { join, references, target } = relation
  let names: readonly string[]
  if (join) {
    const own = references.filter((r) => r.own)
    const through = createChain(session)
    through.schema = join
    through.table = join.tables[0] ?? ''
    through.where.push(
      keyed(
        own.map((r) => r.foreign.dbName),
        parents.many,
      ),
    )
    outputs.push(outputOf(through, buildQuery(through, undefined), 'preload'))
    names = references.flatMap((r) => (r.own || !r.primary ? [] : [r.primary.dbName]))
  } else names = references.flatMap((r) => (!r.primary ? [] : [r.own ? r.foreign.dbName : r.primary.dbName]))
  const chain = createChain(session)
  chain.unscoped = parents.unscoped
  for (const r of references)
    if (!r.primary)
      chain.where.push({
        kind: 'compare',
        op: '=',
        column: { name: r.foreign.dbName },
        value: { kind: 'value', value: { kind: 'string', parts: [r.value] } },
      })
  for (const [path, preload] of nested) chain.preloads.set(path, preload)
  chain.model = typed({ kind: 'slice', of: target.type })
  chain.dest = chain.model
  chain.where.push(keyed(names, parents.many || join !== undefined))
  for (const preload of conditions) if (preload) addConditions(chain, preload)
  const reflected = settle(chain)
  const sql = chain.failed === undefined ? buildQuery(chain, reflected) : ''
  const single = relation.kind === 'belongsTo' || relation.kind === 'hasOne'
  const boundedBy = boundOf({ ...chain, where: [] }) ?? (single ? parents.boundedBy : undefined)
  outputs.push(outputOf(chain, sql, 'preload', boundedBy))
  if (chain.failed === undefined) outputs.push(...preloads(chain, parents.many || !single, boundedBy))
  return outputs
}

/** A function changes the chain, anything else is a condition. */
function addConditions(chain: Chain, { conditions, words }: Preload): void {
  const inline: Value[] = []
  const inlineWords: string[] = []
  for (const [i, given] of conditions.entries()) {
    const value = chain.session.pick(given)
    const calls = chainOf(value)
    if (calls) applyCalls(chain, calls)
    else if (value.kind === 'function' || value.kind === 'libraryFunction' || isFunction(chain, value))
      note(chain, `what ${words[i] ?? 'a function'} adds to the preload is not known`)
    else {
      inline.push(given)
      inlineWords.push(words[i] ?? '?')
    }
  }
  if (inline.length > 0) chain.where.push(...buildConditions(chain, inline, inlineWords))
}

function isFunction(chain: Chain, value: Value): boolean {
  if (value.kind !== 'symbolic') return false
  const type = value.type
  const handle = type.kind === 'pointer' && type.of.kind === 'external' && type.of.name === 'DB'
  return handle || chain.session.context.types.underlying(type).kind === 'func'
}
