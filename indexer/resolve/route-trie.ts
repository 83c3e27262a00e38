// Routes by the segments of their paths. A literal is closer than a variable, a variable closer than a wildcard; of equals
// the one registered first wins.

export interface LinkRoute {
  readonly id: string
  /** `*` answers any method. */
  readonly method: string
  /** A parameter is `:name`, a wildcard `*`, a part of any length that is not known `{name}`. */
  readonly path: string
  /** http | ws | static */
  readonly protocol: string
}

/** A segment of a call: a literal, any one value, or anything at all from here on. */
export type CallSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable' }
  | { readonly kind: 'tail'; readonly after: string }

export type Match = 'exact' | 'variable' | 'wildcard'

export interface Found {
  readonly route: LinkRoute
  readonly match: Match
  /** Smaller is closer. */
  readonly cost: number
  /** A variable of the call stands for a literal of the route: routes of equal cost are all meant. */
  readonly spread: boolean
}

interface Node {
  readonly literals: Map<string, Node>
  variable: Node | undefined
  readonly ends: Found[]
  readonly wildcards: LinkRoute[]
}

function createNode(): Node {
  return { literals: new Map(), variable: undefined, ends: [], wildcards: [] }
}

export interface RouteTrie {
  /** Routes of any method that a path reaches, best first; routes of different method stand side by side. */
  find(segments: readonly CallSegment[]): readonly Found[]
}

export function createRouteTrie(routes: readonly LinkRoute[]): RouteTrie {
  const root = createNode()
  for (const route of routes)
    for (const segments of pathsOf(route)) {
      const known = withoutUnknown(segments)
      insert(root, segments, { route, match: 'exact', cost: 0, spread: false })
      if (known) insert(root, known, { route, match: 'variable', cost: GUESS, spread: false })
    }
  return { find: (segments) => best(walk(root, segments, 0)) }
}

/** A parameter that may be absent makes two paths; a static folder answers everything below it. */
function pathsOf({ path, protocol }: LinkRoute): string[][] {
  const segments = path.split('/').filter((s) => s !== '')
  const all = [segments]
  if (/^:[\w-]+\?$/.test(segments.at(-1) ?? '')) all.push(segments.slice(0, -1))
  if (protocol === 'static' && segments.at(-1) !== '*') all.push([...segments, '*'])
  return all
}

/** What is left where the parts that are not known are empty, as a base path most often is. */
function withoutUnknown(segments: readonly string[]): readonly string[] | undefined {
  const known = segments.filter((s) => !/^\{.*\}$/.test(s))
  return known.length < segments.length && known.some((s) => !/^[:*+]/.test(s)) ? known : undefined
}

function insert(root: Node, segments: readonly string[], end: Found): void {
  let node = root
  for (const segment of segments) {
    if (segment.startsWith('*') || segment === '+') {
      // One for every path is the page itself or a last resort: it answers no call in earnest.
      if (node !== root) node.wildcards.push(end.route)
      return
    }
    node = segment.includes(':') || /^\{.*\}$/.test(segment) ? variableOf(node) : literalOf(node, segment)
  }
  node.ends.push(end)
}

function variableOf(node: Node): Node {
  node.variable ??= createNode()
  return node.variable
}

/** Case does not tell routes apart: most routers ignore it, and no sane application relies on it. */
function literalOf(node: Node, segment: string): Node {
  const key = segment.toLowerCase()
  const known = node.literals.get(key)
  if (known) return known
  const made = createNode()
  node.literals.set(key, made)
  return made
}

/** What one segment costs that is not met by its like; a wildcard costs more than any number of variables. */
const GUESS = 1
const WILDCARD = 1000

function walk(node: Node, segments: readonly CallSegment[], at: number): Found[] {
  const segment = segments[at]
  const rest = segments.length - at
  const wild = node.wildcards.map((route): Found => ({ route, match: 'wildcard', cost: WILDCARD + rest, spread: false }))
  if (!segment) return [...node.ends, ...wild]
  const found: Found[] = []
  const step = (next: Node | undefined, cost: number, match: Match, spread = false) => {
    if (!next) return
    for (const c of walk(next, segments, at + 1))
      found.push({ route: c.route, match: worse(c.match, match), cost: c.cost + cost, spread: c.spread || spread })
  }
  if (segment.kind === 'literal') {
    step(node.literals.get(segment.text.toLowerCase()), 0, 'exact')
    step(node.variable, GUESS, 'variable')
  } else if (segment.kind === 'variable') {
    step(node.variable, 0, 'exact')
    for (const next of node.literals.values()) step(next, GUESS, 'variable', true)
  } else if (segment.after) {
    // A word with something unknown glued to it is most often a path with a query.
    step(node.literals.get(segment.after.toLowerCase()), GUESS, 'wildcard')
  }
  return [...found, ...wild]
}

function worse(a: Match, b: Match): Match {
  if (a === 'wildcard' || b === 'wildcard') return 'wildcard'
  return a === 'variable' || b === 'variable' ? 'variable' : 'exact'
}

function best(candidates: readonly Found[]): Found[] {
  const found = new Map<LinkRoute, Found>()
  for (const c of candidates) {
    const known = found.get(c.route)
    if (!known || c.cost < known.cost) found.set(c.route, c)
  }
  return [...found.values()].sort((a, b) => a.cost - b.cost)
}
