// How an API adds a route to the router that it stands on: as that framework's own call, with its way of writing parameters.

import type { LibraryCall } from '../../library/model.ts'
import { libraryPath } from '../../program.ts'
import { pointerless } from '../../types.ts'
import { concat, options, text, typeOf, type Value } from '../../values.ts'

interface Way {
  readonly name: string
  /** Arguments before the handler. */
  readonly args: (method: string, path: Value) => readonly Value[]
  /** What is called on the route that the call gives. */
  readonly methods?: string
}

const inBraces = (method: string, path: Value): readonly Value[] => [text(method), path]
const withColons = (method: string, path: Value): readonly Value[] => [text(method), colons(path)]

const WAYS: Readonly<Record<string, Way>> = {
  'github.com/go-chi/chi': { name: 'Method', args: inBraces },
  'github.com/labstack/echo': { name: 'Add', args: withColons },
  'github.com/gin-gonic/gin': { name: 'Handle', args: withColons },
  'github.com/gofiber/fiber': { name: 'Add', args: withColons },
  'github.com/julienschmidt/httprouter': { name: 'Handle', args: withColons },
  'github.com/gorilla/mux': { name: 'Handle', args: (_, path) => [path], methods: 'Methods' },
  'net/http': {
    name: 'Handle',
    args: (method, path) => [
      concat([
        { value: text(`${method} `), text: '' },
        { value: path, text: 'path' },
      ]),
    ],
  },
}

/** `{id}` is `:id`. */
const colons = (path: Value): Value =>
  path.kind === 'string' ? { ...path, parts: path.parts.map((p) => (typeof p === 'string' ? p.replace(/\{(\w+)\}/g, ':$1') : p)) } : path

/** Whether the router was one of a framework that is known. */
export function addRoute(call: LibraryCall, under: Value, method: string, path: Value, handler: Value | undefined): boolean {
  let added = false
  for (const router of options(under)) {
    const type = pointerless(typeOf(router))
    const way = type.kind === 'external' ? WAYS[libraryPath(type.package)] : undefined
    if (type.kind !== 'external' || !way || !handler) continue
    const model = call.run.library.modelOf(libraryPath(type.package))
    const on = { ...call, package: libraryPath(type.package), path: type.package, spread: false }
    const route = model?.call?.({ ...on, on: type.name, name: way.name, receiver: router, args: [...way.args(method, path), handler] })
    if (way.methods && route) model?.call?.({ ...on, on: 'Route', name: way.methods, receiver: route, args: [text(method)] })
    added = true
  }
  return added
}
