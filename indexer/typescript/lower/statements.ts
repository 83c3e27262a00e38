// Statements, in the order in which they run; declarations of a block are known from its start.

import { ts } from 'ts-morph'
import type { Entry, Expr } from '../facts.ts'
import { lowerTest, pathsOf, switchArms } from './conditions.ts'
import { lowerReturned, optionalMembers, optionalNames } from './functions.ts'
import { declareImport, lowerExportAssignment, lowerExportDeclaration, markExported } from './modules.ts'
import { bindPattern, patternNames } from './patterns.ts'
import { assign, branch, declare, declareVar, lookup, pushScope } from './scope.ts'
import { type Lowering, type Naming, ownerPath } from './state.ts'

const K = ts.SyntaxKind

export function lowerStatements(l: Lowering, statements: readonly ts.Statement[]): void {
  // `declare class EventSource` says only what is there already.
  const list = statements.filter((s) => !(ts.canHaveModifiers(s) && s.modifiers?.some((m) => m.kind === K.DeclareKeyword)))
  for (const s of list) hoist(l, s)
  // Functions are ready before the first statement runs.
  for (const s of list) if (ts.isFunctionDeclaration(s)) lowerFunctionDeclaration(l, s)
  for (const s of list) if (!ts.isFunctionDeclaration(s)) lowerStatement(l, s)
}

function hoist(l: Lowering, s: ts.Statement): void {
  if (ts.isVariableStatement(s)) hoistVariables(l, s.declarationList)
  else if (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s) || ts.isEnumDeclaration(s)) {
    if (s.name) declare(l, s.name.text, true)
  } else if (ts.isInterfaceDeclaration(s)) l.types.set(s.name.text, optionalNames(s.members))
  else if (ts.isTypeAliasDeclaration(s)) l.types.set(s.name.text, optionalMembers(l, s.type))
  else if (ts.isModuleDeclaration(s) && ts.isIdentifier(s.name)) declare(l, s.name.text, false)
  else if (ts.isImportDeclaration(s)) declareImport(l, s)
}

