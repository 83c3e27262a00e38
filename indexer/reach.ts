// Which tables each route reaches, written once at build time: whole-program reachability is slow to ask of a store.

import type { GraphBuilder } from '#graph/graph.ts'

/** Adds TOUCHES from every route to the tables that its handler's calls lead to; the smallest depth of each mode counts. */
export function addTouches(builder: GraphBuilder): void {
  const calls = new Map<string, string[]>()
  const executes = new Map<string, string[]>()
  const tables = new Map<string, { table: string; mode: 'read' | 'write' }[]>()
  const handlers: [route: string, fn: string][] = []
  const push = <T>(map: Map<string, T[]>, key: string, value: T) => {
    const list = map.get(key)
    if (list) list.push(value)
    else map.set(key, [value])
  }
  for (const edge of builder.edges())
    switch (edge.type) {
      case 'CALLS':
        push(calls, edge.from, edge.to)
        break
      case 'EXECUTES':
        push(executes, edge.from, edge.to)
        break
      case 'READS':
        push(tables, edge.from, { table: edge.to, mode: 'read' })
        break
      case 'WRITES':
        push(tables, edge.from, { table: edge.to, mode: 'write' })
        break
      case 'HANDLED_BY':
        handlers.push([edge.from, edge.to])
        break
    }
  const reached = new Map<string, ReadonlyMap<string, number>>()
  for (const [route, handler] of handlers) {
    let found = reached.get(handler)
    if (!found) {
      found = tablesFrom(handler, calls, executes, tables)
      reached.set(handler, found)
    }
    for (const [key, depth] of found) {
      const at = key.indexOf(' ')
      builder.edge('TOUCHES', route, key.slice(at + 1), { mode: key.slice(0, at), depth })
    }
  }
}

/** "mode table" → calls between the function and the statement. */
function tablesFrom(
  start: string,
  calls: ReadonlyMap<string, readonly string[]>,
  executes: ReadonlyMap<string, readonly string[]>,
  tables: ReadonlyMap<string, readonly { readonly table: string; readonly mode: string }[]>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const seen = new Set([start])
  let level = [start]
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = []
    for (const fn of level) {
      for (const query of executes.get(fn) ?? [])
        for (const { table, mode } of tables.get(query) ?? []) {
          const key = `${mode} ${table}`
          if (!found.has(key)) found.set(key, depth)
        }
      for (const callee of calls.get(fn) ?? [])
        if (!seen.has(callee)) {
          seen.add(callee)
          next.push(callee)
        }
    }
    level = next
  }
  return found
}
