// Ids of graph nodes: readable, stable under edits elsewhere in a file, sortable. After SCIP's descriptors
// (`package/Type#method().`); no line numbers, so that a finding keeps its identity when code above it moves.

import { createHash } from 'node:crypto'

/** `package` is the folder of a Go package or the file of a TypeScript module, relative to the repository. */
export const symbol = {
  goFunction: (pkg: string, receiver: string | undefined, name: string) =>
    receiver ? `go ${pkg}/${receiver}#${name}().` : `go ${pkg}/${name}().`,
  /** Closures are numbered within the function that writes them, in source order, from 1. */
  closure: (outer: string, ordinal: number) => `${outer}func${ordinal}.`,
  tsFunction: (file: string, container: string | undefined, name: string) =>
    container ? `ts ${file}/${container}#${name}().` : `ts ${file}/${name}().`,
  route: (app: string, method: string, path: string) => `route ${app} ${method} ${path}`,
  middleware: (app: string, prefix: string, name: string, ordinal: number) => `middleware ${app} ${prefix} ${name} ${ordinal}`,
  query: (fn: string, sql: string, ordinal: number) => `query ${fn} ${hash(sql)}${ordinal ? `.${ordinal}` : ''}`,
  /** An effect or fact inside a function: cache operations, HTTP calls, goroutines, dropped errors. */
  fact: (kind: string, fn: string, what: string, ordinal: number) => `${kind} ${fn} ${what}${ordinal ? `.${ordinal}` : ''}`,
  apiCall: (fn: string, method: string, path: string, ordinal: number) => `call ${fn} ${method} ${path}${ordinal ? `.${ordinal}` : ''}`,
  table: (name: string) => `table ${name}`,
  column: (table: string, name: string) => `column ${table}.${name}`,
  index: (table: string, name: string) => `index ${table}.${name}`,
  constraint: (table: string, name: string) => `constraint ${table}.${name}`,
  migration: (file: string) => `migration ${file}`,
  indexAdvice: (table: string, columns: readonly string[], where?: string) =>
    `advice ${table}(${columns.join(',')})${where ? ` ${hash(where)}` : ''}`,
  migrationRisk: (file: string, rule: string, what: string, ordinal: number) =>
    `risk ${file} ${rule} ${what}${ordinal ? `.${ordinal}` : ''}`,
  schemaDrift: (kind: string, table: string, what: string) => `drift ${kind} ${table}${what ? `.${what}` : ''}`,
  diagnostic: (stage: string, file: string, reason: string, what: string, ordinal: number) =>
    `diagnostic ${stage} ${file} ${reason} ${what}${ordinal ? `.${ordinal}` : ''}`,
} as const

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10)
}
