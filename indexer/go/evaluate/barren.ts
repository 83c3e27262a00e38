// Which functions a registration stops entering: those that it has entered again and again without anything being registered.
// Wiring that leads to no router is reached by many ways, and each way would be followed anew.

import { isErrorType } from '../anonymous.ts'
import { routerLogs } from '../registration.ts'
import { pointerless, printType, type Type } from '../types.ts'
import { type FunctionValue, options, type Value } from '../values.ts'
import { elementType, holdsBehaviour } from './elements.ts'
import type { Run } from './frame.ts'

/** Expressions that may be evaluated in a function for nothing, its callees' among them, once it was entered a few times. */
const WORK = 5_000
const ENTRIES = 3
/** What costs less at a time is never worth leaving out; what gives handlers, rows or settings may cost more. */
const CHEAP = 30
const CHEAP_GIFT = 300

/** What a function has cost since anything was registered in it. */
export interface Fruitless {
  entries: number
  work: number
}

/** Where a run stands: what has been registered so far, as a number that grows with it, and what is left of the budget. */
export interface Standing {
  readonly registered: number
  readonly budget: number
}

export function standingOf(run: Run): Standing | undefined {
  if (run.mode !== 'registration') return undefined
  let registered = run.stores
  for (const log of routerLogs(run.collected)) registered += 1 + log.entries.length + log.around.length + Number(log.serves)
  return { registered, budget: run.budget }
}

/** A row was put into a table that the registration may read later. */
export function noteStore(run: Run, value: Value): void {
  if (run.mode !== 'registration') return
  const rows = options(value).flatMap((v) => (v.kind === 'list' ? v.elements : v.kind === 'mapping' ? v.entries.map((e) => e.value) : []))
  if (rows.some(runsLater)) run.stores++
}

const runsLater = (row: Value): boolean =>
  row.kind === 'function' || (row.kind === 'instance' && [...row.fields.values()].some((f) => f.value.kind === 'function'))

/** After a function was left: what it cost, where it brought nothing. */
export function noteHarvest(run: Run, callee: FunctionValue, args: readonly Value[], before: Standing | undefined): void {
  const now = before && standingOf(run)
  if (!before || !now || before.budget - now.budget <= CHEAP) return
  const key = keyOf(callee, args)
  if (now.registered > before.registered) {
    run.fruitless.delete(key)
    return
  }
  const known = run.fruitless.get(key) ?? { entries: 0, work: 0 }
  known.entries++
  known.work += before.budget - now.budget
  run.fruitless.set(key, known)
}

export function isBarren(run: Run, callee: FunctionValue, args: readonly Value[], results: readonly Type[]): boolean {
  if (run.mode !== 'registration') return false
  const known = run.fruitless.get(keyOf(callee, args))
  if (!known || known.entries < ENTRIES || known.work < WORK) return false
  return known.work / known.entries > (results.some((t) => givesBehaviour(run, t)) ? CHEAP_GIFT : CHEAP)
}

/** What it gives may hold functions or handlers: rows of tables, middleware, settings. */
function givesBehaviour(run: Run, type: Type): boolean {
  const shape = run.types.underlying(pointerless(elementType(run.types, type) ?? type))
  return shape.kind === 'struct' || shape.kind === 'external' || (holdsBehaviour(run, type) && !isErrorType(type))
}

/** A function with what it is given to run: other functions and other types may register where these did not. */
function keyOf({ entity, receiver }: FunctionValue, args: readonly Value[]): string {
  const given = [receiver, ...args].flatMap((v) => (v ? options(v) : []))
  const behaviour = given.flatMap((v) => {
    if (v.kind === 'function') return v.entity.id
    const type = v.kind === 'instance' ? pointerless(v.type) : undefined
    return type?.kind === 'named' ? printType(type) : []
  })
  return [entity.id, ...behaviour].join(' ')
}
