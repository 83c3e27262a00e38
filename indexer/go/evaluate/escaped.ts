// What the program hands to libraries, which may call it: functions, and values with methods, as plugins, services, commands.

import { pointerless, type TypeOracle } from '../types.ts'
import { options, type Value } from '../values.ts'
import { pushTo } from './assignments.ts'
import type { Escaped, Flows } from './events.ts'
import type { Run } from './frame.ts'

/** Settings in an options struct, in lists of them. */
const ESCAPE_DEPTH = 3

/** Functions, and values with methods, that a library gets: whether it calls them its own code says. */
export function noteEscape(run: Run, path: string, args: readonly Value[]): void {
  // The standard library calls what its documentation names, which is modelled.
  if (run.mode !== 'summary' || !path.split('/')[0]?.includes('.')) return
  for (const arg of args) leave(run.flows.escaped, arg, ESCAPE_DEPTH)
}

function leave(to: Escaped, value: Value, depth: number): void {
  for (const option of options(value)) {
    if (option.kind === 'function') to.functions.add(option.entity)
    else if (option.kind === 'list') {
      if (depth > 0) for (const element of option.elements) leave(to, element, depth - 1)
    } else if (option.kind === 'instance' || option.kind === 'symbolic') {
      if (option.kind === 'symbolic' && option.origin.kind === 'global') to.globals.add(option.origin.entity)
      const type = pointerless(option.type)
      if (type.kind === 'named') pushTo(to.values, type.entity, option)
      else if (option.kind === 'instance' && depth > 0) for (const field of option.fields.values()) leave(to, field.value, depth - 1)
    }
  }
}

/** What a library may call: what it was given, and what functions that it was given make for it. */
export function calledByLibraries({ escaped, globals, results }: Flows, types: TypeOracle): Escaped {
  const found: Escaped = {
    functions: new Set(escaped.functions),
    values: new Map([...escaped.values].map(([type, values]) => [type, [...values]])),
    globals: new Set(escaped.globals),
  }
  for (const variable of escaped.globals) for (const value of globals.get(variable) ?? []) leave(found, value, ESCAPE_DEPTH)
  for (const fn of found.functions) {
    // What it gets under a type of the program it cannot call by a name.
    const declared = fn.syntax.results.map((r) => types.resolve(r.type, fn.file))
    for (const row of results.get(fn) ?? [])
      for (const [i, value] of row.entries()) if (declared[i]?.kind === 'external') leave(found, value, 0)
  }
  return found
}
