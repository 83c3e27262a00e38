// Expressions: keeps what can carry a function, a string, an object or a call; the rest is unknown under its last name.
// Types are not looked at, save the class named by a parameter's annotation (functions.ts).

import { ts } from 'ts-morph'
import type { EitherOperator, Entry, Expr } from '../facts.ts'
import { lowerTest, pathsOf } from './conditions.ts'
import { assignTo } from './patterns.ts'
import { branch, reference } from './scope.ts'
import { lowerCall } from './sites.ts'
import type { Lowering, Naming } from './state.ts'

const K = ts.SyntaxKind
const UNNAMED: Expr = { k: 'unknown', n: '' }

export function lowerExpression(l: Lowering, node: ts.Expression, naming?: Naming): Expr {
  if (ts.isIdentifier(node)) return reference(l, node.text)
  if (ts.isStringLiteralLike(node)) return { k: 'text', v: node.text }
  if (ts.isNumericLiteral(node)) return { k: 'text', v: node.text }
  if (ts.isPropertyAccessExpression(node)) return property(l, node)
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) return lowerCall(l, node, naming)
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { k: 'fn', f: l.walk.functionLike(l, node, naming) }
  if (ts.isObjectLiteralExpression(node)) return object(l, node, naming)
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return l.walk.jsx(l, node)
  if (ts.isTemplateExpression(node)) return template(l, node)
  if (ts.isBinaryExpression(node)) return binary(l, node, naming)
  if (ts.isConditionalExpression(node)) {
    const paths = pathsOf(l, lowerTest(l, node.condition))
    return alternatives(l, '?', [() => lowerExpression(l, node.whenTrue, naming), () => lowerExpression(l, node.whenFalse, naming)], paths)
  }
  if (ts.isArrayLiteralExpression(node)) return { k: 'arr', of: node.elements.map((e) => lowerExpression(l, e)) }
  if (ts.isSpreadElement(node)) return { k: 'spread', of: lowerExpression(l, node.expression) }
  if (ts.isElementAccessExpression(node)) {
    const of = lowerExpression(l, node.expression)
    const i = lowerExpression(l, node.argumentExpression)
    return i.k === 'text' ? { k: 'get', of, p: i.v } : { k: 'at', of, i }
  }
  if (ts.isClassExpression(node)) return { k: 'class', c: l.walk.classLike(l, node, naming) }
  if (ts.isMetaProperty(node)) return { k: 'global', n: 'import.meta' }
  switch (node.kind) {
    case K.ParenthesizedExpression:
    case K.AsExpression:
    case K.NonNullExpression:
    case K.SatisfiesExpression:
    case K.TypeAssertionExpression:
    case K.ExpressionWithTypeArguments:
    case K.AwaitExpression:
      return lowerExpression(l, (node as ts.ParenthesizedExpression).expression, naming)
    case K.YieldExpression: {
      const value = (node as ts.YieldExpression).expression
      return value ? lowerExpression(l, value) : UNNAMED
    }
    case K.ThisKeyword:
      return thisValue(l)
    case K.SuperKeyword:
      return l.self?.cls === undefined ? UNNAMED : { k: 'super', f: l.self.fn, c: l.self.cls }
    case K.NullKeyword:
      return { k: 'none' }
    case K.TrueKeyword:
      return { k: 'text', v: 'true' }
    case K.FalseKeyword:
      return { k: 'text', v: 'false' }
    case K.RegularExpressionLiteral:
      return { k: 'regex', v: (node as ts.RegularExpressionLiteral).text }
    case K.VoidExpression:
    case K.TypeOfExpression:
    case K.DeleteExpression:
      lowerExpression(l, (node as ts.VoidExpression).expression)
      return UNNAMED
    case K.PrefixUnaryExpression:
    case K.PostfixUnaryExpression:
      lowerExpression(l, (node as ts.PrefixUnaryExpression).operand)
      return UNNAMED
    default:
      return UNNAMED
  }
}

function thisValue(l: Lowering): Expr {
  const { self } = l
  if (!self) return { k: 'unknown', n: 'this' }
  return {
    k: 'this',
    f: self.fn,
    ...(self.cls !== undefined && { c: self.cls }),
    ...(self.object !== undefined && { v: self.object }),
  }
}

function property(l: Lowering, node: ts.PropertyAccessExpression): Expr {
  const of = lowerExpression(l, node.expression)
  const p = node.name.text
  if (of.k === 'global' && p === 'env' && (of.n === 'import.meta' || of.n === 'process')) return { k: 'env' }
  return { k: 'get', of, p }
}

