// Statements with bodies: if, for, switch, type switch, select.

import type { SelectCase, Statement, SwitchCase, TypeCase } from '../syntax.ts'
import { expression, expressionIn, expressionsOf, isExpression } from './expressions.ts'
import { Field, Kind } from './kinds.ts'
import { at, child, childOfKind, endOf, kindOf, nextOf, oneLine, type Source, startOf, textOf } from './source.ts'

type Rule = (source: Source, node: number) => Statement

export const branchRules: Readonly<Record<number, Rule>> = {
  [Kind.if_statement]: conditional,
  [Kind.for_statement]: loop,
  [Kind.expression_switch_statement]: switchStatement,
  [Kind.type_switch_statement]: typeSwitch,
  [Kind.select_statement]: select,
}

function initOf(source: Source, node: number): { readonly init?: Statement } {
  const init = source.lower.statement(source, child(source, node, Field.initializer))
  return init === undefined ? {} : { init }
}

const sourceText = (source: Source, node: number): string => (node < 0 ? '' : oneLine(source, startOf(source, node), endOf(source, node)))

function bodyIn(source: Source, node: number, field: number): readonly Statement[] {
  const block = child(source, node, field)
  return block < 0 ? [] : source.lower.body(source, block)
}

function conditional(source: Source, node: number): Statement {
  const alternative = child(source, node, Field.alternative)
  return {
    kind: 'if',
    ...initOf(source, node),
    condition: expressionIn(source, node, Field.condition),
    // biome-ignore lint/suspicious/noThenProperty: the language's own word, and never awaited
    then: bodyIn(source, node, Field.consequence),
    ...(alternative < 0 ? {} : { else: otherwise(source, alternative) }),
    text: sourceText(source, child(source, node, Field.condition)),
    at: at(source, node),
  }
}

function otherwise(source: Source, node: number): readonly Statement[] {
  return kindOf(source, node) === Kind.block ? source.lower.body(source, node) : source.lower.nested(source, node)
}

function loop(source: Source, node: number): Statement {
  const body = bodyIn(source, node, Field.body)
  const range = childOfKind(source, node, Kind.range_clause)
  if (range >= 0) {
    const left = child(source, range, Field.left)
    const [key, value] = left < 0 ? [] : expressionsOf(source, left)
    return {
      kind: 'range',
      ...(key === undefined ? {} : { key }),
      ...(value === undefined ? {} : { value }),
      define: childOfKind(source, range, Kind[':=']) >= 0,
      of: expressionIn(source, range, Field.right),
      body,
      at: at(source, node),
    }
  }
  const clause = childOfKind(source, node, Kind.for_clause)
  if (clause >= 0) {
    const condition = child(source, clause, Field.condition)
    const post = source.lower.statement(source, child(source, clause, Field.update))
    return {
      kind: 'for',
      ...initOf(source, clause),
      ...(condition < 0 ? {} : { condition: expression(source, condition) }),
      ...(post === undefined ? {} : { post }),
      body,
      at: at(source, node),
    }
  }
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (isExpression(source, c)) return { kind: 'for', condition: expression(source, c), body, at: at(source, node) }
  }
  return { kind: 'for', body, at: at(source, node) }
}

function switchStatement(source: Source, node: number): Statement {
  const tag = child(source, node, Field.value)
  const cases: SwitchCase[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind !== Kind.expression_case && kind !== Kind.default_case) continue
    const list = child(source, c, Field.value)
    const values = list < 0 ? {} : { values: expressionsOf(source, list) }
    cases.push({ ...values, text: sourceText(source, list), body: source.lower.body(source, c), at: at(source, c) })
  }
  const value = tag < 0 ? {} : { tag: expression(source, tag) }
  return { kind: 'switch', ...initOf(source, node), ...value, cases, text: sourceText(source, tag), at: at(source, node) }
}

function typeSwitch(source: Source, node: number): Statement {
  const alias = child(source, node, Field.alias)
  const cases: TypeCase[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind !== Kind.type_case && kind !== Kind.default_case) continue
    cases.push({ ...typesIn(source, c), body: source.lower.body(source, c), at: at(source, c) })
  }
  const bind = alias < 0 ? -1 : childOfKind(source, alias, Kind.identifier)
  return {
    kind: 'typeSwitch',
    ...initOf(source, node),
    ...(bind < 0 ? {} : { bind: textOf(source, bind) }),
    of: expressionIn(source, node, Field.value),
    cases,
    at: at(source, node),
  }
}

function typesIn(source: Source, node: number): Pick<TypeCase, 'types'> {
  if (kindOf(source, node) === Kind.default_case) return {}
  const types = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (source.tree.field[c] === Field.type && source.lower.isType(source, c)) types.push(source.lower.type(source, c))
  }
  return { types }
}

function select(source: Source, node: number): Statement {
  const cases: SelectCase[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind !== Kind.communication_case && kind !== Kind.default_case) continue
    const on = source.lower.statement(source, child(source, c, Field.communication))
    cases.push({ ...(on === undefined ? {} : { on }), body: source.lower.body(source, c), at: at(source, c) })
  }
  return { kind: 'select', cases, at: at(source, node) }
}
