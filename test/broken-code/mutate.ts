// One file in, broken, out: what editors, merges, disks and generators do to source. Pure; the same numbers give the same bytes.

import type { Random } from './random.ts'

export interface Mutation {
  readonly kind: MutationKind
  readonly bytes: Buffer
}

type Edit = (text: string, random: Random) => string | Buffer

/** A line of this length is a file of its own kind: bundles, data in code, texts that somebody pasted. */
const MEGABYTE = 1_000_000
const CONFLICT = ['<<<<<<< HEAD', '=======', '>>>>>>> other'] as const
const TOKEN = /[A-Za-z_]\w*|\d+|"[^"\n]*"|[^\s\w]/g
const GARBAGE = [
  '}',
  '{',
  '(',
  ')',
  ']',
  '[',
  '"',
  "'",
  '`',
  '/*',
  '*/',
  '\\',
  ';',
  '@',
  '#',
  '->',
  '...',
  'func',
  'return',
  '\u2028',
  '💥',
] as const
const LONG = [
  (seed: string) => `// ${seed.repeat(Math.ceil(MEGABYTE / seed.length))}\n`,
  (seed: string) => `var long = "${seed.replace(/\W/g, 'x').repeat(Math.ceil(MEGABYTE / seed.length))}"\n`,
  (seed: string) => seed.repeat(Math.ceil(MEGABYTE / seed.length)),
  () => '('.repeat(MEGABYTE),
  () => `var sum = 1${' + 1'.repeat(MEGABYTE / 4)}\n`,
  () => `var call = a${'.b()'.repeat(MEGABYTE / 4)}\n`,
  () => `var list = []int{${'1,'.repeat(MEGABYTE / 2)}}\n`,
  () => '{'.repeat(MEGABYTE / 2) + '}'.repeat(MEGABYTE / 2),
  () => 'a '.repeat(MEGABYTE / 2),
  () => '"'.repeat(MEGABYTE),
] as const

const cut = (text: string, from: number, to: number, by = ''): string => text.slice(0, from) + by + text.slice(to)

function span(text: string, random: Random, most: number): readonly [from: number, to: number] {
  const from = random.below(text.length + 1)
  return [from, Math.min(text.length, from + 1 + random.below(most))]
}

/** One of the places that match, by a change of the match itself. */
function oneOf(text: string, pattern: RegExp, random: Random, change: (found: string) => string): string {
  const places = [...text.matchAll(pattern)]
  const place = places[random.below(places.length)]
  return place ? cut(text, place.index, place.index + place[0].length, change(place[0])) : text
}

function lines(text: string, random: Random, change: (all: string[], at: number) => void): string {
  const all = text.split('\n')
  change(all, random.below(all.length))
  return all.join('\n')
}

function insert(text: string, random: Random, bytes: readonly number[]): Buffer {
  const at = random.below(text.length + 1)
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at))])
}

const EDITS = {
  'delete a span': (text, random) => cut(text, ...span(text, random, 400)),
  'delete a character': (text, random) => cut(text, ...span(text, random, 1)),
  'duplicate a span': (text, random) => {
    const [from, to] = span(text, random, 400)
    return cut(text, from, from, text.slice(from, to))
  },
  'repeat a span': (text, random) => {
    const [from, to] = span(text, random, 20)
    return cut(text, from, from, text.slice(from, to).repeat(2000))
  },
  truncate: (text, random) => text.slice(0, random.below(text.length)),
  'drop a brace': (text, random) => oneOf(text, /[{}()[\]]/g, random, () => ''),
  'drop a quote': (text, random) => oneOf(text, /["'`]/g, random, () => ''),
  'delete a line': (text, random) => lines(text, random, (all, at) => all.splice(at, 1)),
  'swap lines': (text, random) =>
    lines(text, random, (all, at) => {
      const [line] = all.splice(at, 1)
      all.splice(random.below(all.length + 1), 0, line ?? '')
    }),
  'swap tokens': (text, random) => {
    const tokens = [...text.matchAll(TOKEN)]
    const two = [random.below(tokens.length), random.below(tokens.length)].sort((a, b) => a - b)
    const [first, second] = two.map((i) => tokens[i])
    if (!first || !second || first === second) return text
    return cut(cut(text, second.index, second.index + second[0].length, first[0]), first.index, first.index + first[0].length, second[0])
  },
  'insert garbage': (text, random) => {
    const at = random.below(text.length + 1)
    return cut(text, at, at, random.pick(GARBAGE))
  },
  'merge conflict': (text, random) =>
    lines(text, random, (all, at) => {
      const [ours, between, theirs] = CONFLICT
      const some = all.slice(at, at + 1 + random.below(8))
      const other = some.map((line) => line.replace(/\w+/, 'changed'))
      all.splice(at, some.length, ours, ...some, between, ...other, theirs)
    }),
  'half a merge conflict': (text, random) => lines(text, random, (all, at) => all.splice(at, 0, random.pick(CONFLICT))),
  'NUL bytes': (text, random) => insert(text, random, [0, 0]),
  'invalid UTF-8': (text, random) => insert(text, random, random.pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x80, 0xfe]])),
  'a byte order mark': (text) => `\uFEFF${text}`,
  'CRLF line ends': (text) => text.replaceAll('\n', '\r\n'),
  'UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'a line of a megabyte': (text, random) => {
    const [from, to] = span(text, random, 40)
    return lines(text, random, (all, at) => all.splice(at, 0, random.pick(LONG)(text.slice(from, to).replaceAll('\n', ' ') || 'x')))
  },
  'all in one line': (text) => text.replaceAll('\n', ' '),
  empty: () => '',
} as const satisfies Readonly<Record<string, Edit>>

export type MutationKind = keyof typeof EDITS

const KINDS = Object.keys(EDITS) as [MutationKind, ...MutationKind[]]
/** Each is a second of work: a few of them show what there is to see. */
const RARE: ReadonlySet<MutationKind> = new Set([
  'a line of a megabyte',
  'repeat a span',
  'empty',
  'UTF-16',
  'a byte order mark',
  'CRLF line ends',
])

/** Changes that every compiler takes: nothing may be lost by them. */
export const HARMLESS: ReadonlySet<MutationKind> = new Set(['a byte order mark', 'CRLF line ends'])

export function mutate(content: Buffer, random: Random): Mutation {
  let kind = random.pick(KINDS)
  if (RARE.has(kind) && random.below(2) === 0) kind = random.pick(KINDS)
  const edited = EDITS[kind](content.toString('utf8'), random)
  return { kind, bytes: typeof edited === 'string' ? Buffer.from(edited) : edited }
}
