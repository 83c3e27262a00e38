// What functions put into the lists and maps that package variables and fields hold: noted by the place, so that who asks such
// a list knows what else may stand in it.

import type { ValueEntity } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { type Origin, options, originKey, type Scope, typeOf, unknown, type Value } from '../values.ts'
import { pushTo } from './assignments.ts'
import { elementType } from './elements.ts'
import type { Row } from './events.ts'
import { evaluate } from './expressions.ts'
import { type Frame, lookup, type Run } from './frame.ts'
import { putAtStart } from './start-rows.ts'

/** A row of which nothing is known. */
export const ANYTHING: Row = { key: unknown('unknown-name'), value: unknown('unknown-name') }

/** A list or map gets a row, or without a value loses one; `held` is what stands at `base`. */
export function noteRow(run: Run, frame: Frame, scope: Scope, base: Expression, held: Value, row: Row): void {
  if (run.mode === 'guard') return
  const entity = variableNamed(run, frame, scope, base)
  if (run.mode === 'registration') {
    if (entity) putAtStart(run, entity, row)
  } else if (entity) pushTo(run.flows.rows, originKey({ kind: 'global', entity }), { ...row, by: frame.fn })
  else putInto(run, held, row)
}

/** The same of one that has another name here: a variable, a parameter, what a function gives, another type. */
export function putInto(run: Run, into: Value, row: Row): void {
  if (run.mode !== 'summary') return
  for (const option of options(into)) {
    const own = rowsIn(option)
    const key = option.kind === 'symbolic' ? originKey(option.origin) : ''
    if (own) run.flows.written.add(own)
    else if (key !== '') pushTo(run.flows.rows, key, row)
  }
}

/** What tells a list or map from every other one, whatever type it is converted to. */
export const rowsIn = (value: Value): object | undefined =>
  value.kind === 'mapping' ? value.entries : value.kind === 'list' ? value.elements : undefined

/** `&paths` handed to a call: afterwards anything may stand there. */
export function noteAddressed(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'call' }): void {
  if (run.mode !== 'summary') return
  for (const arg of e.args)
    if (arg.kind === 'unary' && arg.op === '&' && isPath(arg.of))
      noteRow(run, frame, scope, arg.of, evaluate(run, frame, scope, arg.of), ANYTHING)
}

/** `s.list = append(s.list, …)`, of a struct that comes from elsewhere. A spread list counts by its elements. */
export function noteAppended(run: Run, list: Value, items: readonly Value[], spread: boolean): void {
  if (run.mode !== 'summary') return
  for (const option of options(list)) {
    if (option.kind !== 'symbolic' || !isPlace(option.origin)) continue
    for (const [i, item] of items.entries())
      for (const value of spread && i === items.length - 1 ? spreadOut(run, item) : [item])
        pushTo(run.flows.rows, originKey(option.origin), { value })
  }
}

function spreadOut(run: Run, list: Value): readonly Value[] {
  if (list.kind === 'list' && !list.open) return list.elements
  const type = elementType(run.types, typeOf(list))
  // What stands in a variadic parameter comes from where the parameter does.
  const variadic = list.kind === 'symbolic' && list.origin.kind === 'parameter' && list.origin.fn.syntax.params[list.origin.index]?.variadic
  return [variadic && type ? { ...list, type } : list]
}

const isPlace = ({ kind }: Origin): boolean => kind === 'field' || kind === 'global'

const isPath = (e: Expression): boolean => e.kind === 'name' || (e.kind === 'selector' && isPath(e.of))

/** The package variable that an expression names. */
function variableNamed(run: Run, frame: Frame, scope: Scope, e: Expression): ValueEntity | undefined {
  if (e.kind !== 'name' && e.kind !== 'selector') return undefined
  const name = e.kind === 'name' ? e.name : e.of.kind === 'name' ? e.of.name : ''
  if (name === '' || lookup(scope, name)) return undefined
  const imported = e.kind === 'selector' ? frame.file.imports.get(name) : undefined
  const held = e.kind === 'name' ? frame.file.package.scope : imported === undefined ? undefined : run.program.packageAt(imported)?.scope
  const entity = held?.get(e.name)
  return entity?.kind === 'value' ? entity : undefined
}
