// Go's predeclared functions, where they do something to a value that we follow.

import { isAbsent } from '../anonymous.ts'
import { emptyBuffer } from '../library/text-buffers.ts'
import type { Expression } from '../syntax.ts'
import { basic, type Type, UNKNOWN_TYPE } from '../types.ts'
import { constantText, join, options, type Scope, typed, typeOf, type Value } from '../values.ts'
import { elementType, holdsBehaviour, noteElement } from './elements.ts'
import { asRow, evaluate } from './expressions.ts'
import type { Frame, Run } from './frame.ts'
import { noteAppended, noteRow } from './rows.ts'
import { holdsRows, longest } from './tables.ts'

const BUILTINS = new Set('append cap clear close complex copy delete imag len make max min new panic print println real recover'.split(' '))

/** Of a slice that is made to be filled with functions, so many places are told apart. */
const MOST_PLACES = 64

export const isBuiltin = (name: string) => BUILTINS.has(name)

export function callBuiltin(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'call' }): Value {
  const name = e.callee.kind === 'name' ? e.callee.name : ''
  const args = e.args.map((a) => asRow(a, evaluate(run, frame, scope, a)))
  const [first, ...rest] = args
  switch (name) {
    case 'append':
      for (const item of rest) if (first && !e.spread) noteElement(run, first, item)
      if (first) noteAppended(run, first, rest, e.spread ?? false)
      return first
        ? append(
            run,
            first,
            rest,
            e.spread ?? false,
            frame.loops.some((l) => !l.unrolled),
          )
        : typed(UNKNOWN_TYPE)
    case 'make':
    case 'new': {
      if (first?.kind !== 'type') return typed(UNKNOWN_TYPE)
      if (name === 'new') {
        if (run.library.isBuffer(first.type)) return emptyBuffer(first.type, e.at)
        const shape = run.types.underlying(first.type)
        return shape.kind === 'struct'
          ? { kind: 'instance', type: first.type, fields: new Map(), at: e.at }
          : typed({ kind: 'pointer', of: first.type })
      }
      const shape = run.types.underlying(first.type)
      // With a length the slice has zero elements already; with a capacity only, it is empty.
      const length = rest[0]
      if (shape.kind === 'slice' && length?.kind === 'number' && length.value <= MOST_PLACES && holdsBehaviour(run, shape.of))
        return { kind: 'list', elements: Array(length.value).fill({ kind: 'nil', type: shape.of }), type: first.type, open: false }
      if (shape.kind === 'slice' || run.library.isList(first.type))
        return {
          kind: 'list',
          elements: [],
          type: first.type,
          open: length !== undefined && !(length.kind === 'number' && length.value === 0),
        }
      if (shape.kind === 'map') return { kind: 'mapping', entries: [], type: first.type, open: false }
      return typed(first.type)
    }
    case 'len':
    case 'cap':
      return first
        ? options(first)
            .map((o) => lengthOf(o, name))
            .reduce(join)
        : typed(basic('int'))
    case 'min':
    case 'max':
      return first ? typed(typeOf(first)) : typed(UNKNOWN_TYPE)
    case 'delete':
    case 'clear':
      if (e.args[0] && first) noteRow(run, frame, scope, e.args[0], first, rest[0] ? { key: rest[0] } : {})
      return typed(UNKNOWN_TYPE)
    case 'recover':
      return typed(basic('any'))
    default:
      return typed(UNKNOWN_TYPE)
  }
}

function lengthOf(value: Value, name: string): Value {
  if (isAbsent(value) || (value.kind === 'nil' && name === 'len')) return { kind: 'number', value: 0 }
  if (value.kind === 'list' && !value.open && name === 'len') return { kind: 'number', value: value.elements.length }
  if (value.kind === 'mapping' && value.written && name === 'len') return { kind: 'number', value: value.entries.length }
  const text = constantText(value)
  return text === undefined ? typed(basic('int')) : { kind: 'number', value: Buffer.byteLength(text) }
}

function append(run: Run, list: Value, items: readonly Value[], spread: boolean, inLoop: boolean): Value {
  const results = options(run.mode === 'registration' ? longest(list) : list).map((l): Value => {
    if (l.kind === 'symbolic' && run.mode === 'registration' && !spread && isRows(run, l.type))
      return { kind: 'list', elements: items, type: l.type, open: true }
    if (l.kind !== 'list') return l.kind === 'nil' ? { kind: 'list', elements: items, type: l.type, open: spread || inLoop } : l
    const last = items[items.length - 1]
    const added = spread && last?.kind === 'list' ? [...items.slice(0, -1), ...last.elements] : spread ? items.slice(0, -1) : items
    const open = l.open || inLoop || (spread && (last?.kind !== 'list' || last.open))
    return {
      ...l,
      elements: l.elements.length + added.length > 256 ? l.elements : [...l.elements, ...added],
      open: open || l.elements.length + added.length > 256,
    }
  })
  return results.reduce(join)
}

/** Rows of a table that a registration fills, whatever stands in it already. */
function isRows(run: Run, type: Type): boolean {
  const element = elementType(run.types, type)
  return element !== undefined && holdsRows(run, element)
}
