// A regular expression of paths as a route's path: `^/users/([0-9]+)/posts$` is `/users/:/posts`.

/** Undefined where it says less than a path: it does not begin with a slash, or has alternatives between whole paths. */
export function pathOfPattern(source: string): string | undefined {
  const start = source.startsWith('^') ? 1 : 0
  if (source[start] !== '/') return undefined
  const open = !source.endsWith('$')
  const segments = splitSegments(source.slice(start, open ? undefined : -1))
  if (!segments) return undefined
  const words = segments.map(wordOf)
  const rest = words.indexOf('*')
  const path = (rest < 0 ? words : words.slice(0, rest + 1)).join('/')
  return open && rest < 0 ? `${path}*` : path
}

/** At slashes that stand in no group and no class. */
function splitSegments(pattern: string): string[] | undefined {
  const segments = ['']
  let depth = 0
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i)
    const last = segments.length - 1
    if (c === '\\') segments[last] += c + pattern.charAt(++i)
    else if (c === '/' && depth === 0 && !inClass) segments.push('')
    else {
      if (c === '[') inClass = true
      else if (c === ']') inClass = false
      else if (c === '(' && !inClass) depth++
      else if (c === ')' && !inClass) depth--
      else if (c === '|' && depth === 0 && !inClass) return undefined
      segments[last] += c
    }
  }
  return segments
}

/** A literal, `*` for what runs over slashes, else a parameter. */
function wordOf(segment: string, at: number): string {
  const literal = segment.replace(/\\([^\w])/g, '$1')
  if (!/[[\](){}*+?|^$\\]/.test(segment.replace(/\\[^\w]/g, '')) && !/(^|[^\\])\./.test(segment)) return literal
  return /(^|[^\\\]])\.[*+]/.test(segment) ? '*' : `:${at}`
}

/** No path matches both. */
export function apart(a: string, b: string): boolean {
  const [one, other] = [a, b].map((source) => pathOfPattern(source)?.split('/'))
  if (!one || !other) return false
  const short = [one, other].find((words) => words.at(-1)?.endsWith('*'))
  if (!short && one.length !== other.length) return true
  return one.some((word, i) => {
    const at = other[i]
    return at !== undefined && isLiteral(word) && isLiteral(at) && word !== at
  })
}

const isLiteral = (word: string): boolean => !word.startsWith(':') && !word.includes('*')
