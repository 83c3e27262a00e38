// What OpenAPI documents say of who may ask, as far as verdicts need it: which operations somebody may choose to ask without
// saying who he is (`security: [{bearer: []}, {}]`). Generated code notes the other scheme there as if it were asked for.

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

/** `anywhere`: where no operation stands around it, it may hold for each. */
function openOperations(text: string): readonly Operation[] | 'anywhere' {
  const places = /^\s*[[{]/.test(text) ? placesInJson(text) : placesInYaml(text)
  const operations = places.map((keys): Operation | undefined => {
    const at = keys.lastIndexOf('paths')
    const [path, method] = keys.slice(at + 1)
    return at >= 0 && path !== undefined && method !== undefined ? { path, method: method.toUpperCase() } : undefined
  })
  return operations.every((o) => o !== undefined) ? operations : 'anywhere'
}

type Place = readonly string[]

function placesInJson(text: string): readonly Place[] {
  const found: Place[] = []
  const walk = (value: unknown, keys: Place): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'security' && Array.isArray(inner) && inner.some(isEmpty)) found.push(keys)
      walk(inner, [...keys, key])
    }
  }
  try {
    walk(JSON.parse(text), [])
  } catch {
    return /"security"/.test(text) ? [[]] : []
  }
  return found
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Line by line, by indentation: documents are written that way. */
function placesInYaml(text: string): readonly Place[] {
  const found: Place[] = []
  const stack: { readonly indent: number; readonly key: string }[] = []
  const lines = text.split('\n')
  for (const [n, written] of lines.entries()) {
    const line = written.replace(/(^|\s)#.*/, '').trimEnd()
    const content = line.trimStart()
    if (content === '') continue
    const indent = line.length - content.length
    const item = content.startsWith('-')
    // An item may stand as far out as the key whose it is.
    while (stack.length > 0 && (stack.at(-1)?.indent ?? 0) >= indent + (item ? 1 : 0)) stack.pop()
    if (item && stack.at(-1)?.key === 'security' && /^-\s*\{\s*\}$/.test(content)) found.push(stack.slice(0, -1).map((s) => s.key))
    const key = item ? undefined : /^(["']?)(.+?)\1\s*:(\s|$)/.exec(content)?.[2]
    if (key === undefined) continue
    // `security: [{}, {bearer: []}]`, on as many lines as it takes.
    const flow = key === 'security' && /:\s*\[/.test(content) ? lines.slice(n, n + MOST_LINES).join(' ') : ''
    if (/^\s*["']?security["']?\s*:\s*\[(?:[^[\]{}]|\{[^{}]*[^{}\s][^{}]*\})*\{\s*\}/.test(flow)) found.push(stack.map((s) => s.key))
    stack.push({ indent, key })
  }
  return found
}

const MOST_LINES = 20
