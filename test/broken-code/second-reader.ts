// What stands in a file, by readers that share nothing with the indexer's own: so that what it passes over is noticed.

import { ts } from 'ts-morph'

/** Functions of the first column; what configures a tool is no code of the program. */
export function declaredIn(file: string, bytes: Buffer): string[] {
  const text = bytes.toString('utf8')
  if (file.endsWith('.go'))
    return [...withoutTexts(text).matchAll(/^func\s+(?:\([^()]*\)\s*)?([A-Za-z]\w*)\s*[([]/gm)].flatMap(({ 1: name }) =>
      name === undefined || name === 'init' ? [] : [name],
    )
  if (!/(?<!\.config)\.tsx?$/.test(file)) return []
  return ts
    .createSourceFile(file, text, ts.ScriptTarget.Latest)
    .statements.flatMap((s) => (ts.isFunctionDeclaration(s) && s.name && s.body ? [s.name.text] : []))
}

/** Go without its comments and literals. */
function withoutTexts(go: string): string {
  return go.replace(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\\n]|\\.)+'|`[^`]*(?:`|$)|"(?:[^"\\\n]|\\.)*"/g, (found) =>
    found.replace(/[^\n]/g, ' '),
  )
}

/** Whether a TypeScript file writes a function of this name, which is then not the value of a call. */
export function isWritten(file: string, text: string, name: string): boolean {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): boolean => {
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name?.getText(source) === name) return true
    const valued = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)
    const value = valued && node.name.getText(source) === name ? node.initializer : undefined
    if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return true
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false
  }
  return visit(source)
}

/** Why nobody can make sense of it. */
export function unreadable(file: string, bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) return 'is binary'
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) return 'holds bytes that are no UTF-8'
  if (file.endsWith('.json') && ts.parseConfigFileTextToJson(file, text).error) return 'is no JSON'
  if (/(^|\/)go\.mod$/.test(file) && !/^\s*module\s+\S/m.test(text)) return 'names no module'
  if (file.endsWith('.go') && !/^\s*package\s+\w/m.test(text)) return 'names no package'
  return undefined
}