function template(l: Lowering, node: ts.TemplateExpression): Expr {
  const of: Expr[] = node.head.text ? [{ k: 'text', v: node.head.text }] : []
  for (const span of node.templateSpans) {
    of.push(lowerExpression(l, span.expression))
    if (span.literal.text) of.push({ k: 'text', v: span.literal.text })
  }
  return { k: 'cat', of }
}

function alternatives(l: Lowering, op: EitherOperator, lowerings: readonly (() => Expr)[], w?: readonly number[]): Expr {
  const of: Expr[] = []
  branch(
    l,
    lowerings.map((lowering) => () => {
      of.push(lowering())
    }),
    w,
  )
  return { k: 'either', op, of, ...(w && { w }) }
}

function binary(l: Lowering, node: ts.BinaryExpression, naming?: Naming): Expr {
  const { left, right } = node
  switch (node.operatorToken.kind) {
    case K.EqualsToken:
      return assignTo(l, left, lowerExpression(l, right, naming))
    case K.PlusEqualsToken:
      return assignTo(l, left, { k: 'cat', of: [lowerExpression(l, left), lowerExpression(l, right)] })
    case K.BarBarEqualsToken:
    case K.QuestionQuestionEqualsToken:
      return assignTo(l, left, { k: 'either', op: '||', of: [lowerExpression(l, left), lowerExpression(l, right)] })
    case K.PlusToken: {
      const a = lowerExpression(l, left)
      const b = lowerExpression(l, right)
      return { k: 'cat', of: [...(a.k === 'cat' ? a.of : [a]), b] }
    }
    case K.BarBarToken:
    case K.QuestionQuestionToken: {
      const first = lowerExpression(l, left)
      const op = node.operatorToken.kind === K.BarBarToken ? '||' : '??'
      return alternatives(l, op, [() => first, () => lowerExpression(l, right)])
    }
    case K.AmpersandAmpersandToken: {
      const [taken, not] = pathsOf(l, lowerTest(l, left)) ?? []
      const paths = taken === undefined || not === undefined ? undefined : [not, taken]
      return alternatives(l, '?', [() => ({ k: 'none' }), () => lowerExpression(l, right)], paths)
    }
    case K.CommaToken:
      lowerExpression(l, left)
      return lowerExpression(l, right)
    default:
      lowerExpression(l, left)
      lowerExpression(l, right)
      return UNNAMED
  }
}

function object(l: Lowering, node: ts.ObjectLiteralExpression, naming?: Naming): Expr {
  const of: Entry[] = []
  // Methods say `this` of the literal itself, so it must have a version to be named by.
  const object = node.properties.some(ts.isMethodDeclaration) ? l.versions.push({ f: l.fn, n: '', e: UNNAMED }) - 1 : undefined
  const inner = naming && { container: naming.container ? joinPath(naming.container, naming.name) : naming.name, carry: naming.carry }
  const named = (name: string): Naming | undefined =>
    inner?.container ? { name, container: inner.container, carry: inner.carry } : undefined
  for (const p of node.properties) {
    if (ts.isSpreadAssignment(p)) of.push([0, lowerExpression(l, p.expression)])
    else if (ts.isShorthandPropertyAssignment(p)) of.push([p.name.text, reference(l, p.name.text)])
    else {
      const name = propertyName(l, p.name)
      if (ts.isPropertyAssignment(p)) of.push([name, lowerExpression(l, p.initializer, named(name))])
      else {
        const fn = l.walk.functionLike(l, p, named(name), object === undefined ? undefined : { fn: -1, object })
        if (ts.isMethodDeclaration(p)) of.push([name, { k: 'fn', f: fn }])
        else if (ts.isGetAccessorDeclaration(p)) of.push([name, { k: 'getter', f: fn }])
      }
    }
  }
  const value: Expr = { k: 'obj', of }
  if (object === undefined) return value
  l.versions[object] = { f: l.fn, n: '', e: value }
  return { k: 'ver', v: object }
}

function joinPath(container: string, name: string): string {
  return name ? `${container}.${name}` : container
}

/** A computed name that is not a literal cannot be asked for: it reads as '[]'. */
export function propertyName(l: Lowering, name: ts.PropertyName): string {
  if (ts.isComputedPropertyName(name)) {
    const value = lowerExpression(l, name.expression)
    return value.k === 'text' ? value.v : '[]'
  }
  return name.text
}
