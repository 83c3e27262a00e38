// Functions and classes: parameters, bodies, what they return, what `this` is.

import { ts } from 'ts-morph'
import type { Expr, NodeName } from '../facts.ts'
import { propertyName } from './expressions.ts'
import { bindPattern, patternNames, withDefault } from './patterns.ts'
import { declare, pushScope } from './scope.ts'
import { addFunction, type Lowering, ownerPath, type ThisBinder } from './state.ts'

/** Runs `body` as the inside of function `f`. */
function inside(l: Lowering, f: number, body: () => void): void {
  const { fn, env, dead, path } = l
  const scope = pushScope(l, true)
  l.fn = f
  l.env = new Map()
  l.dead = false
  body()
  Object.assign(l, { fn, env, dead, path, scope })
}

export function lowerFunction(l: Lowering, node: ts.FunctionLikeDeclaration, naming?: NodeName, self?: ThisBinder): number {
  const f = addFunction(l, node, l.fn, naming)
  const before = l.self
  if (!ts.isArrowFunction(node)) l.self = self && { ...self, fn: f }
  inside(l, f, () => {
    if (ts.isFunctionExpression(node) && node.name) declareSelf(l, node.name.text, f)
    parameters(l, f, node.parameters)
    lowerBody(l, f, node.body)
  })
  l.self = before
  return f
}

function declareSelf(l: Lowering, name: string, f: number): void {
  const binding = declare(l, name, true)
  l.bindings[binding.id]?.push(l.versions.push({ f: l.fn, n: name, e: { k: 'fn', f } }) - 1)
}

function parameters(l: Lowering, f: number, list: readonly ts.ParameterDeclaration[]): void {
  // Defaults may speak of earlier parameters, so names come first.
  for (const p of list) for (const name of patternNames(p.name)) declare(l, name, false)
  list
    .filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'))
    .forEach((p, i) => {
      const type = annotation(l, p.type)
      const maybe = optionalMembers(l, p.type)
      const n = ts.isIdentifier(p.name) ? p.name.text : ''
      const value: Expr = {
        k: 'param',
        f,
        i,
        n,
        ...(p.dotDotDotToken && { rest: true as const }),
        ...((p.questionToken ?? p.initializer ?? admitsNothing(p.type)) && { opt: true as const }),
        ...(type && { type }),
        ...(maybe.length > 0 && { maybe }),
      }
      bindPattern(l, p.name, withDefault(l, value, p.initializer), (name) => declare(l, name, false))
    })
}

/** Members that a type lets be left out, as far as the file says. */
export function optionalMembers(l: Lowering, type: ts.TypeNode | undefined): readonly string[] {
  if (!type) return []
  if (ts.isTypeReferenceNode(type)) return ts.isIdentifier(type.typeName) ? (l.types.get(type.typeName.text) ?? []) : []
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((one) => optionalMembers(l, one))
  return ts.isTypeLiteralNode(type) ? optionalNames(type.members) : []
}

export function optionalNames(members: readonly ts.TypeElement[]): readonly string[] {
  return members.flatMap((m) =>
    ts.isPropertySignature(m) && ts.isIdentifier(m.name) && (m.questionToken ?? admitsNothing(m.type)) ? [m.name.text] : [],
  )
}

/** `string | undefined` */
function admitsNothing(type: ts.TypeNode | undefined): true | undefined {
  const none = (t: ts.TypeNode) =>
    t.kind === ts.SyntaxKind.UndefinedKeyword || (ts.isLiteralTypeNode(t) && t.literal.kind === ts.SyntaxKind.NullKeyword)
  return (type && ts.isUnionTypeNode(type) && type.types.some(none)) || undefined
}

/** The annotated class, if the annotation is a plain name; what it names is seen when files meet. */
function annotation(l: Lowering, type: ts.TypeNode | undefined): Expr | undefined {
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined
  const value = l.walk.expression(l, type.typeName)
  return value.k === 'global' ? undefined : value
}

function lowerBody(l: Lowering, f: number, body: ts.ConciseBody | undefined): void {
  if (!body) return
  if (ts.isBlock(body)) l.walk.statements(l, body.statements)
  else l.functions[f]?.returns.push({ e: lowerReturned(l, body), w: l.path })
}

