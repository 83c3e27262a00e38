// Imports and exports. A re-export is an export whose value is an import.

import { ts } from 'ts-morph'
import type { Expr } from '../facts.ts'
import { declare, reference } from './scope.ts'
import { type Lowering, lineOf } from './state.ts'

export function declareImport(l: Lowering, node: ts.ImportDeclaration): void {
  const clause = node.importClause
  if (!ts.isStringLiteral(node.moduleSpecifier) || clause?.isTypeOnly) return
  const m = node.moduleSpecifier.text
  const named = clause?.namedBindings
  const elements = named && ts.isNamedImports(named) ? named.elements.filter((e) => !e.isTypeOnly) : []
  if (clause && !clause.name && named && ts.isNamedImports(named) && named.elements.length > 0 && elements.length === 0) return
  l.imports.push([m, lineOf(l, node.getStart(l.source))])
  if (clause?.name) declare(l, clause.name.text, true, { k: 'import', m, n: 'default' })
  if (named && ts.isNamespaceImport(named)) declare(l, named.name.text, true, { k: 'import', m, n: '*' })
  for (const e of elements) declare(l, e.name.text, true, { k: 'import', m, n: (e.propertyName ?? e.name).text })
}

/** `value` is given where the declaration may have no name of its own. */
export function markExported(l: Lowering, node: ts.Statement, names: readonly string[], value?: Expr): void {
  if (l.fn !== 0 || !ts.canHaveModifiers(node)) return
  const has = (kind: ts.SyntaxKind) => node.modifiers?.some((m) => m.kind === kind) ?? false
  if (!has(ts.SyntaxKind.ExportKeyword)) return
  for (const name of names) {
    if (has(ts.SyntaxKind.DefaultKeyword)) l.exports.default = value ?? reference(l, name)
    else l.exportedNames.push([name, name])
  }
}

export function lowerExportAssignment(l: Lowering, node: ts.ExportAssignment): void {
  l.exports.default = l.walk.expression(l, node.expression, { name: 'default', carry: true })
}

export function lowerExportDeclaration(l: Lowering, node: ts.ExportDeclaration): void {
  if (node.isTypeOnly) return
  const m = node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined
  const { exportClause } = node
  const specifiers = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.filter((e) => !e.isTypeOnly) : []
  if (m !== undefined && (!exportClause || specifiers.length > 0 || ts.isNamespaceExport(exportClause)))
    l.imports.push([m, lineOf(l, node.getStart(l.source))])
  if (m !== undefined && !exportClause) l.stars.push(m)
  else if (m !== undefined && exportClause && ts.isNamespaceExport(exportClause))
    l.exports[exportClause.name.text] = { k: 'import', m, n: '*' }
  for (const e of specifiers) {
    const local = (e.propertyName ?? e.name).text
    if (m === undefined) l.exportedNames.push([local, e.name.text])
    else l.exports[e.name.text] = { k: 'import', m, n: local }
  }
}

/** Once all is declared: what each exported name stands for. */
export function finishExports(l: Lowering): void {
  for (const [local, exported] of l.exportedNames) l.exports[exported] = reference(l, local)
}
