// ent's generated clients to the evaluator. What a client does follows from the schema it was generated from, whether or
// not the generated code is in the repository; so its calls are known by their names alone. What SQL they are, data/ent says.

import { runArguments, runCallback } from '../evaluate/calls.ts'
import type { BuilderCall } from '../evaluate/events.ts'
import type { Run } from '../evaluate/frame.ts'
import { libraryPath, type Program } from '../program.ts'
import { basic, ERROR, pointerless, type Type, type TypeOracle, UNKNOWN_TYPE } from '../types.ts'
import { type ModelValue, options, text, typed, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import type { LibraryCall, LibraryModel } from './model.ts'
import { chainOf, entry, extend, isQuery, isTransaction, type QueryValue, sendStatement, ways } from './query-cell.ts'

/** A generated client: the package's path, and the schemas that it was made from by name. */
export interface EntRoot {
  readonly path: string
  readonly schemaPackage: string
  readonly schemas: ReadonlyMap<string, Type>
}

const QUERY = 'entQuery'
const CLIENT = 'entClient'
/** `user.EmailEQ(email)`, `ent.Desc(user.FieldName)` */
export const ENT_VALUE = 'entValue'

export interface EntValue {
  /** Empty for the functions of the client's own package. */
  readonly entity: string
  readonly name: string
  readonly args: readonly Value[]
  readonly words: readonly string[]
}

interface ClientState {
  readonly root: EntRoot
  /** Empty for the client of all. */
  readonly entity: string
  readonly handle: Value
  readonly transaction: boolean
}

/** Longer endings first: `CreateBulk` is no `Create`. */
const VERBS = 'CreateBulk UpsertBulk UpsertOne UpdateOne DeleteOne Client Query Select GroupBy Create Update Delete'.split(' ')
const READ = /^(All|First|FirstID|Only|OnlyID|IDs|Count|Exist)X?$/
const SCAN = /^(Scan|Strings?|Ints?|Float64s?|Bools?)X?$/
const WRITE = /^(Save|Exec|ID|IDs)X?$/
const FINISHED = (verb: string, name: string) =>
  verb === 'Query' ? READ.test(name) || SCAN.test(name) : verb === 'Select' || verb === 'GroupBy' ? SCAN.test(name) : WRITE.test(name)

const pair = (value: Value): Value => ({ kind: 'tuple', elements: [value, typed(ERROR)] })

/** Where schemas stand: types that embed ent.Schema, by package. */
export function entRoots(program: Program, types: TypeOracle): readonly EntRoot[] {
  const found = new Map<string, Map<string, Type>>()
  for (const entity of program.types) {
    if (entity.syntax.type.kind !== 'struct' || entity.file.package.path === '') continue
    const embeds = entity.syntax.type.fields.some((f) => {
      const at = f.embedded ? types.resolve(f.type, entity.file) : undefined
      return at?.kind === 'external' && at.package === 'entgo.io/ent' && at.name === 'Schema'
    })
    if (!embeds) continue
    const { path } = entity.file.package
    found.set(path, (found.get(path) ?? new Map()).set(entity.name, { kind: 'named', entity }))
  }
  return [...found].map(([schemaPackage, schemas]) => ({ schemaPackage, schemas, path: clientOf(schemaPackage, program) }))
}

/** The package beside the schemas, unless generated code elsewhere says that it was made from them. */
function clientOf(schemaPackage: string, program: Program): string {
  for (const pkg of program.packages.values())
    if (
      pkg.scope.has('Client') &&
      pkg.scope.has('Tx') &&
      pkg.files.some((f) => f.syntax.generated && f.syntax.imports.some((i) => i.path === schemaPackage))
    )
      return pkg.path
  for (const pkg of program.packages.values())
    if (
      pkg.path.endsWith('/runtime') &&
      pkg.files.some((f) => f.syntax.generated && f.syntax.imports.some((i) => i.path === schemaPackage))
    )
      return pkg.path.replace(/\/runtime$/, '')
  return schemaPackage.replace(/\/[^/]+$/, '')
}

/** A client whose generated code is not in the repository is out of view, whatever else stands in its packages. */
export function withoutMissingClients(program: Program, types: TypeOracle): Program {
  const missing = new Set<string>()
  for (const { path, schemas } of entRoots(program, types)) {
    if (program.packageAt(path)?.scope.has('Client')) continue
    missing.add(path)
    for (const name of schemas.keys()) missing.add(`${path}/${name.toLowerCase()}`)
  }
  return missing.size === 0 ? program : { ...program, packageAt: (path) => (missing.has(path) ? undefined : program.packageAt(path)) }
}

export function createEntModel(program: Program, types: TypeOracle): LibraryModel | undefined {
  const roots = entRoots(program, types)
  if (roots.length === 0) return undefined
  const byPackage = new Map<string, { readonly root: EntRoot; readonly entity: string }>()
  for (const root of roots) {
    byPackage.set(libraryPath(root.path), { root, entity: '' })
    for (const name of root.schemas.keys()) byPackage.set(`${libraryPath(root.path)}/${name.toLowerCase()}`, { root, entity: name })
  }
  const names = [...new Set(roots.flatMap((r) => [...r.schemas.keys()]))]
  return {
    id: 'ent',
    packages: [...byPackage.keys(), QUERY, CLIENT],
    generates: true,
    handleTypes: ['Client', 'Tx', ...names.flatMap((n) => VERBS.map((v) => n + v))],
    call(call) {
      const at = byPackage.get(call.package)
      const { receiver } = call
      if (!receiver) return at && packageFunction(call, at.root, at.entity)
      for (const option of options(receiver)) {
        const value = methodOf(call, option, at?.root)
        if (value) return value
      }
      return undefined
    },
    select(value, name, type, run) {
      if (value.kind === 'package') {
        const at = byPackage.get(libraryPath(value.path))
        return at && at.entity !== '' ? constant(name) : undefined
      }
      const root =
        value.kind === 'model' ? undefined : type.kind === 'external' ? byPackage.get(libraryPath(type.package))?.root : undefined
      return selected(value, name, type, root, run)
    },
    errors: (name, on) => {
      if (/X$/.test(name)) return undefined
      if (on === 'Tx' || on === 'Client') return /^(Commit|Tx|BeginTx)$/.test(name) ? 'database' : undefined
      const verb = on && VERBS.find((v) => on.endsWith(v))
      return verb && (FINISHED(verb, name) || name === 'Get') ? 'database' : undefined
    },
  }
}

/** `user.FieldEmail`, as ent writes it: the column in snake case. */
function constant(name: string): Value | undefined {
  const [, kind, rest] = /^(Field|Edge)(\w+)$/.exec(name) ?? []
  if (!kind || !rest) return undefined
  return text(
    rest
      .replace(/([a-z\d])([A-Z])/g, '$1_$2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
      .toLowerCase(),
  )
}

function typeIn(run: Run, root: EntRoot, name: string): Type {
  const entity = run.program.packageAt(root.path)?.scope.get(name)
  const of: Type = entity?.kind === 'type' ? { kind: 'named', entity } : { kind: 'external', package: root.path, name }
  return { kind: 'pointer', of }
}

function client(run: Run, root: EntRoot, entity: string, handle: Value, transaction: boolean, typeName = `${entity}Client`): ModelValue {
  const state: ClientState = { root, entity, handle, transaction }
  return { kind: 'model', model: CLIENT, type: typeIn(run, root, typeName), state }
}

/** A client's field is a client of one entity; a method of generated code that is in view stays what it is. */
function selected(value: Value, name: string, type: Type, root: EntRoot | undefined, run: Run): Value | undefined {
  if (value.kind === 'model' && value.model === CLIENT) {
    const state = value.state as ClientState
    if (state.entity === '' && state.root.schemas.has(name)) return client(run, state.root, name, state.handle, state.transaction)
  } else if (root && type.kind === 'external' && (type.name === 'Client' || type.name === 'Tx') && root.schemas.has(name))
    return client(run, root, name, value, type.name === 'Tx')
  if (value.kind !== 'model') return undefined
  const member = run.types.member(value.type, name)
  return member?.kind === 'method'
    ? { kind: 'function', entity: member.entity, receiver: value, label: `${member.owner.name}.${name}` }
    : undefined
}

function packageFunction(call: LibraryCall, root: EntRoot, entity: string): Value | undefined {
  const { name, args, run, expression } = call
  if (entity !== '') {
    if (!/^[A-Z]/.test(name) || /Validator$/.test(name)) return undefined
    return value(entity)
  }
  const all = () => client(run, root, '', typed(typeIn(run, root, 'Client')), false, 'Client')
  switch (name) {
    case 'NewClient':
    case 'FromContext':
      return all()
    case 'Open':
      return pair(all())
    case 'TxFromContext':
      return client(run, root, '', typed(typeIn(run, root, 'Tx')), true, 'Tx')
    case 'Asc':
    case 'Desc':
    case 'Count':
    case 'Sum':
    case 'Max':
    case 'Min':
    case 'Mean':
    case 'As':
      return value('')
    default:
      return undefined
  }

  function value(of: string): Value {
    const state: EntValue = { entity: of, name, args, words: expression.args.map(words) }
    return { kind: 'model', model: ENT_VALUE, type: UNKNOWN_TYPE, state }
  }
}

function methodOf(call: LibraryCall, receiver: Value, at: EntRoot | undefined): Value | undefined {
  if (isQuery(receiver)) return onQuery(call, receiver)
  if (receiver.kind === 'model' && receiver.model === CLIENT) return onClient(call, receiver.state as ClientState)
  const type = pointerless(typeOf(receiver))
  const typeName = type.kind === 'external' ? type.name : type.kind === 'named' ? type.entity.name : call.on
  if (!at || typeName === undefined) return undefined
  if (typeName === 'Client' || typeName === 'Tx')
    return onClient(call, { root: at, entity: '', handle: receiver, transaction: typeName === 'Tx' })
  if (at.schemas.has(typeName)) return onEntity(call, at, typeName, receiver)
  const verb = VERBS.find((v) => typeName.endsWith(v) && at.schemas.has(typeName.slice(0, -v.length)))
  if (!verb) return undefined
  const entity = typeName.slice(0, -verb.length)
  if (verb === 'Client') return onClient(call, { root: at, entity, handle: receiver, transaction: ofTransaction(receiver) })
  return onQuery(call, open(call, at, entity, verb, receiver, false, [{ name: 'Elsewhere', args: [], words: [], at: 0 }]))
}

/** `tx.User` where the transaction came as a parameter. */
const ofTransaction = (value: Value): boolean =>
  value.kind === 'symbolic' && value.origin.kind === 'field' && value.origin.owner.name === 'Tx'

function open(
  call: LibraryCall,
  root: EntRoot,
  entity: string,
  verb: string,
  handle: Value,
  transaction: boolean,
  more: readonly BuilderCall[] = [],
): QueryValue {
  const first: BuilderCall = { name: 'Open', args: [text(root.path), text(entity), text(verb)], words: [], at: call.expression.at }
  const type = entity === '' ? UNKNOWN_TYPE : typeIn(call.run, root, entity + verb)
  const cell = { value: chainOf([first, ...more], UNKNOWN_TYPE) }
  return {
    kind: 'model',
    model: QUERY,
    type,
    state: { cell, root: handle, transaction, models: [], entRoot: root, entity, verb } as EntQueryState,
  }
}

interface EntQueryState {
  readonly cell: { value: Value }
  readonly root: Value
  readonly transaction: boolean
  readonly models: Value[]
  readonly entRoot: EntRoot
  readonly entity: string
  readonly verb: string
}

function onClient(call: LibraryCall, { root, entity, handle, transaction }: ClientState): Value | undefined {
  const { name, run } = call
  if (entity === '')
    switch (name) {
      case 'Tx':
      case 'BeginTx':
        return pair(client(run, root, '', handle, true, 'Tx'))
      case 'Client':
      case 'Debug':
        return client(run, root, '', handle, transaction, 'Client')
      case 'Commit':
      case 'Rollback':
        return typed(ERROR)
      default:
        runArguments(run, call.frame, call.args, call.site)
        return undefined
    }
  const made = (verb: string, more: readonly BuilderCall[] = []) => open(call, root, entity, verb, handle, transaction, more)
  const edge = /^Query(\w+)$/.exec(name)?.[1]
  switch (name) {
    case 'Query':
    case 'Create':
    case 'Update':
    case 'Delete':
      return made(name)
    case 'CreateBulk':
    case 'MapCreateBulk': {
      runArguments(run, call.frame, call.args, call.site)
      return made('CreateBulk', [entry(call, 'Rows')])
    }
    case 'UpdateOne':
    case 'DeleteOne':
    case 'UpdateOneID':
    case 'DeleteOneID':
      return made(name.replace(/ID$/, ''), [entry(call, 'ByID')])
    case 'Get':
    case 'GetX': {
      const query = made('Query', [entry(call, 'ByID', call.args.slice(1))])
      return finish(call, query, name === 'Get' ? 'Only' : 'OnlyX', [])
    }
  }
  return edge ? edgeQuery(call, root, entity, edge, handle, transaction, [entry(call, 'ByID')]) : undefined
}

function edgeQuery(
  call: LibraryCall,
  root: EntRoot,
  entity: string,
  edge: string,
  handle: Value,
  transaction: boolean,
  from: readonly BuilderCall[],
): QueryValue {
  const step: BuilderCall = { name: 'QueryEdge', args: [text(edge)], words: [], at: call.expression.at }
  const query = open(call, root, entity, 'Query', handle, transaction, [...from, step])
  return towards(call.run, query, root, entity, edge)
}

/** Whose query it is now, the generated code says where it is in view; the schema says it in any case. */
function towards(run: Run, query: QueryValue, root: EntRoot, from: string, edge: string): QueryValue {
  const owner = run.program.packageAt(root.path)?.scope.get(from)
  const member = owner?.kind === 'type' ? run.types.member({ kind: 'named', entity: owner }, `Query${edge}`) : undefined
  const type = member?.kind === 'method' ? pointerless(run.types.signature(member.entity).results[0] ?? UNKNOWN_TYPE) : UNKNOWN_TYPE
  const entity = type.kind === 'named' ? type.entity.name.replace(/Query$/, '') : ''
  return {
    ...query,
    type: entity === '' ? UNKNOWN_TYPE : typeIn(run, root, `${entity}Query`),
    state: { ...query.state, entity } as EntQueryState,
  }
}

function onEntity(call: LibraryCall, root: EntRoot, entity: string, receiver: Value): Value | undefined {
  const byId: BuilderCall = { name: 'ByID', args: [receiver], words: ['id'], at: call.expression.at }
  if (call.name === 'Update') return open(call, root, entity, 'UpdateOne', receiver, false, [byId])
  const edge = /^Query(\w+)$/.exec(call.name)?.[1]
  return edge ? edgeQuery(call, root, entity, edge, receiver, false, [byId]) : undefined
}

function onQuery(call: LibraryCall, query: QueryValue): Value | undefined {
  const { name, args, run, frame, site } = call
  const state = query.state as EntQueryState
  const { entRoot: root, entity, verb } = state
  if (FINISHED(verb, name)) return finish(call, query, name, args)
  const edge = /^Query(\w+)$/.exec(name)?.[1]
  if (edge && verb === 'Query') {
    extend(call, query, [{ name: 'QueryEdge', args: [text(edge)], words: [], at: call.expression.at }])
    return towards(run, query, root, `${entity}Query`, edge)
  }
  const eager = /^With(Named)?(\w+)$/.exec(name)?.[2]
  if (eager && verb === 'Query') {
    const parts = args.flatMap((fn): Value[] => {
      if (!options(fn).some((o) => o.kind === 'function')) return []
      const part = open(call, root, '', 'Query', state.root, state.transaction)
      runCallback(run, frame, fn, [part], site)
      return [part]
    })
    return extend(call, query, [entry(call, 'With', [text(eager), ...parts])])
  }
  if (name === 'Clone') return { ...query, state: { ...state, cell: { value: state.cell.value } } as EntQueryState }
  if (name === 'Mutation' || name === 'Hooks') return undefined
  if ((name === 'Select' && verb === 'Query') || name === 'GroupBy') {
    extend(call, query, [entry(call)])
    return {
      ...query,
      type: entity === '' ? UNKNOWN_TYPE : typeIn(run, root, entity + name),
      state: { ...state, verb: name } as EntQueryState,
    }
  }
  if (/^OnConflict/.test(name)) {
    extend(call, query, [entry(call)])
    const next = verb === 'CreateBulk' ? 'UpsertBulk' : 'UpsertOne'
    return {
      ...query,
      type: entity === '' ? UNKNOWN_TYPE : typeIn(run, root, entity + next),
      state: { ...state, verb: next } as EntQueryState,
    }
  }
  runArguments(run, frame, args, site)
  return /^[A-Z]/.test(name) ? extend(call, query, [entry(call)]) : undefined
}

function finish(call: LibraryCall, query: QueryValue, name: string, args: readonly Value[]): Value {
  const state = query.state as EntQueryState
  // Generated code calls itself; what the caller asked for is sent where the caller stands.
  const inside = call.run.library.modelOf(call.frame.fn.file.package.path)?.generates
  if (!inside)
    for (const calls of ways(call, query, entry(call, name.replace(/X$/, ''), args)))
      sendStatement(call, 'ent', calls, state.root, state.transaction || isTransaction(state.root))
  const { entity, verb, entRoot: root } = state
  const one = typed(entity === '' ? UNKNOWN_TYPE : typeIn(call.run, root, entity))
  const plain = name.replace(/X$/, '')
  const value = resultOf(plain, verb, one)
  if (name.endsWith('X')) return value
  // Only a delete of many counts what it did.
  const silent = plain === 'Scan' || (plain === 'Exec' && verb !== 'Delete')
  return silent ? typed(ERROR) : pair(value)
}

function resultOf(name: string, verb: string, one: Value): Value {
  const many = typed({ kind: 'slice', of: typeOf(one) })
  switch (name) {
    case 'All':
      return many
    case 'First':
    case 'Only':
      return one
    case 'Count':
      return typed(basic('int'))
    case 'Exist':
      return typed(basic('bool'))
    case 'Save':
      return verb === 'CreateBulk' ? many : verb === 'Update' ? typed(basic('int')) : one
    default:
      return typed(UNKNOWN_TYPE)
  }
}
