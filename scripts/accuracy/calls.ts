// Our call edges beside those of the type checker (test/oracle): recall, precision and false interface edges, as plain data.
// Both speak of functions by symbol. What differs by design is brought together first: a closure handed to a helper is, to
// us, called by who wrote it (`via` the helper), to the oracle by the helper; what a library calls back is our call at
// the place where it is handed over.

export interface OracleEdge {
  readonly caller: string
  readonly callee: string
  /** file:line:column */
  readonly site: string
  readonly kind: 'static' | 'interface' | 'funcvalue'
  readonly algorithms: readonly string[]
}

export interface Oracle {
  readonly functions: readonly { readonly symbol: string; readonly at: string; readonly generated?: boolean }[]
  readonly edges: readonly OracleEdge[]
  readonly callbacks: readonly { readonly callee: string; readonly by: readonly string[] }[]
  /** Why some package could not be checked. */
  readonly troubles: readonly string[]
}

export interface OwnEdge {
  readonly caller: string
  readonly callee: string
  readonly file: string
  readonly line: number
  /** The helper that runs a closure. */
  readonly via?: string | undefined
  readonly resolution: 'exact' | 'interface' | 'inferred'
}

export interface CallComparison {
  readonly expected: number
  /** Left out: calls from one function to the next of a chain that a library holds. */
  readonly chained: number
  readonly missed: readonly OracleEdge[]
  /** Of these, calls of `Error()`: an error that went through a library has, to the type checker, every error's type. */
  readonly missedTexts: number
  readonly expectedTexts: number
  readonly given: number
  readonly wrong: readonly OwnEdge[]
  readonly interfaceEdges: number
  readonly wrongInterface: readonly OwnEdge[]
  /** Functions within which edges were compared; undefined is all. */
  readonly scope: ReadonlySet<string> | undefined
}

/** The function that a closure was written in: `go a/f().func1.func2.` is of `go a/f().`. */
export const outermost = (symbol: string): string => symbol.replace(/(?:func\d+\.)+$/, '')

const fileAndLine = (site: string): string => site.replace(/:\d+$/, '')

/** Everything that the oracle reaches from these functions, closures that a library runs for a reached function included. */
export function reachable(oracle: Oracle, from: Iterable<string>): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  const add = (caller: string, callee: string) => {
    const list = next.get(caller)
    if (list) list.push(callee)
    else next.set(caller, [callee])
  }
  for (const edge of certain(oracle)) add(edge.caller, edge.callee)
  for (const { callee } of oracle.callbacks) {
    const writer = callee.replace(/func\d+\.$/, '')
    if (writer !== callee) add(writer, callee)
  }
  const reached = new Set(from)
  const pending = [...reached]
  for (let at = pending.pop(); at !== undefined; at = pending.pop())
    for (const callee of next.get(at) ?? [])
      if (!reached.has(callee)) {
        reached.add(callee)
        pending.push(callee)
      }
  return reached
}

const saysError = (e: OracleEdge): boolean => e.kind === 'interface' && e.callee.endsWith('#Error().')

const certain = (oracle: Oracle): readonly OracleEdge[] => oracle.edges.filter((e) => e.algorithms.includes('vta'))

export function compareCalls(oracle: Oracle, own: readonly OwnEdge[], scope?: ReadonlySet<string>): CallComparison {
  const within = (caller: string) => scope === undefined || scope.has(caller)
  const calledBack = new Set(oracle.callbacks.map((c) => c.callee))
  // `next(c)`: which function follows in a chain is the library's to say; our routes hold it, in order, and not the calls.
  const chained = (e: OracleEdge) =>
    calledBack.has(e.callee) &&
    ((e.kind === 'funcvalue' && calledBack.has(e.caller)) || (e.kind !== 'static' && e.callee.endsWith('#ServeHTTP().')))
  const inScope = certain(oracle).filter((e) => within(e.caller))
  const expected = unique(
    inScope.filter((e) => !chained(e)),
    (e) => `${e.caller}>${e.callee}@${fileAndLine(e.site)}`,
  )
  const place = (e: OwnEdge) => `${e.file}:${e.line}`
  // What belongs to no program (packages that only tests import) is not judged; initialisers are in no list of functions.
  const judged = new Set(oracle.functions.map((f) => f.symbol))
  const given = unique(
    own.filter((e) => within(e.caller) && (judged.has(e.caller) || /\.go#init\(\)\./.test(e.caller))),
    (e) => `${e.caller}>${e.callee}@${place(e)}:${e.via ?? ''}`,
  )
  const direct = new Set(own.map((e) => `${e.caller}>${e.callee}@${place(e)}`))
  const knownThrough = new Set(certain(oracle).map((e) => `${outermost(e.caller)}>${e.callee}`))
  const known = new Set(certain(oracle).map((e) => `${e.caller}>${e.callee}@${fileAndLine(e.site)}`))
  const helpersAt = new Map<string, string[]>()
  for (const e of certain(oracle)) {
    const at = `${e.caller}@${fileAndLine(e.site)}`
    const list = helpersAt.get(at)
    if (list) list.push(e.callee)
    else helpersAt.set(at, [e.callee])
  }
  // A helper behind an interface runs what it is handed, too: whoever is called in the same place and calls it.
  const via = (e: OwnEdge): readonly string[] => {
    if (e.via !== undefined) return [e.via]
    if (known.has(`${e.caller}>${e.callee}@${place(e)}`)) return []
    return (helpersAt.get(`${e.caller}@${place(e)}`) ?? []).filter((h) => knownThrough.has(`${h}>${e.callee}`))
  }
  const through = new Set(own.flatMap((e) => via(e).map((helper) => `${helper}>${e.callee}`)))
  const missed = expected.filter(
    (e) => !direct.has(`${e.caller}>${e.callee}@${fileAndLine(e.site)}`) && !through.has(`${outermost(e.caller)}>${e.callee}`),
  )
  const wrong = given.filter(
    (e) =>
      !known.has(`${e.caller}>${e.callee}@${place(e)}`) &&
      !via(e).some((helper) => knownThrough.has(`${helper}>${e.callee}`)) &&
      !calledBack.has(e.callee),
  )
  const interfaceSites = new Set(oracle.edges.flatMap((e) => (e.kind === 'interface' ? [`${e.caller}@${fileAndLine(e.site)}`] : [])))
  const isInterface = (e: OwnEdge) => e.resolution === 'interface' || interfaceSites.has(`${e.caller}@${place(e)}`)
  return {
    expected: expected.length,
    chained: inScope.filter(chained).length,
    missed,
    missedTexts: missed.filter(saysError).length,
    expectedTexts: expected.filter(saysError).length,
    given: given.length,
    wrong,
    interfaceEdges: given.filter(isInterface).length,
    wrongInterface: wrong.filter(isInterface),
    scope,
  }
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()]
}
