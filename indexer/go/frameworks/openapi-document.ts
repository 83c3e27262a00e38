// What OpenAPI documents say of who may ask, as far as verdicts need it: which operations somebody may choose to ask without
// saying who he is (`security: [{bearer: []}, {}]`). Generated code notes the other scheme there as if it were asked for.

import { parseAllDocuments } from 'yaml'

export interface OpenapiDocuments {
  /** Whether the operation may be such a one, of a path with `:name` for its parameters. */
  leavesOpen(method: string, path: string | undefined): boolean
}

interface Operation {
  readonly method: string
  readonly path: string
}

/** `texts`: whatever in the repository may be a document, or a part of one. Without any, nothing is known of any operation. */
export function createDocuments(texts: readonly string[]): OpenapiDocuments {
  const found = texts.map((text) => openOperations(text))
  const anywhere = texts.length === 0 || found.includes('anywhere')
  const operations = found.flatMap((f) => (f === 'anywhere' ? [] : f))
  return {
    leavesOpen: (method, path) =>
      anywhere ||
      operations.some((o) => path === undefined || ((o.method === method || method === '*') && plain(path).endsWith(plain(o.path)))),
  }
}

/** Without the names of its parameters. */
const plain = (path: string): string => path.replace(/\{[^}]*\}|:[^/]+/g, '{}').replace(/\/$/, '')

/** `anywhere`: where no operation stands around it, or the text cannot be read, it may hold for each. */
function openOperations(text: string): readonly Operation[] | 'anywhere' {
  const places = openPlaces(text)
  const operations = places?.map((keys): Operation | undefined => {
    const at = keys.lastIndexOf('paths')
    const [path, method] = keys.slice(at + 1)
    return at >= 0 && path !== undefined && method !== undefined ? { path, method: method.toUpperCase() } : undefined
  })
  return operations?.every((o) => o !== undefined) ? operations : 'anywhere'
}

type Place = readonly string[]

/** The keys that lead to each list of schemes with one that asks for nothing; undefined where the text cannot be read. */
function openPlaces(text: string): readonly Place[] | undefined {
  const found: Place[] = []
  const walk = (value: unknown, keys: Place): void => {
    if (typeof value !== 'object' || value === null || keys.length > DEEPEST) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'security' && Array.isArray(inner) && inner.some(isEmpty)) found.push(keys)
      walk(inner, [...keys, key])
    }
  }
  try {
    // JSON is YAML.
    for (const document of parseAllDocuments(text, { merge: true, logLevel: 'error' })) {
      if (document.errors.length > 0) return unreadable(text)
      walk(document.toJS(), [])
    }
  } catch {
    return unreadable(text)
  }
  return found
}

/** An anchor may hold itself. */
const DEEPEST = 60

/** What names no security asks for none. */
const unreadable = (text: string): readonly Place[] | undefined => (/\bsecurity\b/.test(text) ? undefined : [])

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0
