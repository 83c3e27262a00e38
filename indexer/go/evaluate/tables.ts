// Package variables that hold what an application registers: `routes = append(routes, Route{…})`, `handlers[key] = f`. Where a
// registration is followed as it runs they hold what it has put there so far.

import { isErrorType } from '../anonymous.ts'
import type { ValueEntity } from '../program.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../types.ts'
import { type Binding, typeOf, type Value } from '../values.ts'
import { zero } from './assignments.ts'
import { elementType, holdsBehaviour } from './elements.ts'
import type { Run } from './frame.ts'

/** The variable as a registration has filled it; undefined where it holds plain data, or nothing is registered. */
export function tableOf(run: Run, entity: ValueEntity, initial: () => Value): Binding | undefined {
  if (run.mode !== 'registration' || entity.declaration.constant) return undefined
  const known = run.tables.get(entity)
  if (known) return known
  const declared = entity.declaration.type ? run.types.resolve(entity.declaration.type, entity.file) : UNKNOWN_TYPE
  const value = declared.kind === 'unknown' || entity.declaration.values.length > 0 ? initial() : zero(declared, run, 0)
  const type = declared.kind === 'unknown' ? typeOf(value) : declared
  const element = elementType(run.types, type)
  if (!element || !holdsRows(run, element)) return undefined
  const empty: Value = run.types.underlying(type).kind === 'map' ? { kind: 'mapping', entries: [], type, open: false } : value
  const binding: Binding = { value: value.kind === 'mapping' || value.kind === 'list' ? value : empty }
  if (binding.value.kind !== 'list' && binding.value.kind !== 'mapping') return undefined
  run.tables.set(entity, binding)
  return binding
}

/** Functions, or structs with functions or handlers in them. */
export function holdsRows(run: Pick<Run, 'types' | 'library'>, type: Type): boolean {
  if (holdsBehaviour(run, type)) return true
  const shape = run.types.underlying(pointerless(type))
  if (shape.kind !== 'struct') return false
  const fields = shape.fields.map((f) => run.types.resolve(f.type, shape.file))
  return fields.some((t) => holdsBehaviour(run, t) || run.library.isHandler(t))
}

/** A list of rows, or that and an error. */
export function givesRows(run: Pick<Run, 'types' | 'library'>, results: readonly Type[]): boolean {
  const [rows, ...errors] = results
  const element = rows && errors.every(isErrorType) ? elementType(run.types, rows) : undefined
  return element !== undefined && holdsRows(run, element)
}

/** A struct that gathers rows with a handler and where it stands: `Routes []*Route`. */
export function listsRoutes(run: Pick<Run, 'types' | 'library'>, type: Type): boolean {
  const shape = run.types.underlying(pointerless(type))
  return shape.kind === 'struct' && shape.fields.some((f) => isRow(run, elementType(run.types, run.types.resolve(f.type, shape.file))))
}

function isRow(run: Pick<Run, 'types' | 'library'>, type: Type | undefined): boolean {
  const shape = type && run.types.underlying(pointerless(type))
  if (shape?.kind !== 'struct') return false
  const fields = shape.fields.map((f) => run.types.resolve(f.type, shape.file))
  const isText = (t: Type) => t.kind === 'basic' && t.name === 'string'
  return fields.some((t) => answersRequests(run, t)) && fields.some(isText)
}

/** Handlers and routers, and the program's own kinds of handlers: functions that get a request. */
export function answersRequests({ types, library }: Pick<Run, 'types' | 'library'>, type: Type): boolean {
  if (library.isHandler(type) || library.isRouter(pointerless(type))) return true
  const shape = types.underlying(type)
  return (
    shape.kind === 'func' &&
    [...shape.params, ...shape.results].some((p) => library.isRequest(p) || library.isHandler(p) || library.isRouter(pointerless(p)))
  )
}

type Rows = Extract<Value, { readonly kind: 'list' | 'mapping' }>

const rowsOf = (v: Rows): readonly unknown[] => (v.kind === 'list' ? v.elements : v.entries)

/** Of one table as several ways leave it the one that holds all the others' rows. */
export function longest(of: Value): Value {
  if (of.kind !== 'choice') return of
  const tables = of.options.flatMap((o) => (o.kind === 'list' || o.kind === 'mapping' ? [o] : []))
  const [first, ...more] = tables
  if (!first || tables.length < of.options.length) return of
  const most = more.reduce((a, b) => (rowsOf(b).length > rowsOf(a).length ? b : a), first)
  return tables.every((t) => rowsOf(t).every((row, i) => row === rowsOf(most)[i])) ? most : of
}
