// Walks over syntax as data: every expression below a node, function literals included.

import type { Expression, FunctionSyntax, Statement } from './syntax.ts'

/** Calls `visit` on the expression and all below it; `visit` returns false to stay out of a node. */
export function walkExpression(of: Expression | undefined, visit: (e: Expression) => boolean | undefined): void {
  if (!of || visit(of) === false) return
  switch (of.kind) {
    case 'selector':
    case 'unary':
    case 'assert':
      walkExpression(of.of, visit)
      return
    case 'call':
      walkExpression(of.callee, visit)
      for (const a of of.args) walkExpression(a, visit)
      return
    case 'composite':
      for (const e of of.elements) {
        walkExpression(e.key, visit)
        walkExpression(e.value, visit)
      }
      return
    case 'function':
      walkStatements(of.function.body, visit)
      return
    case 'binary':
      walkExpression(of.left, visit)
      walkExpression(of.right, visit)
      return
    case 'index':
      walkExpression(of.of, visit)
      for (const i of of.indices) walkExpression(i, visit)
      return
    case 'slice':
      walkExpression(of.of, visit)
      walkExpression(of.low, visit)
      walkExpression(of.high, visit)
      return
    case 'name':
    case 'string':
    case 'number':
    case 'type':
    case 'bad':
      return
  }
}

export function walkStatements(
  list: readonly Statement[] | undefined,
  visit: (e: Expression) => boolean | undefined,
  statement?: (s: Statement) => boolean | undefined,
): void {
  if (list) for (const s of list) walkStatement(s, visit, statement)
}

function walkStatement(
  s: Statement | undefined,
  visit: (e: Expression) => boolean | undefined,
  statement?: (s: Statement) => boolean | undefined,
): void {
  if (!s || statement?.(s) === false) return
  switch (s.kind) {
    case 'expression':
      walkExpression(s.of, visit)
      break
    case 'assign':
      for (const e of s.left) walkExpression(e, visit)
      for (const e of s.right) walkExpression(e, visit)
      break
    case 'variable':
      for (const e of s.declaration.values) walkExpression(e, visit)
      break
    case 'return':
      for (const e of s.values) walkExpression(e, visit)
      break
    case 'if':
      walkStatement(s.init, visit, statement)
      walkExpression(s.condition, visit)
      walkStatements(s.then, visit, statement)
      walkStatements(s.else, visit, statement)
      break
    case 'for':
      walkStatement(s.init, visit, statement)
      walkExpression(s.condition, visit)
      walkStatement(s.post, visit, statement)
      walkStatements(s.body, visit, statement)
      break
    case 'range':
      walkExpression(s.key, visit)
      walkExpression(s.value, visit)
      walkExpression(s.of, visit)
      walkStatements(s.body, visit, statement)
      break
    case 'switch':
      walkStatement(s.init, visit, statement)
      walkExpression(s.tag, visit)
      for (const c of s.cases) {
        for (const e of c.values ?? []) walkExpression(e, visit)
        walkStatements(c.body, visit, statement)
      }
      break
    case 'typeSwitch':
      walkStatement(s.init, visit, statement)
      walkExpression(s.of, visit)
      for (const c of s.cases) walkStatements(c.body, visit, statement)
      break
    case 'select':
      for (const c of s.cases) {
        walkStatement(c.on, visit, statement)
        walkStatements(c.body, visit, statement)
      }
      break
    case 'go':
    case 'defer':
      walkExpression(s.call, visit)
      break
    case 'block':
    case 'labeled':
      walkStatements(s.body, visit, statement)
      break
    case 'send':
      walkExpression(s.channel, visit)
      walkExpression(s.value, visit)
      break
    case 'type':
    case 'branch':
      break
  }
}

/** The expression names one of these variables. */
export function mentions(of: Expression | undefined, names: ReadonlySet<string>): boolean {
  let found = false
  if (names.size > 0)
    walkExpression(of, (e) => {
      if (e.kind === 'name' && names.has(e.name)) found = true
      return !found
    })
  return found
}

const fieldsOf = new WeakMap<FunctionSyntax, ReadonlyMap<number, readonly string[]>>()

/** Fields that a function assigns on its parameters, by the parameter's index. */
export function assignedFields(fn: FunctionSyntax): ReadonlyMap<number, readonly string[]> {
  const known = fieldsOf.get(fn)
  if (known) return known
  const found = new Map<number, string[]>()
  const names = new Map(fn.params.flatMap((p, i) => (p.name && p.type.kind === 'pointer' ? [[p.name, i] as const] : [])))
  if (names.size > 0)
    walkStatements(
      fn.body ?? [],
      (e) => e.kind !== 'function',
      (s) => {
        if (s.kind !== 'assign' || s.op === ':=') return undefined
        for (const e of s.left) {
          const index = e.kind === 'selector' && e.of.kind === 'name' ? names.get(e.of.name) : undefined
          if (index !== undefined && e.kind === 'selector') found.set(index, [...(found.get(index) ?? []), e.name])
        }
        return undefined
      },
    )
  fieldsOf.set(fn, found)
  return found
}

const mutableOf = new WeakMap<FunctionSyntax, ReadonlySet<string>>()

/** Names that a function assigns after their declaration, or whose address it takes, closures included. */
export function mutableNames(fn: FunctionSyntax): ReadonlySet<string> {
  const known = mutableOf.get(fn)
  if (known) return known
  const names = new Set<string>()
  const base = (e: Expression | undefined): void => {
    if (e?.kind === 'name') names.add(e.name)
    else if (e?.kind === 'selector' || e?.kind === 'index' || e?.kind === 'unary') base(e.of)
  }
  const takesAddress = (e: Expression): undefined => {
    if (e.kind === 'unary' && e.op === '&' && e.of.kind === 'name') names.add(e.of.name)
    return undefined
  }
  const assigns = (s: Statement): undefined => {
    if (s.kind === 'assign' && s.op !== ':=') for (const e of s.left) base(e)
    if (s.kind === 'range' && !s.define) {
      base(s.key)
      base(s.value)
    }
    return undefined
  }
  // Function literals hide statements from the statement visitor: visit their bodies as well.
  const visit = (e: Expression): boolean | undefined => {
    takesAddress(e)
    if (e.kind === 'function') {
      walkStatements(e.function.body ?? [], visit, assigns)
      return false
    }
    return undefined
  }
  walkStatements(fn.body ?? [], visit, assigns)
  mutableOf.set(fn, names)
  return names
}

/** Short source-like words of an expression, for messages and holes. */
export function words(e: Expression | undefined): string {
  if (!e) return ''
  switch (e.kind) {
    case 'name':
      return e.name
    case 'string':
      return JSON.stringify(e.value.length > 40 ? `${e.value.slice(0, 40)}…` : e.value)
    case 'number':
      return e.text
    case 'selector':
      return `${words(e.of)}.${e.name}`
    case 'call':
      return `${words(e.callee)}(${e.args.length === 0 ? '' : e.args.length === 1 ? words(e.args[0]) : '…'})`
    case 'composite':
      return e.type?.kind === 'name' ? `${e.type.package ? `${e.type.package}.` : ''}${e.type.name}{…}` : '{…}'
    case 'function':
      return 'func literal'
    case 'unary':
      return `${e.op}${words(e.of)}`
    case 'binary':
      return `${words(e.left)} ${e.op} ${words(e.right)}`
    case 'index':
      return `${words(e.of)}[${e.indices.map(words).join(', ')}]`
    case 'slice':
      return `${words(e.of)}[:]`
    case 'assert':
      return words(e.of)
    case 'type':
      return 'type'
    case 'bad':
      return '?'
  }
}
