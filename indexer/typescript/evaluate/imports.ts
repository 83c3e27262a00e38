// Names across files: imports, exports, re-exports.

import { expressionOf, type Module } from '../program.ts'
import type { Evaluator } from './evaluator.ts'
import { hole, type Value } from './values.ts'

export function importedValue(ev: Evaluator, module: Module, specifier: string, name: string): Value {
  const target = ev.program.resolver(module.path, specifier)
  if (target.kind === 'package')
    return { t: 'lib', path: `${target.name}#${name === 'require' ? 'default' : name}`, args: [], root: module.root }
  const other = target.kind === 'file' ? ev.program.modules.get(target.path) : undefined
  if (!other) return hole(name)
  return name === '*' || name === 'require' ? { t: 'module', module: other } : ev.exported(other, name)
}

export function exportedValue(ev: Evaluator, module: Module, name: string, seen: Set<Module>): Value {
  const e = expressionOf(module, name)
  if (e) return ev.value(module, e)
  seen.add(module)
  if (name === 'default') return hole(name)
  for (const star of module.facts.stars) {
    const target = ev.program.resolver(module.path, star)
    const other = target.kind === 'file' ? ev.program.modules.get(target.path) : undefined
    const found = other && !seen.has(other) ? exportedValue(ev, other, name, seen) : undefined
    if (found && found.t !== 'hole') return found
  }
  return hole(name)
}
