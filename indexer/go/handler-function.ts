// The function of the program behind a handler value, or the library that answers there.

import type { Library } from './library/model.ts'
import type { TypeOracle } from './types.ts'
import { type FunctionValue, isModel, options, typed, typeOf, type Value } from './values.ts'

export type HandlerFunctions = (value: Value) => FunctionValue | undefined

export function createHandlerFunctions(types: TypeOracle, sources: (value: Value) => readonly Value[]): HandlerFunctions {
  return functionOf

  function functionOf(value: Value): FunctionValue | undefined {
    for (const option of options(value)) {
      if (option.kind === 'function') return option
      if (option.kind === 'model' && option.model === 'handler') return functionOf((option.state as { inner: Value }).inner)
      if (option.kind === 'instance') return methodOf(option, 'ServeHTTP')
      if (option.kind === 'symbolic') {
        for (const source of sources(option)) if (source.kind === 'function') return source
        const serves = methodOf(option, 'ServeHTTP')
        if (serves) return serves
      }
      if (option.kind === 'interfaceMethod') {
        for (const source of sources(option.receiver)) {
          const method = methodOf(source, option.name)
          if (method) return method
        }
        // Where nothing says what stands behind it, the only type of the program that can.
        const [entity, ...more] = types.implementers(option.on)
        if (entity && more.length === 0) return methodOf(typed({ kind: 'named', entity }), option.name)
      }
    }
    return undefined
  }

  function methodOf(receiver: Value, name: string): FunctionValue | undefined {
    const member = receiver.kind === 'instance' || receiver.kind === 'symbolic' ? types.member(receiver.type, name) : undefined
    return member?.kind === 'method' ? { kind: 'function', entity: member.entity, receiver, label: name } : undefined
  }
}

/** What an adaptor makes a handler of another framework of. */
export function adapted(value: Value): Value {
  if (!isModel(value, 'handler')) return value
  const { protocol, inner } = value.state as { readonly protocol: string; readonly inner: Value }
  return protocol === 'http' ? adapted(inner) : value
}

/** The library behind a handler value that answers by rules which nothing here follows. */
export function unfollowedLibrary(library: Library, value: Value, sources: (value: Value) => readonly Value[]): string | undefined {
  for (const option of options(value).flatMap((v) => [v, ...sources(v)])) {
    if (option.kind === 'model' && option.model === 'handler')
      return unfollowedLibrary(library, (option.state as { inner: Value }).inner, sources)
    const found = library.unfollowed(typeOf(option.kind === 'libraryFunction' && option.receiver ? option.receiver : option))
    if (found !== undefined) return found
  }
  return undefined
}
