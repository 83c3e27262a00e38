// One piece of Go source on its way to plain data: its text, its tree, and the questions that every part of the lowering asks.

import type { Expression, FunctionSyntax, Parameter, Position, Statement, TypeSyntax } from '../syntax.ts'
import { position } from '../syntax.ts'
import type { FlatTree } from './flat-tree.ts'
import { Kind } from './kinds.ts'

/** The families of syntax contain each other; they meet here rather than import each other. */
export interface Lowering {
  readonly expression: (source: Source, node: number) => Expression
  readonly type: (source: Source, node: number) => TypeSyntax
  readonly isType: (source: Source, node: number) => boolean
  readonly parameters: (source: Source, list: number) => readonly Parameter[]
  readonly function: (source: Source, node: number) => FunctionSyntax
  readonly body: (source: Source, node: number) => readonly Statement[]
  /** The statements that one node is, as the body of something else. */
  readonly nested: (source: Source, node: number) => readonly Statement[]
  readonly statement: (source: Source, node: number) => Statement | undefined
}

export interface Source {
  readonly text: string
  readonly tree: FlatTree
  /** Offset of each line's first character. */
  readonly lineStarts: Int32Array
  /** Lines of the file above this piece. */
  readonly linesAbove: number
  readonly lower: Lowering
  /** Patterns of go:embed by line, of the whole file. */
  readonly embeds: Map<number, readonly string[]>
  /** The line last asked for: questions come nearly in order. */
  lastLine: number
  /** Levels of nesting at the moment. */
  depth: number
  tooDeep: Position | undefined
}

/** What is nested deeper is not read: it is no program's text, and whoever walks the result must not run out of stack. */
const maximumDepth = 400

/** Runs a rule one level deeper, or its stand-in below the last level. */
export function deeper<T>(source: Source, node: number, rule: (s: Source, n: number) => T, otherwise: (s: Source, n: number) => T): T {
  if (source.depth >= maximumDepth) {
    source.tooDeep ??= at(source, node)
    return otherwise(source, node)
  }
  source.depth++
  const result = rule(source, node)
  source.depth--
  return result
}

export function lineStartsOf(text: string): Int32Array {
  const starts: number[] = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return Int32Array.from(starts)
}

/** From 0, in this piece. */
function lineIndex(source: Source, offset: number): number {
  const starts = source.lineStarts
  let line = source.lastLine
  if (offset < (starts[line] ?? 0) || offset >= (starts[line + 16] ?? Infinity)) {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    line = low
  }
  while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++
  source.lastLine = line
  return line
}

export const startOf = (source: Source, node: number): number => source.tree.start[node] ?? 0
export const endOf = (source: Source, node: number): number => source.tree.end[node] ?? 0
export const kindOf = (source: Source, node: number): number => source.tree.kind[node] ?? 0
export const nextOf = (source: Source, node: number): number => source.tree.next[node] ?? source.tree.count

export function at(source: Source, node: number): Position {
  const offset = startOf(source, node)
  const line = lineIndex(source, offset)
  return position(line + 1 + source.linesAbove, offset - (source.lineStarts[line] ?? 0) + 1)
}

export const lineAt = (source: Source, offset: number): number => lineIndex(source, offset) + 1 + source.linesAbove

/** The line that a node's last character is on. */
export const endLineOf = (source: Source, node: number): number => lineAt(source, Math.max(startOf(source, node), endOf(source, node) - 1))

export const textOf = (source: Source, node: number): string => source.text.slice(startOf(source, node), endOf(source, node))

/** In one line, at most 200 characters. */
export function oneLine(source: Source, from: number, to: number): string {
  const text = source.text.slice(from, Math.min(to, from + 1000))
  const line = /\s\s|[\n\t\r]/.test(text) ? text.replace(/\s+/g, ' ').trim() : text
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

/** The child in a field, or -1. */
export function child(source: Source, node: number, field: number): number {
  const { field: fields, next } = source.tree
  const end = next[node] ?? 0
  for (let c = node + 1; c < end; c = next[c] ?? end) if (fields[c] === field && kindOf(source, c) !== Kind.comment) return c
  return -1
}

/** The first child of a kind, or -1. */
export function childOfKind(source: Source, node: number, kind: number): number {
  const { kind: kinds, next } = source.tree
  const end = next[node] ?? 0
  for (let c = node + 1; c < end; c = next[c] ?? end) if (kinds[c] === kind) return c
  return -1
}

export const hasToken = (source: Source, node: number, kind: number): boolean => childOfKind(source, node, kind) >= 0
