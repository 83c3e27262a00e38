// GoFile's parts as short text, for tests: what the parser understood, with every operator's grouping in parentheses, types in ‹ ›.

import type { Expression, FunctionSyntax, Parameter, Statement, TypeDeclaration, TypeSyntax, ValueDeclaration } from '../syntax.ts'
import { lineOf } from '../syntax.ts'

export const showAt = (at: number): string => `${lineOf(at)}:${at % 4096}`

const list = <T>(parts: readonly T[], show: (part: T) => string, by = ', '): string => parts.map(show).join(by)

function showParameter({ name, type, variadic }: Parameter): string {
  return `${name === undefined ? '' : `${name} `}${variadic === true ? '...' : ''}${showType(type)}`
}

function showSignature({ params, results }: Pick<FunctionSyntax, 'params' | 'results'>): string {
  return `(${list(params, showParameter)})${results.length === 0 ? '' : ` (${list(results, showParameter)})`}`
}

export function showType(type: TypeSyntax): string {
  switch (type.kind) {
    case 'name':
      return `${type.package === undefined ? '' : `${type.package}.`}${type.name}${type.args === undefined ? '' : `[${list(type.args, showType)}]`}`
    case 'pointer':
      return `*${showType(type.of)}`
    case 'slice':
      return `[]${showType(type.of)}`
    case 'array':
      return `[${type.length === undefined ? '...' : show(type.length)}]${showType(type.of)}`
    case 'map':
      return `map[${showType(type.key)}]${showType(type.value)}`
    case 'channel':
      return `chan:${type.direction} ${showType(type.of)}`
    case 'func':
      return `func${showSignature(type)}`
    case 'struct':
      return `struct{${list(type.fields, (f) => `${f.embedded === true ? '^' : ''}${f.name} ${showType(f.type)}${f.tag === undefined ? '' : ` <${f.tag}>`}`, '; ')}}`
    case 'interface':
      return `interface{${[...type.methods.map((m) => m.name + showSignature(m)), ...type.embeds.map(showType)].join('; ')}}`
  }
}

export function show(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name
    case 'string':
      return JSON.stringify(expression.value)
    case 'number':
      return expression.text
    case 'selector':
      return `${show(expression.of)}.${expression.name}`
    case 'call':
      return `${show(expression.callee)}(${list(expression.args, show)}${expression.spread === true ? '...' : ''})`
    case 'composite':
      return `${expression.type === undefined ? '' : showType(expression.type)}{${list(expression.elements, (e) => `${e.key === undefined ? '' : `${show(e.key)}: `}${show(e.value)}`)}}`
    case 'function':
      return showFunction(expression.function)
    case 'unary':
      return `(${expression.op}${show(expression.of)})`
    case 'binary':
      return `(${show(expression.left)} ${expression.op} ${show(expression.right)})`
    case 'index':
      return `${show(expression.of)}[${list(expression.indices, show)}]`
    case 'slice':
      return `${show(expression.of)}[${[expression.low, expression.high, ...(expression.max === undefined ? [] : [expression.max])].map((e) => (e === undefined ? '' : show(e))).join(':')}]`
    case 'assert':
      return `${show(expression.of)}.(${expression.type === undefined ? 'type' : showType(expression.type)})`
    case 'type':
      return `‹${showType(expression.type)}›`
    case 'bad':
      return 'BAD'
  }
}

export function showFunction(f: FunctionSyntax): string {
  const receiver = f.receiver === undefined ? '' : ` (${showParameter(f.receiver)})`
  const typeParams = f.typeParams === undefined ? '' : `[${list(f.typeParams, showParameter)}]`
  const name = f.name === undefined ? '' : ` ${f.name}`
  return `func${receiver}${name}${typeParams}${showSignature(f)}${f.body === undefined ? '' : ` ${showBody(f.body)}`}`
}

export const showBody = (body: readonly Statement[]): string => (body.length === 0 ? '{}' : `{ ${list(body, showStatement, '; ')} }`)

export function showValues(d: ValueDeclaration): string {
  const type = d.type === undefined ? '' : ` ${showType(d.type)}`
  const values = d.values.length === 0 ? '' : ` = ${list(d.values, show)}`
  return `${d.constant ? `const#${d.iota}` : 'var'} ${d.names.join(', ')}${type}${values}${d.embed === undefined ? '' : ` embed ${d.embed.join(' ')}`}`
}

export function showTypeDeclaration(d: TypeDeclaration): string {
  const params = d.typeParams === undefined ? '' : `[${list(d.typeParams, showParameter)}]`
  return `type ${d.name}${params} ${d.alias ? '= ' : ''}${showType(d.type)}`
}

const opening = (init: Statement | undefined): string => (init === undefined ? '' : `${showStatement(init)}; `)
const optional = (expression: Expression | undefined): string => (expression === undefined ? '' : show(expression))

export function showStatement(s: Statement): string {
  switch (s.kind) {
    case 'expression':
      return show(s.of)
    case 'assign':
      return `${list(s.left, show)} ${s.op} ${list(s.right, show)}`
    case 'variable':
      return showValues(s.declaration)
    case 'type':
      return showTypeDeclaration(s.declaration)
    case 'return':
      return `return ${list(s.values, show)}`.trim()
    case 'if':
      return `if ${opening(s.init)}${show(s.condition)} ${showBody(s.then)}${s.else === undefined ? '' : ` else ${showBody(s.else)}`}`
    case 'for':
      return `for ${s.init === undefined ? '' : showStatement(s.init)}; ${optional(s.condition)}; ${s.post === undefined ? '' : showStatement(s.post)} ${showBody(s.body)}`
    case 'range':
      return `for ${[s.key, s.value].map(optional).join(', ')} ${s.define ? ':=' : '='} range ${show(s.of)} ${showBody(s.body)}`
    case 'switch':
      return `switch ${opening(s.init)}${optional(s.tag)} { ${list(s.cases, (c) => `${c.values === undefined ? 'default' : `case ${list(c.values, show)}`} ${showBody(c.body)}`, ' ')} }`
    case 'typeSwitch':
      return `switch ${opening(s.init)}${s.bind === undefined ? '' : `${s.bind} := `}${show(s.of)}.(type) { ${list(s.cases, (c) => `${c.types === undefined ? 'default' : `case ${list(c.types, showType)}`} ${showBody(c.body)}`, ' ')} }`
    case 'select':
      return `select { ${list(s.cases, (c) => `${c.on === undefined ? 'default' : `case ${showStatement(c.on)}`} ${showBody(c.body)}`, ' ')} }`
    case 'go':
    case 'defer':
      return `${s.kind} ${show(s.call)}`
    case 'block':
      return showBody(s.body)
    case 'send':
      return `${show(s.channel)} <- ${show(s.value)}`
    case 'branch':
      return s.label === undefined ? s.word : `${s.word} ${s.label}`
    case 'labeled':
      return `${s.label}: ${showBody(s.body)}`
  }
}
