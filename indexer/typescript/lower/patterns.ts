// Destructuring and assignment.

import { ts } from 'ts-morph'
import type { Expr } from '../facts.ts'
import { assign, lookup } from './scope.ts'
import type { Binding, Lowering } from './state.ts'

/** Binds each name of a declaration's pattern; `declareName` says into which scope. */
export function bindPattern(l: Lowering, pattern: ts.BindingName, value: Expr, declareName: (name: string) => Binding): void {
  if (ts.isIdentifier(pattern)) {
    assign(l, declareName(pattern.text), value)
    return
  }
  pattern.elements.forEach((element, i) => {
    if (!ts.isBindingElement(element)) return
    bindPattern(l, element.name, withDefault(l, part(pattern, element, i, value), element.initializer), declareName)
  })
}

function part(pattern: ts.BindingPattern, element: ts.BindingElement, i: number, of: Expr): Expr {
  if (element.dotDotDotToken) return of
  if (ts.isArrayBindingPattern(pattern)) return { k: 'get', of, p: String(i) }
  const name = element.propertyName ?? element.name
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? { k: 'get', of, p: name.text } : { k: 'unknown', n: '' }
}

export function withDefault(l: Lowering, value: Expr, initializer: ts.Expression | undefined): Expr {
  return initializer ? { k: 'either', op: 'default', of: [value, l.walk.expression(l, initializer)] } : value
}

/** Names that a pattern declares. */
export function patternNames(pattern: ts.BindingName): string[] {
  if (ts.isIdentifier(pattern)) return [pattern.text]
  return pattern.elements.flatMap((element) => (ts.isBindingElement(element) ? patternNames(element.name) : []))
}

/** Assigns to whatever stands on the left of `=`; returns the value. */
export function assignTo(l: Lowering, target: ts.Expression, value: Expr): Expr {
  if (ts.isIdentifier(target)) {
    const binding = lookup(l, target.text)
    if (binding && !binding.imported) assign(l, binding, value)
  } else if (ts.isPropertyAccessExpression(target)) setProperty(l, l.walk.expression(l, target.expression), target.name.text, value)
  else if (ts.isElementAccessExpression(target)) {
    const of = l.walk.expression(l, target.expression)
    const name = l.walk.expression(l, target.argumentExpression)
    if (name.k === 'text') setProperty(l, of, name.v, value)
  } else if (ts.isParenthesizedExpression(target)) assignTo(l, target.expression, value)
  else if (ts.isObjectLiteralExpression(target)) {
    for (const p of target.properties)
      if (ts.isShorthandPropertyAssignment(p)) assignTo(l, p.name, { k: 'get', of: value, p: p.name.text })
      else if (ts.isPropertyAssignment(p) && ts.isIdentifier(p.name)) assignTo(l, p.initializer, { k: 'get', of: value, p: p.name.text })
  } else if (ts.isArrayLiteralExpression(target))
    target.elements.forEach((element, i) => {
      assignTo(l, element, { k: 'get', of: value, p: String(i) })
    })
  return value
}

function setProperty(l: Lowering, of: Expr, p: string, e: Expr): void {
  const module = of.k === 'global' && of.n === 'module' && p === 'exports'
  if (module) exportAll(l, e)
  else if (isExports(of)) l.exports[p] = e
  else if (of.k === 'this' && of.c !== undefined) l.classes[of.c]?.assigned.push([p, e, l.fn])
  else l.sets.push({ f: l.fn, of, p, e })
}

/** `exports` and `module.exports` of older modules. */
function isExports(of: Expr): boolean {
  if (of.k === 'get') return of.p === 'exports' && of.of.k === 'global' && of.of.n === 'module'
  return of.k === 'global' && of.n === 'exports'
}

function exportAll(l: Lowering, e: Expr): void {
  l.exports.default = e
  const value = e.k === 'ver' ? l.versions[e.v]?.e : e
  if (value?.k === 'obj') for (const [name, entry] of value.of) if (name !== 0) l.exports[name] = entry
}
