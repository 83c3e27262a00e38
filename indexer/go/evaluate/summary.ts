// The summary: every function of the program evaluated once with symbolic parameters. It gives the calls, effects and
// dropped errors of each, and the flows by which link.ts finds what a symbolic value can be.

import type { Passage } from '../frameworks/called-middleware.ts'
import type { Gathered } from '../gathered.ts'
import type { Inquiry } from '../inquiry.ts'
import type { Library } from '../library/model.ts'
import type { FunctionEntity, Program, SourceFile } from '../program.ts'
import { createSources, type Sources } from '../sources.ts'
import type { Position } from '../syntax.ts'
import type { TypeOracle } from '../types.ts'
import type { Value } from '../values.ts'
import { enterFunction, finishClosures } from './enter.ts'
import { type CallEvent, createFlows, type Event, type Flows, type SetFields } from './events.ts'
import type { Filled } from './filled.ts'
import { type Asking, BUDGET, type Run, type RunMode } from './frame.ts'
import { globalValue, initialiserFrame } from './globals.ts'
import { createPages } from './pages.ts'

export interface Summary {
  readonly events: readonly Event[]
  readonly flows: Flows
  readonly collected: ReadonlyMap<string, unknown>
  readonly globals: Map<object, Value>
  /** Structs that somebody else was given while the program was wired, by their fields. */
  readonly shared: WeakMap<object, Filled>
  /** Functions and package variables whose evaluation was cut off. */
  readonly cut: readonly Cut[]
}

export interface Cut {
  readonly name: string
  readonly file: SourceFile
  readonly at: Position
}

/** Facts beside the code that a run may use. */
export interface RunOptions {
  readonly embedded?: ReadonlyMap<string, string>
  readonly textOwners?: Map<string, Set<FunctionEntity>>
  readonly textHelpers?: ReadonlySet<FunctionEntity>
  readonly relevant?: ReadonlySet<FunctionEntity>
  readonly sources?: (value: Value) => readonly Value[]
  readonly globals?: Map<object, Value>
  readonly gathered?: Gathered
  readonly record?: (event: Event) => void
  readonly kept?: ReadonlyMap<string, Value>
  readonly passage?: (middleware: Value) => Passage
  readonly asked?: Asking
  readonly assumptions?: ReadonlyMap<string, boolean>
  readonly inquiry?: Inquiry | undefined
  readonly made?: WeakSet<object>
  readonly shared?: WeakMap<object, Filled>
  readonly sharedBefore?: WeakMap<object, Filled>
  readonly setFields?: SetFields
}

const NO_ASSUMPTIONS: ReadonlyMap<string, boolean> = new Map()
const NO_TEXTS: ReadonlyMap<string, string> = new Map()

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
    globalsUnderWay: 0,
    unfollowed: false,
    entered: new Set(),
    fruitless: new Map(),
    stores: 0,
    collected: new Map(),
    globals: options.globals ?? new Map(),
    gathered: options.gathered,
    tables: new Map(),
    textOwners: options.textOwners ?? new Map(),
    textHelpers: options.textHelpers ?? new Set(),
    pages: createPages(),
    embedded: options.embedded ?? NO_TEXTS,
    kept: options.kept,
    passage: options.passage,
    direct: options.asked === 'directly',
    brings: options.asked === 'ofSomebody',
    bare: options.asked === 'barely',
    undecided: new Map(),
    assumptions: options.assumptions ?? NO_ASSUMPTIONS,
    inquiry: options.inquiry,
    narrowed: new Map(),
    keeping: new Map(),
    handedOver: [],
    shared: options.shared ?? new WeakMap(),
    sharedBefore: options.sharedBefore,
    setFields: options.setFields,
    made: options.made ?? new WeakSet(),
    paths: new Set(['--0']),
  }
}

/** Functions between two words of progress. */
const STEP = 500

