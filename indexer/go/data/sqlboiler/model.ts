// SQLBoiler: generated functions begin queries of query mods, and generated methods send what an object, a slice or a query
// is asked to. The statement is the caller's; what it says follows from the generated code, which generated.ts reads.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { sendStatement } from '../../library/query-cell.ts'
import { snapshot } from '../../library/struct-values.ts'
import { type FunctionEntity, type GoPackage, libraryPath, type Program } from '../../program.ts'
import { type Type, type TypeOracle, UNKNOWN_TYPE } from '../../types.ts'
import { join, type ModelValue, options, text, typed, typeOf, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { databaseSql, SQL_METHODS } from '../database-sql/model.ts'
import { external, opened, type TextLibrary, textModel } from '../text/model.ts'
import { boilPackages, namedIn, tablesOf } from './generated.ts'

const ROOTS = ['github.com/volatiletech/sqlboiler', 'github.com/aarondl/sqlboiler']
const inEach = (path: string) => ROOTS.map((root) => `${root}${path}`)

/** A query that has gathered its mods. */
const QUERY = 'boilQuery'
/** A query mod, or a choice of columns. */
export const MOD = 'boilMod'

export interface BoilState {
  readonly calls: readonly BuilderCall[]
}

const FINISHERS = /^(One|All|Count|Exists|Bind|Exec|ExecContext|Query|QueryContext|QueryRow|QueryRowContext|DeleteAll|UpdateAll)(G|P|GP)?$/
const OBJECT = /^(Insert|Update|Upsert|Delete|Reload|Exists|UpdateAll|DeleteAll|ReloadAll)(G|P|GP)?$/
const RELATED = /^(Add|Set|Remove)[A-Z]\w*$/
const GLOBAL = /(?:G|P|GP)$/

export const entry = (name: string, call: LibraryCall, args: readonly Value[] = call.args): BuilderCall => ({
  name,
  args: args.map((a) => snapshot(a)),
  words: call.expression.args.map(words),
  at: call.expression.at,
})

const made = (model: string, calls: readonly BuilderCall[], type: Type): ModelValue => ({
  kind: 'model',
  model,
  type,
  state: { calls } satisfies BoilState,
  size: calls.length,
})

/** `qm.Where(…)`, `qmhelper.Where(field, op, value)`, `boil.Whitelist(…)`: said where they are used. */
export const boilModsModel: LibraryModel = {
  id: MOD,
  packages: [...inEach('/queries/qm'), ...inEach('/queries/qmhelper'), MOD],
  chainTypes: ['QueryMod'],
  call: (call) =>
    call.receiver || !/^[A-Z]/.test(call.name)
      ? undefined
      : made(
          MOD,
          [entry(call.package.endsWith('helper') && call.name === 'Where' ? 'Compare' : call.name, call)],
          external(ROOTS[0] ?? '', 'QueryMod'),
        ),
  select: (value, name) => {
    const operator = value.kind === 'package' ? OPERATORS[name] : undefined
    return operator === undefined ? undefined : text(operator)
  },
}

const OPERATORS: Readonly<Record<string, string>> = { EQ: '=', NEQ: '!=', LT: '<', LTE: '<=', GT: '>', GTE: '>=' }

/** Texts of the program's own: `queries.Raw("…", args).Bind(ctx, exec, &x)`. */
export const boilQueriesModel: LibraryModel = {
  id: QUERY,
  packages: [...inEach('/queries'), QUERY],
  call(call) {
    const { name, receiver } = call
    if (!receiver) return /^Raw(G)?$/.test(name) ? made(QUERY, [entry('Raw', call)], external(ROOTS[0] ?? '', 'Query')) : undefined
    if (!FINISHERS.test(name)) return undefined
    // Of a generated query it is the generated method.
    const member = call.run.types.member(typeOf(receiver), name)
    return finish(call, receiver, member?.kind === 'method' ? resultsOf(member.entity, call.run.types) : undefined)
  },
}

const BOIL = 'github.com/volatiletech/sqlboiler/v4/boil'
const boilTexts: TextLibrary = {
  ...databaseSql,
  packages: inEach('/boil'),
  handles: new Set(['Executor', 'ContextExecutor', 'Transactor', 'ContextTransactor', 'Beginner', 'ContextBeginner']),
  transactions: ['Transactor', 'ContextTransactor'],
  methods: SQL_METHODS,
  other({ name, receiver }) {
    if (name === 'BeginTx' || name === 'Begin') return opened(external(BOIL, 'ContextTransactor'))
    return !receiver && /^Get(Context)?DB$/.test(name) ? typed(external(BOIL, 'ContextExecutor')) : undefined
  },
  errors: (name) => /^(Exec|Query|Begin|BeginTx|Commit)(Context)?$/.test(name),
}
const sending = textModel(boilTexts)

/** Handles of the library; what generated code does with them its callers have said. */
export const boilModel: LibraryModel = {
  ...sending,
  call(call) {
    if (!call.receiver && /^(Infer|Whitelist|Blacklist|Greylist|None)$/.test(call.name))
      return made(MOD, [entry(call.name, call)], external(BOIL, 'Columns'))
    return isGenerated(call) ? undefined : sending.call?.(call)
  },
}

const isGenerated = (call: LibraryCall): boolean => call.frame.fn.file.syntax.generated

/** The model of a program's own generated packages. */
export function createSqlboilerModel(program: Program, types: TypeOracle): LibraryModel | undefined {
  const packages = new Map(boilPackages(program).map((pkg) => [libraryPath(pkg.path), pkg]))
  if (packages.size === 0) return undefined
  return {
    id: 'sqlboiler',
    packages: [...packages.keys()],
    generates: true,
    call(call) {
      const pkg = packages.get(call.package)
      return pkg && !isGenerated(call) ? generated(call, pkg, types) : undefined
    },
  }
}

function generated(call: LibraryCall, pkg: GoPackage, types: TypeOracle): Value | undefined {
  const { name, on, receiver, args } = call
  const type = on === undefined ? undefined : pkg.scope.get(on)
  const found = type?.kind === 'type' ? type.methods.get(name) : pkg.scope.get(name)
  const fn = found?.kind === 'function' ? found : undefined
  if (!fn) return undefined
  if (on?.startsWith('whereHelper')) return compared(call)
  const tables = tablesOf(pkg)
  const result = namedIn(fn.syntax.results[0]?.type)
  const started = result?.endsWith('Query') ? objectOf(pkg, result) : undefined
  // A query of one table, or of what belongs to an object.
  if (started !== undefined && tables.has(started) && !FINISHERS.test(name))
    return made(
      QUERY,
      [start(call, pkg, started), entry(receiver ? `Of ${on} ${name}` : 'Mods', call)],
      types.signature(fn).results[0] ?? UNKNOWN_TYPE,
    )
  if (name === 'NewQuery') return made(QUERY, [start(call, pkg, ''), entry('Mods', call)], types.signature(fn).results[0] ?? UNKNOWN_TYPE)
  if (on?.endsWith('Query') && receiver && FINISHERS.test(name)) return finish(call, receiver, resultsOf(fn, types))
  const object = objectNamed(tables, on, name)
  const table = object === undefined ? undefined : tables.get(object)
  if (!table || !(receiver ? OBJECT.test(name) || RELATED.test(name) : /^Find|Exists(G|P|GP)?$/.test(name))) return undefined
  const handle = args.find((a) => options(a).some((o) => call.run.library.isHandle('type' in o ? (o.type as Type) : UNKNOWN_TYPE)))
  const verb = receiver
    ? OBJECT.test(name)
      ? name.replace(GLOBAL, '')
      : `Related ${on} ${name}`
    : name.startsWith('Find')
      ? 'Find'
      : 'ExistsKey'
  sendStatement(
    call,
    'sqlboiler',
    [start(call, pkg, table.object), entry(on?.endsWith('Slice') ? `Slice${verb}` : verb, call)],
    handle ?? { kind: 'nil', type: UNKNOWN_TYPE },
    false,
  )
  return resultsOf(fn, types)
}

/** Where a statement begins: the package of its models, and the object. */
const start = (call: LibraryCall, pkg: GoPackage, object: string): BuilderCall => entry('Start', call, [text(pkg.path), text(object)])

function resultsOf(fn: FunctionEntity, types: TypeOracle): Value {
  const results = types.signature(fn).results.map((t) => typed(t))
  const [only] = results
  return results.length === 1 && only ? only : { kind: 'tuple', elements: results }
}

/** `userQuery` gives one User. */
function objectOf(pkg: GoPackage, query: string): string | undefined {
  const type = pkg.scope.get(query)
  const one = type?.kind === 'type' ? type.methods.get('One') : undefined
  return one && namedIn(one.syntax.results[0]?.type)
}

/** The object that a method or function is of: `User.Insert`, `UserSlice.DeleteAll`, `FindUser`, `UserExists`. */
function objectNamed(tables: ReadonlyMap<string, unknown>, on: string | undefined, name: string): string | undefined {
  const said =
    on?.replace(/Slice$/, '') ??
    name
      .replace(/^Find/, '')
      .replace(GLOBAL, '')
      .replace(/Exists$/, '')
  return tables.has(said) ? said : undefined
}

/** `models.UserWhere.Email.EQ(email)` */
function compared(call: LibraryCall): Value {
  const fields = options(call.receiver ?? typed(UNKNOWN_TYPE)).map((r) =>
    r.kind === 'instance' ? r.fields.get('field')?.value : undefined,
  )
  const known = fields.flatMap((f) => f ?? [])
  const field = known.length === fields.length && known.length > 0 ? known.reduce(join) : typed({ kind: 'basic', name: 'string' })
  return made(MOD, [entry('Compare', call, [field, text(call.name), ...call.args])], external(ROOTS[0] ?? '', 'QueryMod'))
}

function finish(call: LibraryCall, receiver: Value, given: Value | undefined): Value | undefined {
  for (const option of options(receiver)) {
    const calls = option.kind === 'model' && option.model === QUERY ? (option.state as BoilState).calls : [entry('Unknown', call, [option])]
    if (!isGenerated(call))
      sendStatement(call, 'sqlboiler', [...calls, entry(call.name.replace(GLOBAL, ''), call)], { kind: 'nil', type: UNKNOWN_TYPE }, false)
  }
  return given
}
