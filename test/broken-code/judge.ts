// A program with files broken beside the program as it was: what is missing has to be missed for a reason, or be said.

import { HARMLESS, type MutationKind } from './mutate.ts'
import { declaredIn, isWritten, unreadable } from './second-reader.ts'
import type { Seen } from './seen.ts'

export interface Change {
  readonly file: string
  readonly kind: MutationKind
  readonly bytes: Buffer
}

/** `textOf` gives any file as it was. */
export function judge(before: Seen, after: Seen, changes: readonly Change[], textOf: (file: string) => string): string[] {
  const broken = new Set(changes.filter(({ kind }) => !HARMLESS.has(kind)).map(({ file }) => file))
  return [
    ...(after.said.has('') ? ['a whole stage is missing'] : []),
    ...lostFunctions(before, after, broken, textOf),
    ...lostRoutes(before, after, broken),
    ...lostTables(before, after, changes, broken),
    ...changes.flatMap((change) => silence(before, after, change, broken)),
  ]
}

function lostFunctions(before: Seen, after: Seen, broken: ReadonlySet<string>, textOf: (file: string) => string): string[] {
  return [...before.functions].flatMap((fn) => {
    const [where = '', name = ''] = fn.split(' ')
    if (after.functions.has(fn) || broken.has(where)) return []
    // What a call of another file has made of an object is a function as long as that file can be read.
    if (broken.size > 0 && !where.endsWith('.go') && !isWritten(where, textOf(where), name)) return []
    return [`the function ${fn} is lost`]
  })
}

/** Without the name of its module, packages do not find each other. */
const isManifest = (file: string) => /(^|\/)go\.mod$/.test(file)

function lostRoutes(before: Seen, after: Seen, broken: ReadonlySet<string>): string[] {
  const routes = new Set(after.routes.map((route) => route.name))
  if ([...broken].some(isManifest)) return []
  return before.routes
    .filter((route) => !routes.has(route.name) && ![...route.through].some((file) => broken.has(file)))
    .map((route) => `the route ${route.name} is lost`)
}

function lostTables(before: Seen, after: Seen, changes: readonly Change[], broken: ReadonlySet<string>): string[] {
  const isSaid = (file: string) => newlySaid(before, after, file)
  if (changes.some(({ file }) => (file.endsWith('.sql') || isManifest(file)) && isSaid(file))) return []
  return [...before.tables].flatMap(([table, made]) => {
    if (after.tables.has(table) || after.said.has(made)) return []
    const text = changes.find((change) => change.file === made)?.bytes.toString('utf8')
    // Its statement is no longer there.
    if (text !== undefined && broken.has(made) && !new RegExp(`^create table (?:if not exists )?"?${table}"?\\b`, 'im').test(text))
      return []
    return [`the table ${table} is lost, and nothing is said`]
  })
}

function silence(before: Seen, after: Seen, { file, bytes }: Change, broken: ReadonlySet<string>): string[] {
  if (after.said.has(file))
    return broken.size === 0 && newlySaid(before, after, file)
      ? [`${file} can be read, and ${[...(after.said.get(file) ?? [])].join(', ')} is said of it`]
      : []
  const unread = unreadable(file, bytes)
  return [
    ...[...new Set(declaredIn(file, bytes))]
      .filter((name) => !after.functions.has(`${file} ${name}`))
      .map((name) => `the function ${name} stands in ${file}, is not read, and nothing is said`),
    ...(unread === undefined ? [] : [`${file} ${unread}, and nothing is said`]),
  ]
}

function newlySaid(before: Seen, after: Seen, file: string): boolean {
  return [...(after.said.get(file) ?? [])].some((reason) => !before.said.get(file)?.has(reason))
}
