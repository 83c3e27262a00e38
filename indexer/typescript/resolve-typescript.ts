// Facts of all files → the facts of the program. Pure; the order of the files does not matter.

import { compare } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import { apiCallFacts } from './api-calls.ts'
import { collectCalls, isComponent } from './calls.ts'
import { WORLD } from './clients/models.ts'
import { createEvaluator, type Evaluator } from './evaluate/evaluator.ts'
import { alternativesOf } from './evaluate/values.ts'
import type { TsFileFacts } from './facts.ts'
import { createModuleResolver } from './modules.ts'
import { createProgram, type Fn, nameOf, type Program } from './program.ts'
import { type ProjectConfig, projectModules } from './project-config.ts'
import { collectRequests } from './requests/collect.ts'
import { syntaxErrors } from './syntax-errors.ts'
import type { TypeScriptDiagnostic, TypeScriptFacts, TypeScriptFunction } from './typescript-facts.ts'

export function resolveTypeScript(files: readonly TsFileFacts[], config: ProjectConfig): TypeScriptFacts {
  const sorted = [...files].sort((a, b) => compare(a.path, b.path))
  const resolver = createModuleResolver(projectModules(sorted, config))
  const program = createProgram(sorted, resolver, config.roots, config.environment)
  const ev = createEvaluator(program, WORLD)
  const graph = collectCalls(program, ev)
  const requests = collectRequests(program, ev, graph.edges)
  const ids = functionIds(program)
  const idOf = (fn: Fn) => ids.get(fn) ?? ''
  const busy = new Set(graph.edges.flatMap(({ from, to }) => [from, to]).concat(requests.map(({ owner }) => owner)))
  const exported = exportedFunctions(program, ev)
  const functions = [...ids].filter(([fn]) => busy.has(fn) || isWritten(fn)).map(([fn, id]) => functionFact(fn, id, exported.has(fn)))
  const apiCalls = apiCallFacts(requests, ({ owner }) => idOf(owner))
  const missing = unresolvedImports(sorted, program)
  const edges = graph.edges.map(({ from, to, ...edge }) => ({ ...edge, from: idOf(from), to: idOf(to) }))
  return {
    functions,
    calls: edges.filter((e) => !e.renders).map(({ from, to, line, resolution, fanout }) => ({ from, to, line, resolution, fanout })),
    renders: edges.filter((e) => e.renders).map(({ from, to, line }) => ({ from, to, line })),
    apiCalls,
    proxies: config.proxies,
    diagnostics: [
      ...sorted.flatMap(syntaxErrors),
      ...config.diagnostics,
      ...missing,
      ...apiCalls.flatMap(({ resolution, reason, file, line, name }): TypeScriptDiagnostic[] =>
        resolution === 'unknown'
          ? [{ stage: 'client', reason: 'unknown-url', message: `${name}: ${reason ?? 'unknown'}`, file, line, severity: 'info' }]
          : [],
      ),
    ],
    counts: { files: sorted.length, skipped: config.skipped, calls: graph.counts, unresolvedImports: missing.length },
  }
}

/** Two functions of one name in one container are told apart by their order. */
function functionIds(program: Program): Map<Fn, string> {
  const ids = new Map<Fn, string>()
  const taken = new Map<string, number>()
  for (const module of program.modules.values())
    for (const fn of module.functions) {
      if (fn.owner !== fn) continue
      const { name, container } = nameOf(fn)
      const id = symbol.tsFunction(module.path, container, name)
      const times = taken.get(id) ?? 0
      taken.set(id, times + 1)
      ids.set(fn, times === 0 ? id : symbol.tsFunction(module.path, container, `${name}+${times}`))
    }
  return ids
}

/** The module's own code, calls that only carry functions, and constructors that nobody wrote count only when something is known of them. */
function isWritten(fn: Fn): boolean {
  if (fn.index === 0 || fn.fact.carrier) return false
  return fn.fact.classComponent === true || !fn.module.facts.classes.some((cls) => cls.ctor === fn.index && !cls.explicit)
}

function functionFact(fn: Fn, id: string, exported: boolean): TypeScriptFunction {
  const { name, container } = nameOf(fn)
  const role = isComponent(fn) ? 'Component' : /^use[A-Z\d]/.test(name) ? 'Hook' : undefined
  return { id, name, container, file: fn.module.path, line: fn.fact.line, endLine: fn.fact.endLine, role, exported }
}

function exportedFunctions(program: Program, ev: Evaluator): Set<Fn> {
  const found = new Set<Fn>()
  for (const module of program.modules.values())
    for (const e of Object.values(module.facts.exports)) {
      if (e.k === 'import') continue
      for (const value of alternativesOf(ev.value(module, e))) {
        if (value.t === 'fn') found.add(value.fn.owner)
        else if (value.t === 'made') found.add(value.fn)
        else if (value.t === 'class') {
          const ctor = value.cls.module.functions[value.cls.fact.ctor]
          if (ctor) found.add(ctor)
        }
      }
    }
  return found
}

function unresolvedImports(files: readonly TsFileFacts[], program: Program): TypeScriptDiagnostic[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap(([specifier, line]): TypeScriptDiagnostic[] =>
      program.resolver(path, specifier).kind === 'missing'
        ? [{ stage: 'resolve', reason: 'unresolved-import', message: `cannot find ${specifier}`, file: path, line, severity: 'info' }]
        : [],
    ),
  )
}