export function summarise(
  program: Program,
  types: TypeOracle,
  library: Library,
  counts: (fn: FunctionEntity) => boolean,
  embedded = NO_TEXTS,
  onProgress?: (done: number, total: number) => void,
): Summary {
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
  const run = createRun('summary', program, types, library, { record, embedded })
  const cut = new Map<object, Cut>()
  const noteCut = ({ budget }: Run, of: object, place: Cut): void => {
    if (budget < 0) cut.set(of, place)
  }
  const cutFunction = (of: Run, fn: FunctionEntity): void => noteCut(of, fn, { name: fn.name, file: fn.file, at: fn.syntax.at })
  const again: FunctionEntity[] = []
  for (const pkg of program.packages.values())
    for (const entity of pkg.scope.values()) {
      if (entity.kind !== 'value' || entity.declaration.constant) continue
      run.budget = BUDGET
      globalValue(run, entity)
      noteCut(run, entity, { name: entity.name, file: entity.file, at: entity.declaration.at })
    }
  // Functions written in package variables belong to nobody's body: tables of handlers, commands, hooks.
  for (const pkg of program.packages.values())
    for (const file of pkg.files) {
      const frame = initialiserFrame(file)
      run.budget = BUDGET
      if (!frame) continue
      finishClosures(run, frame)
      cutFunction(run, frame.fn)
    }
  for (const [done, fn] of program.functions.entries()) {
    if (done % STEP === 0) onProgress?.(done, program.functions.length)
    if (!fn.syntax.body || !counts(fn)) continue
    run.budget = BUDGET
    run.unfollowed = false
    begin(fn)
    enterFunction(run, undefined, { kind: 'function', entity: fn }, [], undefined)
    cutFunction(run, fn)
    if (run.unfollowed) again.push(fn)
  }
  // Now that every flow is known, functions handed to a field or an interface can be followed to where they run.
  const ask = createSources(run.flows, types)
  const informed: Run = { ...run, sources: (value) => knownWhole(ask(value)) }
  for (const fn of again) {
    informed.budget = BUDGET
    begin(fn)
    enterFunction(informed, undefined, { kind: 'function', entity: fn }, [], undefined)
    cutFunction(informed, fn)
  }
  followTexts(informed, byRoot, begin, cutFunction)
  return {
    events: [...byRoot.values()].flat(),
    flows: run.flows,
    collected: run.collected,
    globals: run.globals,
    shared: run.shared,
    cut: [...cut.values()],
  }
}

const TEXT_ROUNDS = 4

/** Functions that send a text which is handed to them are entered once for each caller: it is the caller's statement. */
function followTexts(
  run: Run,
  byRoot: ReadonlyMap<FunctionEntity | undefined, Event[]>,
  begin: (root: FunctionEntity) => void,
  entered: (run: Run, root: FunctionEntity) => void,
): void {
  const known = new Set<FunctionEntity>()
  for (let round = 0; round < TEXT_ROUNDS; round++) {
    const fresh = [...run.textOwners.values()].flatMap((owners) => [...owners]).filter((fn) => !known.has(fn))
    if (fresh.length === 0) return
    for (const fn of fresh) known.add(fn)
    const telling: Run = { ...run, textHelpers: known }
    for (const [root, events] of [...byRoot]) {
      if (!root || !events.some((e) => e.kind === 'call' && callsAny(run, e, fresh))) continue
      telling.budget = BUDGET
      begin(root)
      enterFunction(telling, undefined, { kind: 'function', entity: root }, [], undefined)
      entered(telling, root)
    }
  }
}

function callsAny(run: Run, { target }: CallEvent, helpers: readonly FunctionEntity[]): boolean {
  if (target.kind === 'exact') return helpers.includes(target.fn)
  if (target.kind !== 'interface') return false
  const named = helpers.filter((fn) => fn.syntax.name === target.method && fn.receiver)
  return named.length > 0 && run.types.implementers(target.on).some((t) => named.some((fn) => fn.receiver === t))
}

/** Only when every source was seen does a value stand for them. */
function knownWhole(found: Sources): readonly Value[] {
  return found.complete ? found.values : []
}