function hoistVariables(l: Lowering, list: ts.VariableDeclarationList): void {
  const constant = (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const
  const block = (list.flags & ts.NodeFlags.BlockScoped) !== 0
  for (const d of list.declarations) for (const name of patternNames(d.name)) block ? declare(l, name, constant) : declareVar(l, name)
}

function lowerStatement(l: Lowering, s: ts.Statement): void {
  switch (s.kind) {
    case K.ExpressionStatement:
      l.walk.expression(l, (s as ts.ExpressionStatement).expression)
      return
    case K.VariableStatement:
      lowerVariables(l, (s as ts.VariableStatement).declarationList)
      for (const d of (s as ts.VariableStatement).declarationList.declarations) markExported(l, s, patternNames(d.name))
      return
    case K.FunctionDeclaration:
      hoist(l, s)
      lowerFunctionDeclaration(l, s as ts.FunctionDeclaration)
      return
    case K.ReturnStatement: {
      const value = (s as ts.ReturnStatement).expression
      if (value) l.functions[l.fn]?.returns.push({ e: lowerReturned(l, value), w: l.path })
      l.dead = true
      return
    }
    case K.ThrowStatement:
      l.walk.expression(l, (s as ts.ThrowStatement).expression)
      l.dead = true
      return
    case K.Block:
      scoped(l, () => lowerStatements(l, (s as ts.Block).statements))
      return
    case K.IfStatement: {
      const { expression, thenStatement, elseStatement } = s as ts.IfStatement
      const paths = pathsOf(l, lowerTest(l, expression))
      branch(l, [() => lowerStatement(l, thenStatement), () => elseStatement && lowerStatement(l, elseStatement)], paths)
      return
    }
    case K.LabeledStatement:
      lowerStatement(l, (s as ts.LabeledStatement).statement)
      return
    case K.ClassDeclaration: {
      const c = s as ts.ClassDeclaration
      const name = c.name?.text ?? 'default'
      const cls: Expr = { k: 'class', c: l.walk.classLike(l, c, naming(l, name)) }
      const binding = lookup(l, name)
      if (binding && c.name) assign(l, binding, cls)
      markExported(l, s, [name], cls)
      return
    }
    case K.EnumDeclaration:
      lowerEnum(l, s as ts.EnumDeclaration)
      return
    case K.ModuleDeclaration: {
      const { body } = s as ts.ModuleDeclaration
      if (body && ts.isModuleBlock(body)) scoped(l, () => lowerStatements(l, body.statements))
      return
    }
    case K.ExportAssignment:
      lowerExportAssignment(l, s as ts.ExportAssignment)
      return
    case K.ExportDeclaration:
      lowerExportDeclaration(l, s as ts.ExportDeclaration)
      return
    default:
      lowerControl(l, s)
  }
}

function lowerControl(l: Lowering, s: ts.Statement): void {
  if (ts.isTryStatement(s)) {
    const { tryBlock, catchClause, finallyBlock } = s
    branch(l, [
      () => lowerStatement(l, tryBlock),
      () => {
        if (!catchClause) l.dead = true
        else
          scoped(l, () => {
            const variable = catchClause.variableDeclaration
            if (variable) for (const name of patternNames(variable.name)) declare(l, name, false)
            lowerStatements(l, catchClause.block.statements)
          })
      },
    ])
    if (finallyBlock) lowerStatement(l, finallyBlock)
  } else if (ts.isSwitchStatement(s)) {
    const of = l.walk.expression(l, s.expression)
    const arms = switchArms(l, of, s.caseBlock.clauses)
    const alternatives = arms.map(
      ({ statements }) =>
        () =>
          lowerStatements(l, statements),
    )
    const paths = arms.map(({ path }) => path)
    scoped(l, () => branch(l, alternatives, paths))
  } else if (ts.isForOfStatement(s) || ts.isForInStatement(s))
    scoped(l, () => {
      const of = l.walk.expression(l, s.expression)
      const element: Expr = ts.isForOfStatement(s) ? { k: 'each', of } : { k: 'unknown', n: 'key' }
      const { initializer } = s
      if (ts.isVariableDeclarationList(initializer)) {
        hoistVariables(l, initializer)
        for (const d of initializer.declarations) bindPattern(l, d.name, element, (name) => lookup(l, name) ?? declare(l, name, false))
      }
      loop(l, s.statement)
    })
  else if (ts.isForStatement(s))
    scoped(l, () => {
      if (s.initializer && ts.isVariableDeclarationList(s.initializer)) {
        hoistVariables(l, s.initializer)
        lowerVariables(l, s.initializer)
      } else if (s.initializer) l.walk.expression(l, s.initializer)
      if (s.condition) l.walk.expression(l, s.condition)
      loop(l, s.statement)
      if (s.incrementor) l.walk.expression(l, s.incrementor)
    })
  else if (ts.isWhileStatement(s) || ts.isDoStatement(s)) {
    l.walk.expression(l, s.expression)
    loop(l, s.statement)
  }
}

function loop(l: Lowering, body: ts.Statement): void {
  branch(l, [() => {}, () => lowerStatement(l, body)])
}

function scoped(l: Lowering, body: () => void): void {
  const scope = pushScope(l)
  body()
  l.scope = scope
}

function naming(l: Lowering, name: string): Naming {
  const container = ownerPath(l, l.fn)
  return { name, ...(container !== undefined && { container }), carry: l.fn === 0 }
}

function lowerFunctionDeclaration(l: Lowering, node: ts.FunctionDeclaration): void {
  if (!node.body) return
  const name = node.name?.text ?? 'default'
  const e: Expr = { k: 'fn', f: l.walk.functionLike(l, node, naming(l, name)) }
  const binding = node.name && lookup(l, name)
  if (binding) assign(l, binding, e)
  markExported(l, node, [name], e)
}

function lowerVariables(l: Lowering, list: ts.VariableDeclarationList): void {
  for (const d of list.declarations) {
    if (!d.initializer) continue
    const value = l.walk.expression(l, d.initializer, ts.isIdentifier(d.name) ? naming(l, d.name.text) : undefined)
    bindPattern(l, d.name, value, (name) => lookup(l, name) ?? declare(l, name, false))
  }
}

function lowerEnum(l: Lowering, node: ts.EnumDeclaration): void {
  const of = node.members.flatMap((m): Entry[] =>
    ts.isIdentifier(m.name) || ts.isStringLiteral(m.name)
      ? [[m.name.text, m.initializer ? l.walk.expression(l, m.initializer) : { k: 'unknown', n: m.name.text }]]
      : [],
  )
  const binding = lookup(l, node.name.text)
  if (binding) assign(l, binding, { k: 'obj', of })
  markExported(l, node, [node.name.text])
}
