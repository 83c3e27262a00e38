// Finds the graph patterns in a clause's tokens: `(a:Label {k: 1})-[r:TYPE*1..3]->(b)`, in MATCH and inside expressions.

import { closing, splitAtCommas } from './parse.ts'
import type { Token } from './tokens.ts'

export interface Entry {
  readonly key: Token
  readonly value: readonly Token[]
}

export interface NodePattern {
  readonly variable: Token | undefined
  readonly labels: readonly Token[]
  readonly properties: readonly Entry[]
  /** What stands there that is no name, label or map: a label expression, an inline WHERE. */
  readonly foreign: Token | undefined
  /** Where in the text a map could be written: behind the name, or the bracket. */
  readonly insertAt: number
}

export interface EdgePattern {
  readonly variable: Token | undefined
  readonly types: readonly Token[]
  readonly properties: readonly Entry[]
  readonly direction: 'right' | 'left' | 'any'
  readonly isVariableLength: boolean
  readonly foreign: Token | undefined
  /** Where in the text a length could be written: behind the types, or between the two dashes. */
  readonly insertAt: number
}

export interface Pattern {
  readonly nodes: readonly NodePattern[]
  readonly edges: readonly EdgePattern[]
  readonly at: Token
  /** `-[…]->{1,3}` or `((…)){1,3}`: what only Neo4j has. */
  readonly quantifier: Token | undefined
}

/** In MATCH (`isMatch`) a lone node is a pattern too; in an expression it is a bracketed name. */
export function findPatterns(tokens: readonly Token[], isMatch: boolean): readonly Pattern[] {
  const patterns: Pattern[] = []
  for (let i = 0; i < tokens.length; i += 1) {
    const at = tokens[i]
    if (at?.text !== '(') continue
    const called = tokens[i - 1]
    const isCall = called?.kind === 'word' && !/^(?:and|or|xor|not|where|in|then|else|when|case|return|with)$/i.test(called.text)
    if (isCall) continue
    const chain = readChain(tokens, i)
    if (!chain || (chain.edges.length === 0 && !isMatch && !isPathFunction(tokens, i))) continue
    patterns.push({ at, nodes: chain.nodes, edges: chain.edges, quantifier: chain.quantifier })
    i = chain.end - 1
  }
  return patterns
}

function isPathFunction(tokens: readonly Token[], i: number): boolean {
  return /^(?:allShortestPaths|shortestPath)$/i.test(tokens[i - 2]?.text ?? '')
}

interface Chain {
  readonly nodes: NodePattern[]
  readonly edges: EdgePattern[]
  readonly quantifier: Token | undefined
  readonly end: number
}

function readChain(tokens: readonly Token[], start: number): Chain | undefined {
  const nodes: NodePattern[] = []
  const edges: EdgePattern[] = []
  let quantifier: Token | undefined
  for (let i = start; ; ) {
    const close = closing(tokens, i)
    const node = readNode(tokens.slice(i + 1, close), tokens[i]?.end ?? 0)
    if (!node) return undefined
    nodes.push(node)
    const edge = readEdge(tokens, close + 1)
    if (!edge) return { nodes, edges, quantifier, end: close + 1 }
    edges.push(edge.pattern)
    i = edge.end
    if (tokens[i]?.text === '{' || tokens[i]?.text === '+' || tokens[i]?.text === '*') {
      quantifier = tokens[i]
      i = tokens[i]?.text === '{' ? closing(tokens, i) + 1 : i + 1
    }
    if (tokens[i]?.text !== '(') return { nodes, edges, quantifier, end: i }
  }
}

function readNode(inner: readonly Token[], start: number): NodePattern | undefined {
  const head = readHead(inner)
  if (inner.length > 0 && !head.variable && head.names.length === 0 && inner[0]?.text !== '{') return undefined
  return {
    variable: head.variable,
    labels: head.names,
    properties: head.properties,
    foreign: head.bar ?? head.foreign,
    insertAt: head.variable?.end ?? start,
  }
}

function readEdge(tokens: readonly Token[], start: number): { readonly pattern: EdgePattern; readonly end: number } | undefined {
  const texts = (from: number, ...wanted: string[]) => wanted.every((text, i) => tokens[from + i]?.text === text)
  const isLeft = texts(start, '<', '-')
  const dash = isLeft ? start + 1 : start
  if (!texts(dash, '-')) return undefined
  const hasBody = texts(dash + 1, '[')
  const close = hasBody ? closing(tokens, dash + 1) : dash
  if (!texts(close + 1, '-')) return undefined
  const isRight = texts(close + 2, '>')
  const inner = hasBody ? tokens.slice(dash + 2, close) : []
  const star = inner.findIndex((t, i) => t.text === '*' && !inner.slice(0, i).some((b) => b.text === '{'))
  const head = readHead(star < 0 ? inner : [...inner.slice(0, star), ...afterLength(inner.slice(star + 1))])
  return {
    pattern: {
      variable: head.variable,
      types: head.names,
      properties: head.properties,
      direction: isLeft === isRight ? 'any' : isLeft ? 'left' : 'right',
      isVariableLength: star >= 0,
      foreign: head.foreign,
      insertAt: (head.names.at(-1) ?? tokens[hasBody ? dash + 1 : dash])?.end ?? 0,
    },
    end: close + (isRight ? 3 : 2),
  }
}

/** What follows `*`, `*2`, `*..3`, `*1..3`. */
function afterLength(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.findIndex((t) => t.kind !== 'number' && t.text !== '..')
  return first < 0 ? [] : tokens.slice(first)
}

/** `name:A:B {k: v}` of a node, `name:A|B {k: v}` of a relationship. */
function readHead(inner: readonly Token[]): {
  readonly variable: Token | undefined
  readonly names: readonly Token[]
  readonly properties: readonly Entry[]
  readonly bar: Token | undefined
  readonly foreign: Token | undefined
} {
  const isNamed = inner[0]?.kind === 'word' || inner[0]?.kind === 'quoted'
  const variable = isNamed ? inner[0] : undefined
  const names: Token[] = []
  let i = isNamed ? 1 : 0
  let bar: Token | undefined
  while (inner[i]?.text === ':' || (names.length > 0 && inner[i]?.text === '|')) {
    const name = inner[i + 1]
    if (name?.text === ':') {
      i += 1 // the old spelling [:A|:B]
      continue
    }
    if (name?.kind !== 'word' && name?.kind !== 'quoted') break
    if (inner[i]?.text === '|') bar ??= inner[i]
    names.push(name)
    i += 2
  }
  let properties: readonly Entry[] = []
  if (inner[i]?.text === '{') {
    const close = closing(inner, i)
    properties = readMap(inner.slice(i + 1, close))
    i = close + 1
  }
  return { variable, names, properties, bar, foreign: inner[i] }
}

/** The inside of `{k: v, …}`. */
export function readMap(inner: readonly Token[]): readonly Entry[] {
  return splitAtCommas(inner).flatMap(([key, colon, ...value]) => (key && colon?.text === ':' ? [{ key, value }] : []))
}
