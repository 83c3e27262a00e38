// strings.Builder and bytes.Buffer: text that grows write by write, kept in the value itself so that branches undo and join it.

import { assign } from '../evaluate/frame.ts'
import { basic, ERROR, STRING, type Type } from '../types.ts'
import { concat, IN_LOOP, type InstanceValue, join, options, type StringValue, text, typed, type Value } from '../values.ts'
import { words } from '../walk.ts'
import type { LibraryCall } from './model.ts'

const KEPT = 'text'

export function emptyBuffer(type: Type, at: number, value: Value = text('')): InstanceValue {
  return { kind: 'instance', type, fields: new Map([[KEPT, { value }]]), at }
}

/** A method of a buffer, or `bytes.NewBufferString`. */
export function bufferCall(c: LibraryCall): Value | undefined {
  if (!c.receiver)
    return c.package === 'bytes' && /^NewBuffer(String)?$/.test(c.name)
      ? emptyBuffer(
          { kind: 'external', package: 'bytes', name: 'Buffer' },
          c.expression.at,
          c.args[0]?.kind === 'nil' ? text('') : c.args[0],
        )
      : undefined
  if (c.on !== 'Builder' && c.on !== 'Buffer') return undefined
  switch (c.name) {
    case 'String':
    case 'Bytes':
      return kept(c.receiver)
    case 'WriteString':
    case 'Write':
      write(c, c.receiver, c.args[0], words(c.expression.args[0]))
      return { kind: 'tuple', elements: [typed(basic('int')), typed(ERROR)] }
    case 'WriteByte':
    case 'WriteRune': {
      write(c, c.receiver, character(c.args[0]), words(c.expression.args[0]))
      return c.name === 'WriteByte' ? typed(ERROR) : { kind: 'tuple', elements: [typed(basic('int')), typed(ERROR)] }
    }
    case 'Reset':
      for (const option of options(c.receiver)) {
        const binding = option.kind === 'instance' ? option.fields.get(KEPT) : undefined
        if (binding) assign(c.run, binding, text(''))
      }
      return typed(basic('int'))
    default:
      return undefined
  }
}

/** `fmt.Fprintf(&b, …)` writes what Sprintf gives. */
export function write(c: LibraryCall, into: Value | undefined, what: Value | undefined, said: string): void {
  for (const option of into ? options(into) : []) {
    const binding = option.kind === 'instance' ? option.fields.get(KEPT) : undefined
    if (!binding || option.kind !== 'instance') continue
    const looped = c.frame.loops.some((l) => !l.unrolled && l.at > option.at)
    const grown = options(binding.value).flatMap((before) =>
      (what ? options(what) : [typed(STRING)]).map((after): StringValue => {
        const all = concat([
          { value: before, text: 'text' },
          { value: after, text: said },
        ])
        return looped ? { ...all, partial: IN_LOOP } : all
      }),
    )
    assign(c.run, binding, grown.reduce<Value | undefined>((all, one) => (all ? join(all, one) : one), undefined) ?? typed(STRING))
  }
}

function kept(value: Value): Value {
  const found = options(value).flatMap((o) => (o.kind === 'instance' ? (o.fields.get(KEPT)?.value ?? []) : []))
  return found.reduce<Value | undefined>((all, one) => (all ? join(all, one) : one), undefined) ?? typed(STRING)
}

/** A byte or a rune as the text that it is. */
function character(of: Value | undefined): Value {
  return of?.kind === 'number' ? text(String.fromCodePoint(of.value)) : typed(STRING)
}
