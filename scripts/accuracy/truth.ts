// What is true, from a file: routes in the shape of `throughline routes --format json`, or an OpenAPI 2 or 3 document.

import { parse } from 'yaml'
import type { TrueRoute } from './routes.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** A list of routes, or an object with one under `routes`. */
export function readTruth(text: string): readonly TrueRoute[] {
  const document: unknown = JSON.parse(text)
  const list = Array.isArray(document) ? document : field(document, 'routes')
  if (!Array.isArray(list)) throw new Error('a truth file is a list of routes, or has one under "routes"')
  return list.map((entry: unknown) => {
    const [method, path, auth] = [field(entry, 'method'), field(entry, 'path'), field(entry, 'auth')]
    if (typeof method !== 'string' || typeof path !== 'string')
      throw new Error(`a route without method or path: ${JSON.stringify(entry).slice(0, 200)}`)
    return { method, path, auth: auth === 'required' || auth === 'optional' || auth === 'none' ? auth : undefined }
  })
}

/** JSON is YAML: one reader for both. What a document says nothing of (`security` nowhere) is not judged. */
export function readOpenApi(text: string): readonly TrueRoute[] {
  const document: unknown = parse(text)
  const paths = field(document, 'paths')
  if (typeof paths !== 'object' || paths === null) throw new Error('an OpenAPI document has "paths"')
  const prefix = prefixOf(document)
  const global = field(document, 'security')
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = field(item, method)
      return operation === undefined ? [] : [{ path: prefix + path, method: method.toUpperCase(), security: field(operation, 'security') }]
    }),
  )
  const speaks = global !== undefined || operations.some((o) => o.security !== undefined)
  return operations.map(({ path, method, security }) => ({
    path,
    method,
    auth: speaks ? authOf(security ?? global) : undefined,
  }))
}

/** One of the alternatives must hold; an empty one asks for nothing. */
function authOf(security: unknown): 'required' | 'optional' | 'none' {
  if (!Array.isArray(security) || security.length === 0) return 'none'
  const open = security.some((s: unknown) => typeof s === 'object' && s !== null && Object.keys(s).length === 0)
  return open ? (security.length > 1 ? 'optional' : 'none') : 'required'
}

/** `basePath`, or the path of the first server. */
function prefixOf(document: unknown): string {
  const base = field(document, 'basePath')
  if (typeof base === 'string') return base.replace(/\/$/, '')
  const servers = field(document, 'servers')
  const url: unknown = Array.isArray(servers) ? field(servers[0], 'url') : undefined
  if (typeof url !== 'string') return ''
  const filled = url.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = field(field(field(Array.isArray(servers) ? servers[0] : undefined, 'variables'), name), 'default')
    return value === undefined ? whole : String(value)
  })
  return filled.replace(/^[a-z]+:\/\/[^/]*/, '').replace(/\/$/, '')
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined
}
