// Rows that a registration has put into maps of packages on every way to where it is: what stands there whenever the program
// serves what it registers then.

import type { ValueEntity } from '../program.ts'
import { UNKNOWN_TYPE } from '../types.ts'
import { type Binding, join, type Value } from '../values.ts'
import type { Row } from './events.ts'
import { assign, type Run } from './frame.ts'

/** By the map: the rows; one of several mappings where ways with other rows have met. */
export type StartRows = ReadonlyMap<ValueEntity, Value>

interface Filling {
  readonly maps: Map<ValueEntity, Binding>
  /** As it was asked for last. */
  seen: StartRows
}

function fillingOf(run: Run): Filling {
  const known = run.collected.get('startRows') as Filling | undefined
  if (known) return known
  const fresh: Filling = { maps: new Map(), seen: new Map() }
  run.collected.set('startRows', fresh)
  return fresh
}

const EMPTY: Value = { kind: 'mapping', entries: [], type: UNKNOWN_TYPE, open: false }

export function putAtStart(run: Run, map: ValueEntity, { key, value }: Row): void {
  if (!key || !value || run.stack.some((f) => f.loops.some((l) => !l.unrolled))) return
  const { maps } = fillingOf(run)
  const binding = maps.get(map) ?? { value: EMPTY }
  maps.set(map, binding)
  if (binding.value.kind === 'mapping') assign(run, binding, { ...binding.value, entries: [...binding.value.entries, { key, value }] })
}

/** What the maps hold now; the very same as before where nothing was put there. */
export function startRows(run: Run): StartRows {
  const filling = fillingOf(run)
  const same = filling.seen.size === filling.maps.size && [...filling.maps].every(([map, { value }]) => filling.seen.get(map) === value)
  if (!same) filling.seen = new Map([...filling.maps].map(([map, { value }]) => [map, value]))
  return filling.seen
}

/** What happens there may have happened, or not yet, for what follows. */
export function perhaps<T>(run: Run, happens: () => T, did = (): boolean => true): T {
  if (run.mode !== 'registration') return happens()
  const before = startRows(run)
  const result = happens()
  if (did()) for (const [map, binding] of fillingOf(run).maps) assign(run, binding, join(before.get(map) ?? EMPTY, binding.value))
  return result
}
