// A mutant beside the program that it was: what is missing has to be missed for a reason, or be said.

import { ts } from 'ts-morph'
import { HARMLESS, type MutationKind } from './mutate.ts'
import type { Seen } from './seen.ts'

export interface Mutant {
  readonly file: string
  readonly kind: MutationKind
  readonly bytes: Buffer
  /** Of any file of the program, as it was. */
  readonly textOf: (file: string) => string
}

export function judge(before: Seen, after: Seen, { file, kind, bytes, textOf }: Mutant): string[] {
  const harmless = HARMLESS.has(kind)
  const said = after.said.has(file) && [...(after.said.get(file) ?? [])].some((reason) => !before.said.get(file)?.has(reason))
  const problems: string[] = []
  for (const fn of before.functions) {
    const [where = '', name = ''] = fn.split(' ')
    if (after.functions.has(fn) || (where === file && !harmless)) continue
    // What a call of another file has made of an object is a function as long as that file can be read.
    if (harmless || where.endsWith('.go') || isWritten(where, textOf(where), name)) problems.push(`the function ${fn} is lost`)
  }
  const routes = new Set(after.routes.map((route) => route.name))
  for (const route of before.routes) {
    const touched = route.file === file || route.handlerFiles.has(file) || route.through.has(file) || /(^|\/)go\.mod$/.test(file)
    if (!routes.has(route.name) && (harmless || !touched)) problems.push(`the route ${route.name} is lost`)
  }
  for (const [table, made] of before.tables) {
    if (after.tables.has(table) || said || after.said.has(made)) continue
    if (harmless || made !== file || declares(bytes.toString('utf8'), table))
      problems.push(`the table ${table} is lost, and nothing is said`)
  }
  if (!said) {
    for (const name of declaredIn(file, bytes))
      if (!after.functions.has(`${file} ${name}`)) problems.push(`the function ${name} stands in ${file}, is not read, and nothing is said`)
    const unread = unreadable(file, bytes)
    if (unread !== undefined) problems.push(`${file} ${unread}, and nothing is said`)
  }
  if (harmless && said) problems.push(`${file} can be read, and ${[...(after.said.get(file) ?? [])].join(', ')} is said of it`)
  return problems
}

/** What no reader can make sense of, as a second reader sees it. */
function unreadable(file: string, bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) return 'is binary'
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) return 'holds bytes that are no UTF-8'
  if (/(^|\/)package\.json$/.test(file)) {
    try {
      JSON.parse(text.replace(/^\uFEFF/, ''))
    } catch {
      return 'is no JSON'
    }
  }
  if (/(^|\/)go\.mod$/.test(file) && !/^\s*module\s+\S/m.test(text)) return 'names no module'
  if (file.endsWith('.go') && !/^\s*package\s+\w/m.test(text)) return 'names no package'
  return undefined
}

function declares(sql: string, table: string): boolean {
  return new RegExp(`^create table (?:if not exists )?"?${table}"?\\b`, 'im').test(sql)
}

/** Functions of the first column, by readers that share nothing with the indexer's. */
function declaredIn(file: string, bytes: Buffer): string[] {
  const text = bytes.toString('utf8')
  if (file.endsWith('.go'))
    return [...withoutTexts(text).matchAll(/^func\s+(?:\([^()]*\)\s*)?([A-Za-z]\w*)\s*[([]/gm)].flatMap(({ 1: name }) =>
      name === undefined || name === 'init' ? [] : [name],
    )
  if (!/\.tsx?$/.test(file)) return []
  return ts
    .createSourceFile(file, text, ts.ScriptTarget.Latest)
    .statements.flatMap((s) => (ts.isFunctionDeclaration(s) && s.name && s.body ? [s.name.text] : []))
}

/** A function of its own, and not the value of a call. */
function isWritten(file: string, text: string, name: string): boolean {
  const visit = (node: ts.Node): boolean => {
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name?.getText(source) === name) return true
    const valued = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)
    const value = valued && node.name.getText(source) === name ? node.initializer : undefined
    return (
      (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) ||
      (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false)
    )
  }
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  return visit(source)
}

/** Go without its comments and literals. */
function withoutTexts(go: string): string {
  return go.replace(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\\n]|\\.)+'|`[^`]*(?:`|$)|"(?:[^"\\\n]|\\.)*"/g, (found) =>
    found.replace(/[^\n]/g, ' '),
  )
}
