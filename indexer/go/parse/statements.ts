// Simple statements and blocks. A block's children become statements; of what did not parse, the statements and calls inside are kept.

import type { Expression, Statement } from '../syntax.ts'
import { branchRules } from './branches.ts'
import { typeDeclarations, valueDeclarations } from './declarations.ts'
import { expression, expressionIn, expressionsOf } from './expressions.ts'
import { Field, Kind } from './kinds.ts'
import { at, child, childOfKind, deeper, kindOf, nextOf, type Source, textOf } from './source.ts'

type Rule = (source: Source, node: number) => Statement

const rules: Readonly<Record<number, Rule | undefined>> = {
  ...branchRules,
  [Kind.expression_statement]: (source, node) => ({ kind: 'expression', of: expression(source, node), at: at(source, node) }),
  [Kind.call_expression]: (source, node) => ({ kind: 'expression', of: expression(source, node), at: at(source, node) }),
  [Kind.send_statement]: send,
  [Kind.receive_statement]: receive,
  [Kind.inc_statement]: (source, node) => step(source, node, '+='),
  [Kind.dec_statement]: (source, node) => step(source, node, '-='),
  [Kind.assignment_statement]: assignment,
  [Kind.short_var_declaration]: assignment,
  [Kind.labeled_statement]: labeled,
  [Kind.fallthrough_statement]: (source, node) => ({ kind: 'branch', word: 'fallthrough', at: at(source, node) }),
  [Kind.break_statement]: (source, node) => branch(source, node, 'break'),
  [Kind.continue_statement]: (source, node) => branch(source, node, 'continue'),
  [Kind.goto_statement]: (source, node) => branch(source, node, 'goto'),
  [Kind.return_statement]: returned,
  [Kind.go_statement]: (source, node) => ({ kind: 'go', call: onlyExpression(source, node), at: at(source, node) }),
  [Kind.defer_statement]: (source, node) => ({ kind: 'defer', call: onlyExpression(source, node), at: at(source, node) }),
  [Kind.block]: (source, node) => ({ kind: 'block', body: body(source, node), at: at(source, node) }),
}

/** Of a block, or of a clause of a switch or select. */
export function body(source: Source, node: number): Statement[] {
  const found: Statement[] = []
  collect(source, node, found)
  return found
}

export function nested(source: Source, node: number): Statement[] {
  const found: Statement[] = []
  addStatement(source, node, found)
  return found
}

function collect(source: Source, node: number, found: Statement[]): void {
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (source.tree.field[c] === Field.none) addStatement(source, c, found)
  }
}

function addStatement(source: Source, node: number, found: Statement[]): void {
  const kind = kindOf(source, node)
  if (kind === Kind.token || kind === Kind.comment) return
  const add = (): void => addKnown(source, node, kind, found)
  deeper(source, node, add, () => undefined)
}

function addKnown(source: Source, node: number, kind: number, found: Statement[]): void {
  if (kind === Kind.statement_list || kind === Kind.ERROR) collect(source, node, found)
  else if (kind === Kind.const_declaration || kind === Kind.var_declaration) {
    for (const declaration of valueDeclarations(source, node)) found.push({ kind: 'variable', declaration, at: declaration.at })
  } else if (kind === Kind.type_declaration) {
    for (const declaration of typeDeclarations(source, node)) found.push({ kind: 'type', declaration, at: declaration.at })
  } else {
    const rule = rules[kind]
    if (rule !== undefined) found.push(rule(source, node))
  }
}

/** A statement in the head of another. */
export function statement(source: Source, node: number): Statement | undefined {
  if (node < 0) return undefined
  const rule = rules[kindOf(source, node)]
  return rule?.(source, node)
}

function onlyExpression(source: Source, node: number): Expression {
  const [found] = expressionsOf(source, node)
  return found ?? { kind: 'bad', at: at(source, node) }
}

const listIn = (source: Source, node: number, field: number): Expression[] => {
  const list = child(source, node, field)
  return list < 0 ? [] : expressionsOf(source, list)
}

function assignment(source: Source, node: number): Statement {
  const sign = child(source, node, Field.operator)
  return {
    kind: 'assign',
    op: sign < 0 ? ':=' : textOf(source, sign),
    left: listIn(source, node, Field.left),
    right: listIn(source, node, Field.right),
    at: at(source, node),
  }
}

function receive(source: Source, node: number): Statement {
  const of = expressionIn(source, node, Field.right)
  if (child(source, node, Field.left) < 0) return { kind: 'expression', of, at: at(source, node) }
  const op = childOfKind(source, node, Kind['=']) >= 0 ? '=' : ':='
  return { kind: 'assign', op, left: listIn(source, node, Field.left), right: [of], at: at(source, node) }
}

function step(source: Source, node: number, op: string): Statement {
  const where = at(source, node)
  return { kind: 'assign', op, left: [onlyExpression(source, node)], right: [{ kind: 'number', text: '1', at: where }], at: where }
}

function send(source: Source, node: number): Statement {
  const channel = expressionIn(source, node, Field.channel)
  return { kind: 'send', channel, value: expressionIn(source, node, Field.value), at: at(source, node) }
}

function returned(source: Source, node: number): Statement {
  const list = childOfKind(source, node, Kind.expression_list)
  return { kind: 'return', values: list < 0 ? [] : expressionsOf(source, list), at: at(source, node) }
}

function branch(source: Source, node: number, word: Extract<Statement, { kind: 'branch' }>['word']): Statement {
  const label = childOfKind(source, node, Kind.label_name)
  return label < 0
    ? { kind: 'branch', word, at: at(source, node) }
    : { kind: 'branch', word, label: textOf(source, label), at: at(source, node) }
}

function labeled(source: Source, node: number): Statement {
  const label = child(source, node, Field.label)
  return { kind: 'labeled', label: label < 0 ? '' : textOf(source, label), body: body(source, node), at: at(source, node) }
}
