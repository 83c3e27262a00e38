// What answers one procedure of a service, and the interceptors that stand around it.

import type { Run } from '../../evaluate/frame.ts'
import type { LibraryCall } from '../../library/model.ts'
import { type Type, UNKNOWN_TYPE } from '../../types.ts'
import type { Procedure } from '../../unwrap.ts'
import { options, typed, typeOf, type Value } from '../../values.ts'
import { handlerLabel } from '../labels.ts'

type Around = Procedure['around'][number]

/** The method of an interceptor that gets the next handler, by what it answers. */
type Wraps = 'WrapUnary' | 'WrapStreamingHandler'

/** State of a value of model `connectOption`: what it puts around a handler, outermost first. */
interface HandlerOption {
  readonly interceptors: readonly Value[]
}

const HANDLERS: Readonly<Record<string, Wraps>> = {
  NewUnaryHandler: 'WrapUnary',
  NewUnaryHandlerSimple: 'WrapUnary',
  NewClientStreamHandler: 'WrapStreamingHandler',
  NewClientStreamHandlerSimple: 'WrapStreamingHandler',
  NewServerStreamHandler: 'WrapStreamingHandler',
  NewServerStreamHandlerSimple: 'WrapStreamingHandler',
  NewBidiStreamHandler: 'WrapStreamingHandler',
  NewBidiStreamHandlerSimple: 'WrapStreamingHandler',
}

/** `connect.NewUnaryHandler(procedure, method, options…)`. */
export function procedureHandler({ run, name, args, path }: LibraryCall): Value | undefined {
  const wraps = HANDLERS[name]
  const inner = args[1]
  if (!wraps || !inner) return undefined
  const state: Procedure = { inner, around: args.slice(2).flatMap((option) => aroundOf(run, option, wraps)) }
  return { kind: 'model', model: 'procedure', type: { kind: 'pointer', of: { kind: 'external', package: path, name: 'Handler' } }, state }
}

/** What makes an option of a handler; those that choose by the procedure are not followed. */
export function handlerOption({ name, args, path }: LibraryCall): Value | undefined {
  const type: Type = { kind: 'external', package: path, name: 'HandlerOption' }
  if (name === 'WithConditionalHandlerOptions') return typed(type)
  if (!/^With[A-Z]/.test(name)) return undefined
  const interceptors = /^With(Interceptors|HandlerOptions|Options)$/.test(name) ? args : []
  return { kind: 'model', model: 'connectOption', type, state: { interceptors } satisfies HandlerOption }
}

const UNSEEN: Around = { value: typed(UNKNOWN_TYPE), label: 'options of the service' }

/** What an option, or an interceptor itself, puts around a handler. */
function aroundOf(run: Run, value: Value, wraps: Wraps): readonly Around[] {
  switch (value.kind) {
    case 'nil':
      return []
    case 'list':
      return [...value.elements.flatMap((v) => aroundOf(run, v, wraps)), ...(value.open ? [UNSEEN] : [])]
    case 'choice':
      return value.options.flatMap((v) => aroundOf(run, v, wraps)).map((a) => ({ ...a, sometimes: true }))
    case 'model':
      return value.model === 'connectOption'
        ? (value.state as HandlerOption).interceptors.flatMap((v) => aroundOf(run, v, wraps))
        : [interceptor(run, value, wraps) ?? UNSEEN]
    // A function is an interceptor of what is no stream.
    case 'function':
      return wraps === 'WrapUnary' ? [{ value, label: handlerLabel(value, undefined) }] : []
    default: {
      const known = interceptor(run, value, wraps)
      if (known) return [known]
      const found = run.sources?.(value) ?? []
      return found.length > 0 && found.every((v) => v.kind !== 'symbolic') ? found.flatMap((v) => aroundOf(run, v, wraps)) : [UNSEEN]
    }
  }
}

function interceptor(run: Run, value: Value, wraps: Wraps): Around | undefined {
  const made = value.kind === 'symbolic' && value.origin.kind === 'library' ? value.origin : undefined
  // What another library made: what is said of any library's middleware holds for it.
  if (made) return { value, label: `${made.package} ${made.name}` }
  const member = run.types.member(typeOf(value), wraps)
  if (member?.kind !== 'method') return undefined
  const label = `${member.owner.name}.${wraps}`
  return { value: { kind: 'function', entity: member.entity, receiver: value, label }, label }
}

/** The names of what stands around a handler, where nobody can say on which of its ways. */
export const namesAround = (handler: Value): string[] =>
  options(handler).flatMap((v) => (v.kind === 'model' && v.model === 'procedure' ? (v.state as Procedure).around.map((a) => a.label) : []))
