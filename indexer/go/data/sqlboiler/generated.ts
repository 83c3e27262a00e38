// What SQLBoiler generated says of its tables: the code itself is read, whose texts and query mods stand in it as literals.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { FunctionEntity, GoPackage, Program, TypeEntity } from '../../program.ts'
import type { TypeSyntax } from '../../syntax.ts'
import { text } from '../../values.ts'
import { walkStatements } from '../../walk.ts'

export interface BoilTable {
  /** In quotes, with its schema where the generated code has one. */
  readonly name: string
  readonly object: string
  readonly columns: readonly string[]
  /** `"id"=$1`, as the generated code writes it; empty for a view. */
  readonly byKey: string
  readonly softDeletes: boolean
}

const LIBRARY = /(^|\/)sqlboiler(\/v\d+)?\/queries\/qm$/

/** Packages of generated models. */
export const boilPackages = (program: Program): readonly GoPackage[] =>
  [...program.packages.values()].filter((pkg) =>
    pkg.files.some((f) => f.syntax.generated && f.syntax.imports.some((i) => LIBRARY.test(i.path)) && pkg.scope.has('NewQuery')),
  )

/** Texts that stand in a function. */
function literals(fn: FunctionEntity): readonly string[] {
  const found: string[] = []
  walkStatements(fn.syntax.body ?? [], (e) => {
    if (e.kind === 'string') found.push(e.value)
    return undefined
  })
  return found
}

/** The query mods that a generated function adds, of literals: `qm.From("…")`, `qm.Where("… = ?", o.ID)`. */
export function modsIn(fn: FunctionEntity): readonly BuilderCall[] {
  const found: BuilderCall[] = []
  walkStatements(fn.syntax.body ?? [], (e) => {
    if (e.kind !== 'call' || e.callee.kind !== 'selector' || e.callee.of.kind !== 'name' || !/^qm(helper)?$/.test(e.callee.of.name))
      return undefined
    const args = e.args.flatMap((a) => (a.kind === 'string' ? [text(a.value)] : []))
    if (args.length > 0) found.push({ name: e.callee.name, args, words: e.args.map(() => 'text'), at: e.at })
    return undefined
  })
  return found
}

const TABLE = /^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+((?:["`[][^"`\]]+["`\]]\.)?["`[][^"`\]]+["`\]])/i

/** The first text in a function that changes rows: its table, and what stands behind WHERE. */
export function changeIn(
  fn: FunctionEntity | undefined,
): { readonly table: string; readonly where: string; readonly all: string } | undefined {
  for (const all of fn ? literals(fn) : []) {
    const table = TABLE.exec(all)?.[1]
    if (table) return { table, where: /\bWHERE\s+(.*)$/is.exec(all)?.[1] ?? '', all }
  }
  return undefined
}

/** Columns of a related table that a function sets: `[]string{"user_id"}`. */
export function setColumnsIn(fn: FunctionEntity): readonly string[] {
  const found: string[] = []
  walkStatements(fn.syntax.body ?? [], (e) => {
    if (e.kind !== 'call' || e.callee.kind !== 'selector' || e.callee.name !== 'SetParamNames') return undefined
    for (const arg of e.args)
      if (arg.kind === 'composite') found.push(...arg.elements.flatMap((x) => (x.value.kind === 'string' ? [x.value.value] : [])))
    return undefined
  })
  return found
}

const known = new WeakMap<GoPackage, ReadonlyMap<string, BoilTable>>()

/** The tables of a package, by the types of their objects. */
export function tablesOf(pkg: GoPackage): ReadonlyMap<string, BoilTable> {
  const found = known.get(pkg) ?? readTables(pkg)
  known.set(pkg, found)
  return found
}

function readTables(pkg: GoPackage): ReadonlyMap<string, BoilTable> {
  const tables = new Map<string, BoilTable>()
  for (const entity of pkg.scope.values()) {
    if (entity.kind !== 'type') continue
    const one = entity.methods.get('One')
    const object = one && namedIn(one.syntax.results[0]?.type)
    const type = object === undefined ? undefined : pkg.scope.get(object)
    const start = [...pkg.scope.values()].find(
      (e) => e.kind === 'function' && !e.receiver && e.syntax.results.length === 1 && namedIn(e.syntax.results[0]?.type) === entity.name,
    )
    if (object === undefined || type?.kind !== 'type' || start?.kind !== 'function') continue
    const mods = modsIn(start)
    const from = mods.find((m) => m.name === 'From')?.args[0]
    const name = from?.kind === 'string' ? from.parts.join('') : ''
    if (name === '') continue
    tables.set(object, {
      name,
      object,
      columns: columnsOf(type),
      byKey: (changeIn(type.methods.get('Delete'))?.where ?? '').replace(/\s+$/, ''),
      softDeletes: mods.some((m) => m.name === 'WhereIsNull'),
    })
  }
  return tables
}

const columnsOf = (type: TypeEntity): readonly string[] =>
  type.syntax.type.kind === 'struct'
    ? type.syntax.type.fields.flatMap((f) => {
        const name = /(?:^|\s)boil:"([^",]+)/.exec(f.tag ?? '')?.[1]
        return name && name !== '-' ? [name] : []
      })
    : []

/** `T`, `*T`, `[]*T` and `TSlice` are of T. */
export function namedIn(type: TypeSyntax | undefined): string | undefined {
  if (!type) return undefined
  if (type.kind === 'name') return type.package === undefined ? type.name : undefined
  return type.kind === 'pointer' || type.kind === 'slice' ? namedIn(type.of) : undefined
}

/** What `qm.Load("Posts")` asks for the objects of a type: the mods of the generated loader, and the object that it gives. */
export function loaderOf(
  pkg: GoPackage,
  object: string,
  relation: string,
): { readonly mods: readonly BuilderCall[]; readonly object: string } | undefined {
  const lower = (suffix: string) =>
    [...pkg.scope.values()].find((e) => e.kind === 'type' && e.name.toLowerCase() === `${object}${suffix}`.toLowerCase())
  const loads = lower('L')
  const related = lower('R')
  const loader = loads?.kind === 'type' ? loads.methods.get(`Load${relation}`) : undefined
  const shape = related?.kind === 'type' ? related.syntax.type : undefined
  const field = shape?.kind === 'struct' ? shape.fields.find((f) => f.name === relation) : undefined
  if (!loader) return undefined
  return { mods: modsIn(loader), object: (namedIn(field?.type) ?? '').replace(/Slice$/, '') }
}
