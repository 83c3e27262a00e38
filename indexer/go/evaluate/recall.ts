// Functions that a registration enters again and again for nothing: wiring that leads to no router, reached by many ways of
// which each would be followed anew. From some point on they give what they gave before.

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

/** What a function has cost since anything was registered in it, and what it gave last. */
export interface Fruitless {
  readonly entries: number
  readonly work: number
  readonly given: Results
}

export interface Results {
  readonly values: readonly Value[]
  /** What they are where the error among them is nil, as far as more is known then. */
  readonly sound: readonly Value[] | undefined
}

/** Runs a declared function, unless it has been run for nothing often enough. */
export function runOrRecall(
  run: Run,
  callee: FunctionValue,
  args: readonly Value[],
  types: readonly Type[],
  enter: () => Results,
): Results {
  if (run.mode !== 'registration' || callee.entity.syntax.name === undefined) return enter()
  const key = keyOf(callee, args, !types.every(isErrorType))
  const known = run.fruitless.get(key)
  if (known && isEnough(known, types.some((t) => givesBehaviour(run, t)) ? CHEAP_GIFT : CHEAP)) return known.given
  const registered = registeredBy(run)
  const { budget } = run
  const given = enter()
  const work = budget - run.budget
  if (registeredBy(run) > registered) run.fruitless.delete(key)
  else if (work > CHEAP) run.fruitless.set(key, { entries: (known?.entries ?? 0) + 1, work: (known?.work ?? 0) + work, given })
  return given
}

const isEnough = ({ entries, work }: Fruitless, cheap: number): boolean => entries >= ENTRIES && work >= WORK && work / entries > cheap

/** What has been registered so far, as a number that grows with it. */
function registeredBy(run: Run): number {
  let registered = run.stores
  for (const log of routerLogs(run.collected)) registered += 1 + log.entries.length + log.around.length + Number(log.serves)
  return registered
}

/** A row was put into a table that the registration may read later. */
export function noteStore(run: Run, value: Value): void {
  if (run.mode !== 'registration') return
  const rows = options(value).flatMap((v) => (v.kind === 'list' ? v.elements : v.kind === 'mapping' ? v.entries.map((e) => e.value) : []))
  if (rows.some(runsLater)) run.stores++
}

const runsLater = (row: Value): boolean =>
  row.kind === 'function' || (row.kind === 'instance' && [...row.fields.values()].some((f) => f.value.kind === 'function'))

/** A function with what it is given: another command, another type, another path or role is another entry. */
function keyOf({ entity, receiver }: FunctionValue, args: readonly Value[], gives: boolean): string {
  const behaviour = [receiver, ...args]
    .flatMap((v) => (v ? options(v) : []))
    .flatMap((v) => {
      // What sees other variables may give something else; it does not register something else.
      if (v.kind === 'function') return gives ? `${v.entity.id} ${idOf(v.scope)}` : v.entity.id
      const type = v.kind === 'instance' ? pointerless(v.type) : undefined
      return type?.kind === 'named' ? printType(type) : []
    })
  return [entity.id, ...behaviour, ...args.map((a) => print(a, PRINTED))].join(' ')
}

/** Structs in structs and lists. */
const PRINTED = 4

/** The constants in a value, where they stand. */
function print(v: Value, depth: number): string {
  const inner = (of: Value): string => print(of, depth - 1)
  switch (v.kind) {
    case 'string':
      return v.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : part.text)).join('+')
    case 'number':
    case 'boolean':
      return String(v.value)
    case 'choice':
      return v.options.map((o) => print(o, depth)).join('|')
    case 'list':
      return depth > 0 ? `[${v.elements.map(inner).join()}]` : v.kind
    case 'mapping':
      return depth > 0 ? `{${v.entries.map((e) => `${inner(e.key)}:${inner(e.value)}`).join()}}` : v.kind
    case 'instance':
      return depth > 0 ? `{${[...v.fields].map(([name, f]) => `${name}:${inner(f.value)}`).join()}}` : v.kind
    default:
      return v.kind
  }
}

const ids = new WeakMap<object, number>()
let nextId = 0

function idOf(of: object | undefined): number {
  if (!of) return -1
  const known = ids.get(of) ?? nextId++
  ids.set(of, known)
  return known
}

/** What it gives may hold functions or handlers: rows of tables, middleware, settings. */
function givesBehaviour(run: Run, type: Type): boolean {
  const shape = run.types.underlying(pointerless(elementType(run.types, type) ?? type))
  return shape.kind === 'struct' || shape.kind === 'external' || (holdsBehaviour(run, type) && !isErrorType(type))
}
