// go.mod as data. Read by its grammar, lines and blocks; what is no directive we need is passed over.

export interface GoModule {
  /** Of go.mod, relative to the repository, '' for its root. */
  readonly folder: string
  readonly path: string
  /** As go.mod says it: 1.22, 1.23.4. */
  readonly go?: string
  readonly requires: readonly { readonly path: string; readonly version: string; readonly indirect: boolean }[]
  /** `to` is a module path, or a folder where it starts with a dot or a slash. */
  readonly replaces: readonly { readonly from: string; readonly fromVersion?: string; readonly to: string; readonly toVersion?: string }[]
}

const unquoted = (word: string): string => word.replace(/^["`](.*)["`]$/, '$1')

interface Directive {
  readonly line: number
  readonly verb: string
  readonly words: readonly string[]
  readonly comment: string
}

function directives(text: string): Directive[] {
  const found: Directive[] = []
  let block: string | undefined
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const [code = '', ...rest] = written.split('//')
    const words = (code.match(/"[^"]*"|`[^`]*`|[^\s()]+|[()]/g) ?? []).map(unquoted)
    const comment = rest.join('//').trim()
    if (words.length === 0) continue
    if (words[0] === ')') block = undefined
    else if (block !== undefined) found.push({ line, verb: block, words, comment })
    else if (words[1] === '(') block = words[0]
    else found.push({ line, verb: words[0] ?? '', words: words.slice(1), comment })
  }
  return found
}

const VERBS: ReadonlySet<string> = new Set('module go toolchain godebug require replace exclude retract tool ignore'.split(' '))

export interface ReadModule {
  /** Undefined where the file names no module. */
  readonly module: GoModule | undefined
  /** Lines that are no directive of go.mod, or half of one. */
  readonly unread: readonly { readonly line: number; readonly text: string }[]
}

export function readGoMod(folder: string, text: string): ReadModule {
  const all = directives(text)
  const of = (verb: string): Directive[] => all.filter((directive) => directive.verb === verb)
  const unread = all.filter(isUnread).map(({ line, verb, words }) => ({ line, text: [verb, ...words].join(' ').slice(0, 60) }))
  const path = of('module')[0]?.words[0]
  if (path === undefined) return { module: undefined, unread }
  const go = of('go')[0]?.words[0]
  const module: GoModule = {
    folder,
    path,
    ...(go === undefined ? {} : { go }),
    requires: of('require').flatMap(({ words: [name, version], comment }) =>
      name === undefined || version === undefined ? [] : [{ path: name, version, indirect: /^indirect\b/.test(comment) }],
    ),
    replaces: of('replace').flatMap(({ words }) => replacement(words)),
  }
  return { module, unread }
}

function isUnread({ verb, words }: Directive): boolean {
  if (verb === 'require') return words.length !== 2
  return verb === 'replace' ? replacement(words).length === 0 : !VERBS.has(verb)
}

function replacement(words: readonly string[]): GoModule['replaces'] {
  const arrow = words.indexOf('=>')
  const [[from, fromVersion], [to, toVersion]] = [words.slice(0, arrow), words.slice(arrow + 1)]
  if (arrow < 0 || from === undefined || to === undefined) return []
  return [{ from, ...(fromVersion === undefined ? {} : { fromVersion }), to, ...(toVersion === undefined ? {} : { toVersion }) }]
}
