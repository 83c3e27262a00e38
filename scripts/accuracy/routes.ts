// Routes that were found beside routes that are true: recall, precision, agreement on authentication. Plain data in and out.

export interface TrueRoute {
  readonly method: string
  readonly path: string
  /** Absent where the truth says nothing. */
  readonly auth?: 'required' | 'optional' | 'none' | undefined
}

export interface FoundRoute {
  readonly method: string
  readonly path: string
  readonly auth: 'required' | 'optional' | 'none' | 'unknown'
  readonly file: string
  readonly line: number
  readonly reasons: { readonly auth?: string }
}

export interface Disagreement {
  readonly method: string
  readonly path: string
  readonly expected: string
  readonly found: string
  readonly place: string
}

export interface RouteComparison {
  readonly expected: number
  readonly given: number
  readonly matched: number
  readonly missed: readonly TrueRoute[]
  readonly extra: readonly FoundRoute[]
  /** Matched routes whose truth says who is let in, and which were decided. */
  readonly decided: number
  readonly disagreements: readonly Disagreement[]
  readonly unknown: readonly FoundRoute[]
}

/** Names of parameters do not matter, their places do: `/a/:id`, `/a/{key:[0-9]+}` and `/a/{}` are one; so are `/a` and `/a/`. */
export function routeKey(method: string, path: string): string {
  const parts = `/${path}`
    .replace(/\{([^{}]|\{[^{}]*\})*\}/g, (parameter) => (/\.\.\.\}$|:\.\*\}$/.test(parameter) ? '*' : ':'))
    .split('/')
    .filter((part) => part !== '')
    .map((part) => part.replace(/:[^/.-]+\??/g, ':').replace(/^\*.*$/, '*'))
  return `${method.toUpperCase()} /${parts.join('/')}`
}

export function compareRoutes(truth: readonly TrueRoute[], found: readonly FoundRoute[]): RouteComparison {
  const expected = new Map(truth.map((r) => [routeKey(r.method, r.path), r]))
  const given = new Map(found.map((r) => [routeKey(r.method, r.path), r]))
  // A route for any method answers each of them; the truth may name it either way.
  const answer = (key: string) => given.get(key) ?? given.get(key.replace(/^\S+/, '*'))
  const pairs = [...expected].flatMap(([key, wanted]) => {
    const got = answer(key)
    return got ? [{ wanted, got }] : []
  })
  const met = new Set(pairs.map((p) => p.got))
  const judged = pairs.filter((p) => p.wanted.auth !== undefined)
  const decided = judged.filter((p) => p.got.auth !== 'unknown')
  return {
    expected: expected.size,
    given: given.size,
    matched: pairs.length,
    missed: [...expected].filter(([key]) => !answer(key)).map(([, route]) => route),
    extra: [...given.values()].filter((route) => !met.has(route)),
    decided: decided.length,
    disagreements: decided
      .filter((p) => p.got.auth !== p.wanted.auth)
      .map(({ wanted, got }) => ({
        method: wanted.method,
        path: wanted.path,
        expected: wanted.auth ?? '',
        found: got.auth,
        place: `${got.file}:${got.line}`,
      })),
    unknown: [...new Set(found)].filter((route) => route.auth === 'unknown'),
  }
}