/** A returned function keeps its name; the members of a returned object literal are named after the function that returns it. */
export function lowerReturned(l: Lowering, node: ts.Expression): Expr {
  let inner = node
  while (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner)) inner = inner.expression
  const name = ts.isObjectLiteralExpression(inner) ? '' : ts.isFunctionExpression(inner) ? inner.name?.text : undefined
  const container = name === undefined ? undefined : ownerPath(l, l.fn)
  return l.walk.expression(l, node, name === undefined || container === undefined ? undefined : { name, container, carry: true })
}

export function lowerClass(l: Lowering, node: ts.ClassLikeDeclaration, naming?: NodeName): number {
  const name = naming?.name ?? node.name?.text ?? ''
  const heritage = node.heritageClauses?.find((h) => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
  const explicit = node.members.find((m): m is ts.ConstructorDeclaration => ts.isConstructorDeclaration(m) && m.body !== undefined)
  const component = isComponent(node, heritage)
  const path = naming?.container ? `${naming.container}.${name}` : name
  const base = heritage && l.walk.expression(l, heritage.expression)
  const ctor = addFunction(
    l,
    component || !explicit ? node : explicit,
    l.fn,
    component ? { ...naming, name } : { name: 'constructor', container: path },
  )
  const c =
    l.classes.push({ name, ctor, explicit: explicit !== undefined, ...(base && { base }), members: [], statics: [], assigned: [] }) - 1
  const ctorFact = l.functions[ctor]
  if (component && ctorFact) ctorFact.classComponent = true
  const before = l.self
  l.self = { fn: ctor, cls: c }
  inside(l, ctor, () => {
    if (node.name) {
      const own = declare(l, node.name.text, true)
      l.bindings[own.id]?.push(l.versions.push({ f: ctor, n: name, e: { k: 'class', c } }) - 1)
    }
    if (explicit) parameters(l, ctor, explicit.parameters)
    for (const member of node.members) lowerMember(l, c, member, component ? undefined : path)
    for (const p of explicit?.parameters ?? [])
      if (p.modifiers && ts.isIdentifier(p.name)) l.classes[c]?.assigned.push([p.name.text, l.walk.expression(l, p.name), ctor])
    if (explicit?.body) l.walk.statements(l, explicit.body.statements)
  })
  l.self = before
  return c
}

function lowerMember(l: Lowering, c: number, member: ts.ClassElement, container: string | undefined): void {
  const cls = l.classes[c]
  if (!cls) return
  if (ts.isClassStaticBlockDeclaration(member)) l.walk.statements(l, member.body.statements)
  if (!member.name) return
  const name = propertyName(l, member.name)
  const into = isStatic(member) ? cls.statics : cls.members
  const naming = container === undefined ? undefined : { name, container, carry: true }
  if (ts.isPropertyDeclaration(member)) {
    const type = annotation(l, member.type)
    if (member.initializer) into.push([name, l.walk.expression(l, member.initializer, naming)])
    else if (type) into.push([name, { k: 'param', f: cls.ctor, i: -1, n: name, type }])
  } else if ((ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member)) && member.body) {
    const f = lowerFunction(l, member, naming, { fn: -1, cls: c })
    into.push([name, { k: ts.isGetAccessorDeclaration(member) ? 'getter' : 'fn', f }])
  } else if (ts.isSetAccessorDeclaration(member) && member.body) lowerFunction(l, member, undefined, { fn: -1, cls: c })
}

function isStatic(member: ts.ClassElement): boolean {
  return ts.canHaveModifiers(member) && (member.modifiers?.some((m) => m.kind === ts.SyntaxKind.StaticKeyword) ?? false)
}

function isComponent(node: ts.ClassLikeDeclaration, heritage: ts.ExpressionWithTypeArguments | undefined): boolean {
  if (!heritage) return false
  const base = heritage.expression
  const name = ts.isIdentifier(base) ? base.text : ts.isPropertyAccessExpression(base) ? base.name.text : ''
  return (
    /^(Pure)?Component$/.test(name) ||
    (/Component$/.test(name) && node.members.some((m) => m.name && ts.isIdentifier(m.name) && m.name.text === 'render'))
  )
}
