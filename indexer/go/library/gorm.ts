// GORM to the evaluator: a chain is a value that grows with each call; a finisher sends it. What SQL it is, data/gorm says.

import { runArguments, runCallback } from '../evaluate/calls.ts'
import type { BuilderCall } from '../evaluate/events.ts'
import { isInlined } from '../evaluate/frame.ts'
import { basic, ERROR, pointerless, type Type } from '../types.ts'
import { join, type ModelValue, options, sameValue, typed, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { type PlainCall, plainFinisher, typeArgument } from './gorm-generics.ts'
import { clauseConstant, fillDestination } from './gorm-values.ts'
import type { LibraryCall, LibraryModel } from './model.ts'
import { snapshot } from './struct-values.ts'

const CLAUSES = new Set(
  'Model Table Where Or Not Select Omit Joins InnerJoins Preload Order Group Having Limit Offset Distinct Unscoped Clauses Attrs Assign MapColumns Raw'.split(
    ' ',
  ),
)
const CLAUSE_PACKAGE = 'gorm.io/gorm/clause'
/** Settings that do not change the statement. */
const NEUTRAL = new Set('WithContext Session Debug Set InstanceSet SkipHooks'.split(' '))
const FINISHERS = new Set(
  'Find First Take Last Scan Pluck Count Create CreateInBatches Save Update Updates UpdateColumn UpdateColumns Delete Exec FirstOrCreate FirstOrInit FindInBatches Row Rows'.split(
    ' ',
  ),
)
const ASSOCIATION_FINISHERS = new Set('Find Append Replace Delete Clear Count'.split(' '))

/** The state of a chain, on a value of model `statement`. */
export interface BuilderState {
  readonly library: 'gorm'
  readonly calls: readonly BuilderCall[]
  readonly root: Value
  readonly transaction: boolean
  readonly association?: Value
  /** The model of `gorm.G[Model](db)`. */
  readonly generic?: Type
}

export const GORM_HANDLE: Type = { kind: 'pointer', of: { kind: 'external', package: 'gorm.io/gorm', name: 'DB' } }

const ROW: Type = { kind: 'pointer', of: { kind: 'external', package: 'database/sql', name: 'Row' } }
const ROWS: Type = { kind: 'pointer', of: { kind: 'external', package: 'database/sql', name: 'Rows' } }

export const gormModel: LibraryModel = {
  id: 'statement',
  packages: ['gorm.io/gorm', CLAUSE_PACKAGE, 'github.com/jinzhu/gorm', 'statement'],
  handleTypes: ['DB'],
  call(call) {
    if (!call.receiver) return packageFunction(call)
    if (call.on !== undefined && call.on !== 'DB' && call.on !== 'Association') return undefined
    const results = options(call.receiver).map((receiver) => method(call, builderOf(receiver)))
    return results.every((r) => r === undefined) ? undefined : results.map((r) => r ?? typed(GORM_HANDLE)).reduce(join)
  },
  select(value, name) {
    if (value.kind === 'package') return value.path === CLAUSE_PACKAGE ? clauseConstant(name) : undefined
    if (name === 'Error') return typed(ERROR)
    if (name === 'RowsAffected') return typed(basic('int64'))
    return undefined
  },
  errors: (name, on) =>
    on === undefined || on === 'DB'
      ? FINISHERS.has(name) || name === 'Transaction' || name === 'AutoMigrate'
        ? 'database'
        : undefined
      : on === 'Association' && name !== 'Count'
        ? 'database'
        : undefined,
}

/** The chain that a value stands for: one under way, or a fresh one on a handle. */
function builderOf(value: Value): BuilderState {
  if (value.kind === 'model' && value.model === 'statement') {
    const state = value.state as BuilderState
    return value.narrowed && !state.calls.some((c) => c.name === 'Narrowed')
      ? { ...state, calls: [...state.calls, { name: 'Narrowed', args: [], words: [], at: 0 }] }
      : state
  }
  return { library: 'gorm', calls: [], root: value, transaction: false }
}

function chain(state: BuilderState): ModelValue {
  return { kind: 'model', model: 'statement', type: GORM_HANDLE, state, size: state.calls.length }
}

function packageFunction(call: LibraryCall): Value | undefined {
  if (call.package === CLAUSE_PACKAGE)
    return {
      kind: 'model',
      model: 'sqlClause',
      type: { kind: 'external', package: CLAUSE_PACKAGE, name: call.name },
      state: { name: call.name, args: call.args },
    }
  switch (call.name) {
    case 'Open': {
      const list = (call.run.collected.get('gorm.open') as Value[] | undefined) ?? []
      list.push(...call.args.slice(1))
      call.run.collected.set('gorm.open', list)
      return { kind: 'tuple', elements: [typed(GORM_HANDLE), typed(ERROR)] }
    }
    case 'G': {
      const type = typeArgument(call)
      const [handle, ...clauses] = call.args
      if (!type || !handle) return undefined
      const given: BuilderCall = {
        name: 'Clauses',
        args: clauses,
        words: call.expression.args.slice(1).map(words),
        at: call.expression.at,
      }
      return options(handle)
        .map(builderOf)
        .map((state): Value => chain({ ...state, calls: [...state.calls, given], generic: type }))
        .reduce(join)
    }
    case 'Expr':
      return {
        kind: 'model',
        model: 'sqlExpression',
        type: { kind: 'external', package: 'gorm.io/gorm', name: 'Expr' },
        state: { args: call.args, words: call.expression.args.map(words) },
      }
    default:
      return undefined
  }
}

function method(call: LibraryCall, state: BuilderState): Value | undefined {
  const { name, args, run, frame, site } = call
  const entry = (as: string, values: readonly Value[] = args): BuilderCall => ({
    name: as,
    args: values.map((v) => snapshot(v)),
    words: call.expression.args.map(words),
    at: call.expression.at,
    ...(call.spread && values.length === args.length && { spread: true }),
  })
  if (state.association) {
    if (!ASSOCIATION_FINISHERS.has(name)) return undefined
    send(call, {
      ...state,
      calls: [
        ...state.calls,
        { name: 'Association', args: [state.association], words: [], at: call.expression.at },
        entry(`Association.${name}`),
      ],
    })
    return typed(name === 'Count' ? basic('int64') : ERROR)
  }
  if (NEUTRAL.has(name)) return chain(name === 'Session' && startsAnew(args[0]) ? { ...state, calls: [] } : state)
  if (CLAUSES.has(name))
    return chain({
      ...state,
      calls: [
        ...state.calls,
        entry(
          name,
          args.map((a) => callbackChain(call, a)),
        ),
      ],
    })
  if (name === 'Scopes') {
    let at: Value = chain(state)
    for (const scope of args) at = runCallback(run, frame, scope, [at], site)
    const known = options(at).filter((o) => o.kind === 'model')
    return known.length > 0 ? at : chain({ ...state, calls: [...state.calls, entry('Scopes')] })
  }
  if (state.generic && FINISHERS.has(name)) {
    const { calls, result } = plainFinisher(state.generic, name, args, call.expression.at)
    send(call, { ...state, calls: [...state.calls, ...calls.map((c) => ({ ...entry(c.name, c.args), words: genericWords(call, c) }))] })
    return name === 'Row' ? typed(ROW) : name === 'Rows' ? { kind: 'tuple', elements: [typed(ROWS), typed(ERROR)] } : result
  }
  if (FINISHERS.has(name)) {
    send(call, { ...state, calls: [...state.calls, entry(name)] })
    fillDestination(run, name, args[0])
    if (name === 'FindInBatches') {
      const callback = args[2]
      if (callback)
        runCallback(run, frame, callback, [chain({ ...state, calls: [] }), typed(basic('int'))], {
          ...site,
          loopDepth: site.loopDepth + 1,
          loopBound: 'batch',
        })
    }
    if (name === 'Row') return typed(ROW)
    if (name === 'Rows') return { kind: 'tuple', elements: [typed(ROWS), typed(ERROR)] }
    return chain(afterFinisher(state, name, args, entry))
  }
  switch (name) {
    case 'Begin':
      return chain({ library: 'gorm', calls: [], root: state.root, transaction: true })
    case 'Transaction': {
      const [callback] = args
      const tx = chain({ library: 'gorm', calls: [], root: state.root, transaction: true })
      if (callback) runCallback(run, frame, callback, [tx], { ...site, inTransaction: true })
      return typed(ERROR)
    }
    case 'Connection': {
      const [callback] = args
      if (callback) runCallback(run, frame, callback, [chain(state)], site)
      return typed(ERROR)
    }
    case 'Association':
      return args[0]
        ? {
            kind: 'model',
            model: 'statement',
            type: { kind: 'external', package: 'gorm.io/gorm', name: 'Association' },
            state: { ...state, association: args[0] },
          }
        : undefined
    case 'AutoMigrate': {
      const list = (run.collected.get('gorm.autoMigrate') as Value[] | undefined) ?? []
      for (const arg of args) if (!list.some((known) => isSameModel(known, arg))) list.push(arg)
      run.collected.set('gorm.autoMigrate', list)
      return typed(ERROR)
    }
    case 'Commit':
    case 'Rollback':
    case 'SavePoint':
    case 'RollbackTo':
      return chain({ ...state, calls: [] })
    case 'DB':
      return {
        kind: 'tuple',
        elements: [typed({ kind: 'pointer', of: { kind: 'external', package: 'database/sql', name: 'DB' } }), typed(ERROR)],
      }
    default:
      runArguments(run, frame, args, site)
      return undefined
  }
}

/** Words of the arguments that come from the source; the destination has none. */
function genericWords(call: LibraryCall, plain: PlainCall): readonly string[] {
  return plain.args.map((a) => {
    const at = call.args.indexOf(a)
    return at < 0 ? '' : words(call.expression.args[at])
  })
}

/** One function may be evaluated many times. */
function isSameModel(a: Value, b: Value): boolean {
  const [one, other] = [pointerless(typeOf(a)), pointerless(typeOf(b))]
  return one.kind === 'named' ? other.kind === 'named' && one.entity === other.entity : sameValue(a, b)
}

/** A chain goes on after its finisher: with its conditions, and with the destination as its model. */
function afterFinisher(
  state: BuilderState,
  name: string,
  args: readonly Value[],
  entry: (as: string, values: readonly Value[]) => BuilderCall,
): BuilderState {
  if (!/^(Find|First|Take|Last|FirstOr\w+|Create|Save)$/.test(name) || !args[0]) return state
  const model = state.calls.some((c) => c.name === 'Model') ? [] : [entry('Model', [args[0]])]
  const conditions = args.length > 1 ? [{ ...entry('Where', args.slice(1)), words: entry('Where', args).words.slice(1) }] : []
  const queried = name === 'Create' || name === 'Save' ? [] : [entry('Queried', [])]
  return { ...state, calls: [...state.calls, ...model, ...conditions, ...queried] }
}

/** `Session(&gorm.Session{NewDB: true})` */
function startsAnew(settings: Value | undefined): boolean {
  const fresh = settings?.kind === 'instance' ? settings.fields.get('NewDB')?.value : undefined
  return fresh?.kind === 'boolean' && fresh.value
}

/** A function among the arguments (`Preload("Items", func(db) …)`) stands for the chain that it makes. */
function callbackChain(call: LibraryCall, arg: Value): Value {
  if (!options(arg).some((o) => o.kind === 'function')) return arg
  const fresh = chain({ library: 'gorm', calls: [], root: typed(GORM_HANDLE), transaction: false })
  return runCallback(call.run, call.frame, arg, [fresh], call.site)
}

function send(call: LibraryCall, state: BuilderState): void {
  const { root } = state
  call.run.record({
    kind: 'effect',
    fn: call.frame.fn,
    site: { ...call.site, inTransaction: call.site.inTransaction || state.transaction },
    effect: { kind: 'statement', library: 'gorm', calls: state.calls, root, transaction: state.transaction },
    open: root.kind === 'symbolic' && root.origin.kind === 'parameter' && root.origin.index >= 0,
    inlined: isInlined(call.run, call.frame),
  })
}
