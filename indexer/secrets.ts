// Secrets written in source text. In: one file's text; out: kind, place and a redacted form. The value itself goes no further.
// Shapes of known tokens are certain; a literal under a telling name is likely, when it looks random.

import { TOKEN_SHAPES, TOKEN_STARTS } from '#graph/token-shapes.ts'

export interface FoundSecret {
  readonly kind: string
  readonly line: number
  /** The variable, field or key that holds it. */
  readonly name: string
  /** Says how long the value is, and nothing of it. */
  readonly redacted: string
  readonly confidence: 'high' | 'medium' | 'low'
}

const NAME =
  /(?:^|[._-]|\b)([A-Za-z0-9_.-]*(?:secret|password|passwd|pwd|api_?key|access_?key|auth_?token|private_?key|signing_?key|client_?secret|jwt_?key|token)[A-Za-z0-9_-]*)["'`]?\s*(?::=|[:=]|,)\s*(?:\[\]byte\()?["'`]([^"'`\s]{8,200})["'`]/i
const TELLING = /secret|passw|api_?key|token|private_?key|signing_?key/i
const URL = /\b[a-z][a-z0-9+]*:\/\/[^\s:/@"'`]+:([^\s@"'`/]{4,})@[^\s"'`]+/i
/** A database beside the developer: a simple password there keeps nobody out. */
const NEAR = /localhost|127\.0\.0\.1|@(?:db|postgres|redis|mysql|mongo|rabbitmq)\b/
const PLACEHOLDER =
  /^(?:<.*>|\$\{?.*|%[sdvq].*|\{\{.*|x{4,}|\*{3,}|\.{3}|your[-_ ]?.*|change[-_ ]?me.*|replace[-_ ]?.*|example.*|placeholder.*|dummy.*|test[-_]?.*|.*_?test(?:ing)?|todo.*|none|null|undefined|true|false|required|optional|omitempty|bearer|password|secret|token)$/i

/** Without one of these, a line holds nothing that is looked for. */
const TRACE = new RegExp(`secret|passw|pwd|_?key|token|://|${TOKEN_STARTS.source}`, 'gi')
const HEADER = /^\s*(?:export )?(?:async )?func(?:tion)? (?:\([^)]*\) )?(\w+)/
const RETURNED = /^\s*return ["'`]([^"'`\s]{8,200})["'`]/
const LONGEST_LINE = 2000

interface Candidate {
  readonly index: number
  readonly line: string
  /** The telling function around it. */
  readonly within: string | undefined
}

/** Lines with a trace of what is looked for, and those that a telling function returns. */
function candidates(text: string): readonly Candidate[] {
  const found: Candidate[] = []
  let within: string | undefined
  let trace = traceFrom(text, 0)
  for (let at = 0, index = 0; at <= text.length && (trace !== undefined || within); index++) {
    const next = text.indexOf('\n', at)
    const end = next < 0 ? text.length : next
    const traced = trace !== undefined && trace <= end
    if (traced || within) {
      const line = text.slice(at, end)
      const header = HEADER.exec(line)?.[1]
      if (header) within = TELLING.test(header) ? header : undefined
      if (line.length <= LONGEST_LINE && (traced || RETURNED.test(line))) found.push({ index, line, within })
    }
    at = end + 1
    if (traced) trace = traceFrom(text, at)
  }
  return found
}

function traceFrom(text: string, at: number): number | undefined {
  TRACE.lastIndex = at
  return TRACE.exec(text)?.index
}

export function findSecrets(path: string, text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = []
  for (const { index, line, within } of candidates(text)) {
    const returned = RETURNED.exec(line)?.[1]
    const shape = TOKEN_SHAPES.find(([, pattern]) => pattern.test(line))
    if (shape) {
      const value = shape[1].exec(line)?.[0] ?? ''
      if (!/example|placeholder|xxxx/i.test(value))
        found.push({ kind: shape[0], line: index + 1, name: nameBefore(line), redacted: redact(value), confidence: 'high' })
      continue
    }
    // A literal that a telling function gives away counts like one under a telling name.
    const named = NAME.exec(line) ?? (returned && within ? [line, within, returned] : undefined)
    if (named) {
      const [, name = '', value = ''] = named
      const confidence = judge(name, value, path)
      if (confidence) {
        found.push({ kind: kindOf(name), line: index + 1, name: name.replace(/^[._-]+/, ''), redacted: redact(value), confidence })
        continue
      }
    }
    const url = URL.exec(line)
    const password = url?.[1]
    if (password && !PLACEHOLDER.test(password) && !/\$\{|%s|\{/.test(url[0]) && (looksMade(password) || !NEAR.test(url[0])))
      found.push({ kind: 'password in URL', line: index + 1, name: nameBefore(line), redacted: redact(password), confidence: 'medium' })
  }
  return found
}

/** A telling name alone is not enough: the value must look made by a machine, or at least not like a word or a path. */
function judge(name: string, value: string, path: string): FoundSecret['confidence'] | undefined {
  if (
    PLACEHOLDER.test(value) ||
    /^[\w.-]*(?:[A-Z]{2,}_)+[A-Z]+$/.test(value) ||
    /[{}<>$\s]/.test(value) ||
    /^(?:https?:|\/|\.\/|#)/.test(value)
  )
    return undefined
  if (
    /(?:name|field|header|param|prefix|path|url|type|kind|label|placeholder|hint|regexp?|pattern|cookie|storage|env|error|err|message|ttl|expir\w*|length|min|max|id)$/i.test(
      name,
    )
  )
    return undefined
  if (name.toLowerCase().replace(/[_-]/g, '') === value.toLowerCase().replace(/[_-]/g, '')) return undefined
  if (spells(value, name)) return undefined
  const bits = entropy(value) * value.length
  const mixed = /[0-9]/.test(value) && /[A-Za-z]/.test(value)
  if (value.length >= 16 && mixed && bits > 55) return /\.(?:md|txt)$/.test(path) ? 'low' : 'high'
  if (/secret|passw|pwd/i.test(name) && (mixed || /[^A-Za-z0-9]/.test(value)) && bits > 24) return 'medium'
  return undefined
}

/** `K8S_ADM_ONLY_SECRETS = 'k8s-admin-only-secrets'`: three words of the name or more, and most of the value, are a label. */
function spells(value: string, name: string): boolean {
  const words = (text: string) => text.split(/[-_.]|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase())
  const said = words(value)
  const known = new Set(words(name))
  const shared = said.filter((word) => known.has(word)).length
  return shared >= 3 && shared * 2 > said.length
}

const looksMade = (value: string) => value.length >= 10 && /[0-9]/.test(value) && /[A-Za-z]/.test(value)

function kindOf(name: string): string {
  if (/passw|pwd/i.test(name)) return 'password'
  if (/token/i.test(name)) return 'token'
  return /secret/i.test(name) ? 'secret' : 'key'
}

/** Shannon entropy, bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const c of value) counts.set(c, (counts.get(c) ?? 0) + 1)
  return [...counts.values()].reduce((sum, n) => sum - (n / value.length) * Math.log2(n / value.length), 0)
}

function nameBefore(line: string): string {
  return /([A-Za-z_][\w.-]*)\s*(?::=|[:=])/.exec(line)?.[1] ?? 'literal'
}

const redact = (value: string) => `[redacted], ${value.length} characters`
