// Call sites: calls, `new`, tagged templates and JSX elements.

import { ts } from 'ts-morph'
import type { Entry, Expr, SiteFact } from '../facts.ts'
import { addFunction, type Lowering, lineOf, type Naming } from './state.ts'

/** Calls that hand back the function they are given, so that `const save = useCallback(…)` names the function. */
const HANDS_BACK =
  /^(useCallback|useEvent|useEffectEvent|useMemoizedFn|usePersistFn|debounce|throttle|useDebouncedCallback|useThrottledCallback|memoize|once)$/

type CallNode = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression

export function lowerCall(l: Lowering, node: CallNode, naming?: Naming): Expr {
  if (!naming) return call(l, node)
  if (!naming.carry) return call(l, node, HANDS_BACK.test(calleeName(node)) ? naming : undefined)
  const before = { functions: l.functions.length, fn: l.fn, env: l.env }
  const f = addFunction(l, node, l.fn, naming)
  l.fn = f
  const of = call(l, node)
  l.fn = before.fn
  l.env = before.env
  const carrier = l.functions[f]
  if (carrier && (l.functions.length > before.functions + 1 || carrier.jsx)) {
    carrier.carrier = true
    return { k: 'made', f, of }
  }
  // Nothing inside to name: its sites belong to the function around it.
  if (carrier) delete carrier.node
  return of
}

function call(l: Lowering, node: CallNode, naming?: Naming): Expr {
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword && first && ts.isStringLiteralLike(first))
      return imported(l, first.text, '*', node.pos)
    if (ts.isIdentifier(node.expression) && node.expression.text === 'require' && first && ts.isStringLiteralLike(first))
      return imported(l, first.text, 'require', node.pos)
  }
  const callee = l.walk.expression(l, ts.isTaggedTemplateExpression(node) ? node.tag : node.expression)
  const args = ts.isTaggedTemplateExpression(node)
    ? [l.walk.expression(l, node.template)]
    : (node.arguments ?? []).map((arg, i) => l.walk.expression(l, arg, i === 0 ? naming : undefined))
  return addSite(l, { f: l.fn, kind: ts.isNewExpression(node) ? 'new' : 'call', callee, args, line: lineOf(l, callPosition(l, node)) })
}

/** Where the called name stands: in a chain over many lines, the start of the chain would say nothing. */
function callPosition(l: Lowering, node: CallNode): number {
  const callee = ts.isTaggedTemplateExpression(node) ? node.tag : node.expression
  return ts.isPropertyAccessExpression(callee) ? callee.name.getStart(l.source) : node.getStart(l.source)
}

function imported(l: Lowering, m: string, n: string, position: number): Expr {
  l.imports.push([m, lineOf(l, position)])
  return { k: 'import', m, n }
}

function addSite(l: Lowering, site: Omit<SiteFact, 'w'>): Expr {
  const s = l.sites.push({ ...site, w: l.path }) - 1
  l.functions[site.f]?.sites.push(s)
  return { k: 'site', s }
}

function calleeName(node: CallNode): string {
  if (!ts.isCallExpression(node)) return ''
  if (ts.isIdentifier(node.expression)) return node.expression.text
  return ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : ''
}

/** Attributes that never carry a function, a path or a component. */
const INERT = /^(className|style|key|(aria|data)-.*)$/

export function lowerJsx(l: Lowering, node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): Expr {
  const here = l.functions[l.fn]
  if (here) here.jsx = true
  let value: Expr = { k: 'unknown', n: 'element' }
  if (!ts.isJsxFragment(node)) {
    const opening = ts.isJsxElement(node) ? node.openingElement : node
    const props = attributes(l, opening.attributes)
    const callee = tag(l, opening.tagName)
    // An element of HTML calls nothing but its handlers.
    const kept = callee ? props : props.filter(([name, value]) => name !== 0 && HANDLER.test(name) && value.k !== 'fn')
    const site = { f: l.fn, kind: 'jsx', args: [{ k: 'obj', of: kept }], line: lineOf(l, opening.getStart(l.source)) } as const
    if (callee) value = addSite(l, { ...site, callee })
    else if (kept.length > 0) addSite(l, { ...site, callee: { k: 'none' } })
  }
  if (!ts.isJsxSelfClosingElement(node)) for (const child of node.children) lowerChild(l, child)
  return value
}

const HANDLER = /^(on[A-Z]\w*|ref|action|formAction)$/

function attributes(l: Lowering, list: ts.JsxAttributes): Entry[] {
  const props: Entry[] = []
  for (const attribute of list.properties) {
    if (ts.isJsxSpreadAttribute(attribute)) {
      props.push([0, l.walk.expression(l, attribute.expression)])
      continue
    }
    const name = ts.isIdentifier(attribute.name) ? attribute.name.text : ''
    const { initializer } = attribute
    const value: Expr | undefined = !initializer
      ? { k: 'text', v: 'true' }
      : ts.isStringLiteral(initializer)
        ? { k: 'text', v: initializer.text }
        : ts.isJsxExpression(initializer)
          ? initializer.expression && l.walk.expression(l, initializer.expression)
          : lowerJsx(l, initializer)
    if (name && value && !INERT.test(name)) props.push([name, value])
  }
  return props
}

function lowerChild(l: Lowering, child: ts.JsxChild): void {
  if (ts.isJsxExpression(child)) {
    if (child.expression) l.walk.expression(l, child.expression)
  } else if (!ts.isJsxText(child)) lowerJsx(l, child)
}

/** Undefined for an element of HTML. */
function tag(l: Lowering, name: ts.JsxTagNameExpression): Expr | undefined {
  if (ts.isJsxNamespacedName(name)) return undefined
  if (ts.isIdentifier(name) && /^[a-z]/.test(name.text)) return undefined
  return l.walk.expression(l, name)
}
