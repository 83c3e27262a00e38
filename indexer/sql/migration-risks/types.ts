// Column types as the parser has them, and which change of type leaves the rows on disk as they are.

import type { Node, TypeName } from 'libpg-query'

export interface SqlType {
  /** As Postgres stores it: int4, varchar, timestamptz; serial types keep their name. */
  readonly name: string
  /** Length, or precision and scale. */
  readonly modifiers: readonly number[]
  readonly array: boolean
}

const ALIASES: Readonly<Record<string, string>> = {
  int: 'int4',
  integer: 'int4',
  smallint: 'int2',
  bigint: 'int8',
  serial4: 'serial',
  serial8: 'bigserial',
  serial2: 'smallserial',
}

export function typeOf(type: TypeName | undefined): SqlType | undefined {
  const name = (type?.names ?? []).flatMap((n) => ('String' in n ? [n.String.sval ?? ''] : [])).at(-1)
  if (name === undefined) return undefined
  const modifiers = (type?.typmods ?? []).flatMap((m) => ('A_Const' in m && m.A_Const.ival ? [m.A_Const.ival.ival ?? 0] : []))
  return { name: ALIASES[name] ?? name, modifiers, array: (type?.arrayBounds ?? []).length > 0 }
}

const SHOWN: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
  bpchar: 'char',
  float4: 'real',
  float8: 'double precision',
}

export function printType({ name, modifiers, array }: SqlType): string {
  return `${SHOWN[name] ?? name}${modifiers.length > 0 ? `(${modifiers.join(', ')})` : ''}${array ? '[]' : ''}`
}

const SERIAL: Readonly<Record<string, string>> = { serial: 'int4', bigserial: 'int8', smallserial: 'int2' }

export const isSerial = (type: SqlType | undefined): boolean => type !== undefined && type.name in SERIAL

/** With the sequence left aside. */
export const stored = (type: SqlType): SqlType => ({ ...type, name: SERIAL[type.name] ?? type.name })

/** same: nothing happens; catalog: only the catalog changes; indexes: those of the column are built again; utc: only the catalog where the session is in UTC. */
export type Change = 'same' | 'catalog' | 'indexes' | 'utc' | 'rewrite'

export function typeChange(from: SqlType, to: SqlType): Change {
  const before = stored(from)
  const after = stored(to)
  if (before.array !== after.array) return 'rewrite'
  const pair = `${before.name} ${after.name}`
  const [a, b] = [before.modifiers[0], after.modifiers[0]]
  if (before.name === after.name) {
    if (before.modifiers.join() === after.modifiers.join()) return 'same'
    return widens(before, after) ? 'catalog' : 'rewrite'
  }
  if (pair === 'varchar text') return 'catalog'
  if (pair === 'text varchar') return b === undefined ? 'catalog' : 'rewrite'
  if (/^(?:varchar|text) citext$/.test(pair) || pair === 'citext text') return 'indexes'
  if (pair === 'citext varchar') return b === undefined ? 'indexes' : 'rewrite'
  if (pair === 'cidr inet') return 'catalog'
  if (pair === 'bit varbit') return b === undefined ? 'catalog' : 'rewrite'
  if (/^timestamp(?:tz)? timestamp(?:tz)?$/.test(pair)) return (b ?? FINEST) >= (a ?? FINEST) ? 'utc' : 'rewrite'
  return 'rewrite'
}

/** Digits of a second that a time has unless it says otherwise. */
const FINEST = 6
const BY_LENGTH = /^(?:varchar|varbit|timestamp|timestamptz|time|timetz|interval)$/

function widens({ name, modifiers: [length, scale = 0] }: SqlType, { modifiers: [longer, newScale = 0] }: SqlType): boolean {
  if (name === 'numeric') return longer === undefined || (length !== undefined && longer >= length && scale === newScale)
  if (!BY_LENGTH.test(name)) return false
  return longer === undefined || longer >= (length ?? (/^time|interval/.test(name) ? FINEST : Number.POSITIVE_INFINITY))
}

const VOLATILE =
  /^(?:random|random_normal|gen_random_uuid|uuidv4|uuidv7|uuid_generate_v1|uuid_generate_v1mc|uuid_generate_v4|gen_random_bytes|gen_salt|clock_timestamp|timeofday|nextval|currval|lastval|setval|txid_current|pg_sleep)$/

/** The function of a default that gives each row a value of its own. `own` are functions of the migrations, by name. */
export function volatileCall(expression: Node | undefined, own: ReadonlyMap<string, boolean>): string | undefined {
  let found: string | undefined
  const visit = (value: unknown): void => {
    if (found !== undefined || typeof value !== 'object' || value === null) return
    if ('FuncCall' in value) {
      const names = (value.FuncCall as { funcname?: readonly Node[] }).funcname ?? []
      const last = names.at(-1)
      const name = last && 'String' in last ? (last.String.sval ?? '') : ''
      if (own.get(name) ?? VOLATILE.test(name)) {
        found = name
        return
      }
    }
    for (const item of Object.values(value)) visit(item)
  }
  visit(expression)
  return found
}
