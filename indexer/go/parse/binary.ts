// Binary operators. A chain is a left spine in the tree, thousands of links long in generated code: it is read in a loop, and one too long
// to be walked by recursion is balanced where its operator is associative.

import type { Expression } from '../syntax.ts'
import { Field, Kind } from './kinds.ts'
import { at, child, kindOf, type Source, textOf } from './source.ts'

const longest = 64
const associative: ReadonlySet<string> = new Set(['+', '*', '&&', '||', '&', '|', '^'])

interface Link {
  readonly op: string
  readonly right: Expression
}

type Lower = (source: Source, node: number) => Expression

export function operation(source: Source, node: number, lower: Lower): Expression {
  const spine: number[] = []
  let left = node
  for (; left >= 0 && kindOf(source, left) === Kind.binary_expression; left = child(source, left, Field.left)) spine.push(left)
  const first: Expression = left < 0 ? { kind: 'bad', at: at(source, node) } : lower(source, left)
  const links = spine.reverse().map((link) => linkOf(source, link, lower))
  return joined(first, links)
}

function linkOf(source: Source, node: number, lower: Lower): Link {
  const [sign, right] = [child(source, node, Field.operator), child(source, node, Field.right)]
  return {
    op: sign < 0 ? '' : textOf(source, sign),
    right: right < 0 ? { kind: 'bad', at: at(source, node) } : lower(source, right),
  }
}

const binary = (op: string, left: Expression, right: Expression): Expression => ({ kind: 'binary', op, left, right, at: left.at })

function joined(first: Expression, links: readonly Link[]): Expression {
  const [head] = links
  if (links.length > longest && head !== undefined && associative.has(head.op) && links.every((link) => link.op === head.op)) {
    return balanced(head.op, [first, ...links.map((link) => link.right)])
  }
  return links.reduce((left, link) => binary(link.op, left, link.right), first)
}

function balanced(op: string, parts: readonly Expression[]): Expression {
  const [first, second] = parts
  if (first !== undefined && second === undefined) return first
  const middle = parts.length >>> 1
  return binary(op, balanced(op, parts.slice(0, middle)), balanced(op, parts.slice(middle)))
}
