// What branches ask, as far as values can answer, and the paths that they open.

import { ts } from 'ts-morph'
import type { Expr, Test } from '../facts.ts'
import { branch } from './scope.ts'
import type { Lowering } from './state.ts'

const K = ts.SyntaxKind
const OPEN: Test = { k: 'open' }

/** Walks a condition, once; what it asks. */
export function lowerTest(l: Lowering, node: ts.Expression): Test {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return lowerTest(l, node.expression)
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) return not(lowerTest(l, node.operand))
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Boolean') {
    const [only, ...others] = node.arguments
    if (only && others.length === 0) return lowerTest(l, only)
  }
  if (!ts.isBinaryExpression(node)) return asked(l.walk.expression(l, node))
  const { left, right } = node
  switch (node.operatorToken.kind) {
    case K.EqualsEqualsToken:
    case K.EqualsEqualsEqualsToken:
      return comparison(l, left, right)
    case K.ExclamationEqualsToken:
    case K.ExclamationEqualsEqualsToken:
      return not(comparison(l, left, right))
    case K.GreaterThanToken:
      return over(l, left, right)
    case K.LessThanEqualsToken:
      return not(over(l, left, right))
    case K.LessThanToken:
      return over(l, right, left)
    case K.GreaterThanEqualsToken:
      return not(over(l, right, left))
    case K.AmpersandAmpersandToken:
      return joined(l, 'all', left, right)
    case K.BarBarToken:
      return joined(l, 'any', left, right)
    default:
      return asked(l.walk.expression(l, node))
  }
}

function not(of: Test): Test {
  return of.k === 'open' ? OPEN : { k: 'not', of }
}

function asked(of: Expr): Test {
  return of.k === 'unknown' ? OPEN : { k: 'given', of }
}

function over(l: Lowering, left: ts.Expression, right: ts.Expression): Test {
  const [of, as] = [l.walk.expression(l, left), l.walk.expression(l, right)]
  return of.k === 'unknown' || as.k === 'unknown' ? OPEN : { k: 'over', of, as }
}

function joined(l: Lowering, k: 'all' | 'any', left: ts.Expression, right: ts.Expression): Test {
  const first = lowerTest(l, left)
  const of = [first]
  branch(l, [() => {}, () => of.push(lowerTest(l, right))], pathsOf(l, k === 'all' ? not(first) : first))
  return of.every((one) => one.k === 'open') ? OPEN : { k, of }
}

function comparison(l: Lowering, left: ts.Expression, right: ts.Expression): Test {
  // `typeof x === 'undefined'`
  if (ts.isTypeOfExpression(left)) {
    const of = l.walk.expression(l, left.expression)
    return ts.isStringLiteralLike(right) && right.text === 'undefined' && of.k !== 'unknown' ? { k: 'none', of } : OPEN
  }
  return same(l.walk.expression(l, left), l.walk.expression(l, right))
}

function same(a: Expr, b: Expr): Test {
  if (a.k === 'unknown' || b.k === 'unknown') return OPEN
  if (b.k === 'none') return { k: 'none', of: a }
  return a.k === 'none' ? { k: 'none', of: b } : { k: 'same', of: a, as: b }
}

/** The paths on which the test holds and does not; undefined where it asks what no value answers. */
export function pathsOf(l: Lowering, test: Test): readonly [number, number] | undefined {
  if (test.k === 'open') return undefined
  // One question that is asked twice is answered once.
  const key = JSON.stringify(test)
  const t = l.asked.get(key) ?? l.tests.push(test) - 1
  l.asked.set(key, t)
  return [l.paths.push({ t, holds: true, up: l.path }) - 1, l.paths.push({ t, holds: false, up: l.path }) - 1]
}

interface Arm {
  readonly statements: readonly ts.Statement[]
  readonly path: number
}

/** The arms of a switch, and the way past it; clauses without statements belong to the next. Where one arm runs on into the next, no path is known. */
export function switchArms(l: Lowering, of: Expr, clauses: readonly ts.CaseOrDefaultClause[]): readonly Arm[] {
  const groups: { tests: Test[]; fallback: boolean; statements: readonly ts.Statement[] }[] = []
  let group: (typeof groups)[number] = { tests: [], fallback: false, statements: [] }
  for (const [i, clause] of clauses.entries()) {
    if (ts.isCaseClause(clause)) group.tests.push(same(of, l.walk.expression(l, clause.expression)))
    else group.fallback = true
    if (clause.statements.length === 0 && i < clauses.length - 1) continue
    groups.push({ ...group, statements: clause.statements })
    group = { tests: [], fallback: false, statements: [] }
  }
  const asked = groups.flatMap(({ tests }) => tests)
  const beside = pathsOf(l, asked.every((one) => one.k === 'open') ? OPEN : { k: 'any', of: asked })?.[1] ?? l.path
  const apart = groups.slice(0, -1).every(({ statements }) => leaves(statements.at(-1)))
  const arms = groups.map(({ tests, fallback, statements }): Arm => {
    if (!apart || (fallback && tests.length > 0)) return { statements, path: l.path }
    if (fallback) return { statements, path: beside }
    const test: Test = tests.every((one) => one.k === 'open') ? OPEN : { k: 'any', of: tests }
    return { statements, path: pathsOf(l, test)?.[0] ?? l.path }
  })
  return groups.some(({ fallback }) => fallback) ? arms : [...arms, { statements: [], path: apart ? beside : l.path }]
}

function leaves(last: ts.Statement | undefined): boolean {
  if (last && ts.isBlock(last)) return leaves(last.statements.at(-1))
  return last !== undefined && [K.BreakStatement, K.ReturnStatement, K.ThrowStatement, K.ContinueStatement].includes(last.kind)
}
