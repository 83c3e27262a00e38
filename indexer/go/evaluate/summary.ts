// The summary: every function of the program evaluated once with symbolic parameters. It gives the calls, effects and
// dropped errors of each, and the flows by which link.ts finds what a symbolic value can be.

import type { Library } from '../library/model.ts'
import { createSources, type Sources } from '../link.ts'
import type { FunctionEntity, Program } from '../program.ts'
import type { TypeOracle } from '../types.ts'
import type { Value } from '../values.ts'
import { enterFunction } from './enter.ts'
import { createFlows, type Event, type Flows } from './events.ts'
import { globalValue } from './expressions.ts'
import { BUDGET, type Run, type RunMode } from './frame.ts'

export interface Summary {
  readonly events: readonly Event[]
  readonly flows: Flows
  readonly collected: ReadonlyMap<string, unknown>
  readonly globals: Map<object, Value>
  /** Functions whose evaluation was cut off. */
  readonly cut: readonly FunctionEntity[]
}

export interface RunOptions {
  readonly relevant?: ReadonlySet<FunctionEntity>
  readonly sources?: (value: Value) => readonly Value[]
  readonly globals?: Map<object, Value>
  readonly record?: (event: Event) => void
}

export function createRun(mode: RunMode, program: Program, types: TypeOracle, library: Library, options: RunOptions = {}): Run {
  return {
    mode,
    program,
    types,
    library,
    flows: createFlows(),
    record: options.record ?? (() => {}),
    relevant: options.relevant ?? new Set(),
    sources: options.sources,
    journals: [],
    stack: [],
    budget: BUDGET,
    unfollowed: false,
    collected: new Map(),
    globals: options.globals ?? new Map(),
    paths: new Set(['--0']),
  }
}

export function summarise(program: Program, types: TypeOracle, library: Library, counts: (fn: FunctionEntity) => boolean): Summary {
  let events: Event[] = []
  const byRoot = new Map<FunctionEntity | undefined, Event[]>()
  const record = (event: Event) => {
    events.push(event)
  }
  const begin = (root: FunctionEntity | undefined) => {
    events = []
    byRoot.set(root, events)
  }
  begin(undefined)
  const run = createRun('summary', program, types, library, { record })
  const cut: FunctionEntity[] = []
  const again: FunctionEntity[] = []
  for (const pkg of program.packages.values())
    for (const entity of pkg.scope.values()) if (entity.kind === 'value' && !entity.declaration.constant) globalValue(run, entity)
  for (const fn of program.functions) {
    if (!fn.syntax.body || !counts(fn)) continue
    run.budget = BUDGET
    run.unfollowed = false
    begin(fn)
    enterFunction(run, undefined, { kind: 'function', entity: fn }, [], undefined)
    if (run.budget < 0) cut.push(fn)
    if (run.unfollowed) again.push(fn)
  }
  // Now that every flow is known, functions handed to a field or an interface can be followed to where they run.
  const ask = createSources(run.flows, types)
  const informed: Run = { ...run, sources: (value) => knownWhole(ask(value)) }
  for (const fn of again) {
    informed.budget = BUDGET
    begin(fn)
    enterFunction(informed, undefined, { kind: 'function', entity: fn }, [], undefined)
  }
  return { events: [...byRoot.values()].flat(), flows: run.flows, collected: run.collected, globals: run.globals, cut }
}

/** Only when every source was seen does a value stand for them. */
function knownWhole(found: Sources): readonly Value[] {
  return found.complete ? found.values : []
}
