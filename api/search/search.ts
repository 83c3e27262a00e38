// Full-text search over the nodes of one graph, in memory. Every typed word must be met somewhere in a node; words of the title
// weigh more than those of its SQL, file or package, and routes, tables and functions more than the rest.

import { compare } from '#graph/graph.ts'
import { wordMatch, wordsOf } from './words.ts'

export interface SearchEntry {
  readonly id: string
  readonly label: string
  readonly title: string
  /** Other text by which it may be found: SQL, file, package. */
  readonly more: string
}

export interface SearchIndex {
  readonly size: number
  label(id: string): string | undefined
  title(id: string): string | undefined
  find(text: string, options: { readonly labels?: readonly string[]; readonly first: number }): readonly Hit[]
}

export interface Hit {
  readonly id: string
  readonly score: number
  readonly highlights: readonly (readonly [start: number, end: number])[]
}

const LABEL_WEIGHT: Readonly<Record<string, number>> = { Route: 1.3, Table: 1.3, ApiCall: 1.15, Function: 1.1, Middleware: 1.05, Query: 1 }

const IN_TITLE = 1
const ELSEWHERE = 0.45

/** A word of the graph and the entries that hold it, title first. */
interface Posting {
  readonly title: number[]
  readonly more: number[]
}

export function createSearchIndex(entries: readonly SearchEntry[]): SearchIndex {
  const byId = new Map(entries.map((entry, i) => [entry.id, i]))
  const vocabulary = new Map<string, Posting>()
  const posting = (word: string): Posting => {
    const known = vocabulary.get(word)
    if (known) return known
    const fresh: Posting = { title: [], more: [] }
    vocabulary.set(word, fresh)
    return fresh
  }
  entries.forEach((entry, i) => {
    const inTitle = new Set(wordsOf(entry.title))
    for (const word of inTitle) posting(word).title.push(i)
    for (const word of wordsOf(entry.more)) if (!inTitle.has(word)) posting(word).more.push(i)
  })

  const scoresOf = (typed: string): Map<number, number> => {
    const scores = new Map<number, number>()
    const raise = (entry: number, score: number) => {
      if (score > (scores.get(entry) ?? 0)) scores.set(entry, score)
    }
    for (const [word, { title, more }] of vocabulary) {
      const match = wordMatch(typed, word)
      if (match === 0) continue
      for (const entry of title) raise(entry, match * IN_TITLE)
      for (const entry of more) raise(entry, match * ELSEWHERE)
    }
    return scores
  }

  return {
    size: entries.length,
    label: (id) => entries[byId.get(id) ?? -1]?.label,
    title: (id) => entries[byId.get(id) ?? -1]?.title,
    find(text, { labels, first }) {
      const typed = [...new Set((text.match(/[\p{L}\p{N}]+/gu) ?? []).map((w) => w.toLowerCase()))].slice(0, 12)
      const whole = text.trim().toLowerCase()
      const byWord = typed.map(scoresOf).sort((a, b) => a.size - b.size)
      const [rarest, ...others] = byWord
      if (!rarest) return []
      const allowed = labels && labels.length > 0 ? new Set(labels) : undefined
      const hits: { readonly entry: SearchEntry; readonly score: number }[] = []
      for (const [i, score] of rarest) {
        const entry = entries[i]
        if (!entry || (allowed && !allowed.has(entry.label))) continue
        let sum = score
        for (const scores of others) {
          const other = scores.get(i)
          if (other === undefined) sum = Number.NaN
          else sum += other
        }
        if (Number.isNaN(sum)) continue
        hits.push({ entry, score: (sum / typed.length) * weigh(entry, whole, typed.length) })
      }
      hits.sort((a, b) => b.score - a.score || a.entry.title.length - b.entry.title.length || compare(a.entry.id, b.entry.id))
      return hits
        .slice(0, first)
        .map(({ entry, score }) => ({ id: entry.id, score: Math.round(score * 1000) / 1000, highlights: highlightsOf(entry.title, typed) }))
    },
  }
}

/** The whole title, its beginning, or nearly all of its words typed: more than the sum of the words. */
function weigh(entry: SearchEntry, whole: string, typedWords: number): number {
  const title = entry.title.toLowerCase()
  const shape =
    title === whole
      ? 2
      : title.startsWith(whole)
        ? 1.5
        : title.includes(whole)
          ? 1.25
          : /\W/.test(whole) && entry.more.toLowerCase().includes(whole)
            ? 1.3
            : 1
  const share = Math.min(1, typedWords / Math.max(1, wordsOf(entry.title).length))
  return shape * (1 + 0.2 * share) * (LABEL_WEIGHT[entry.label] ?? 0.9)
}

function highlightsOf(title: string, typed: readonly string[]): readonly (readonly [number, number])[] {
  const lower = title.toLowerCase()
  const spans: [number, number][] = []
  for (const word of typed) {
    const at = lower.indexOf(word)
    if (at >= 0) spans.push([at, at + word.length])
  }
  spans.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1])
    else merged.push(span)
  }
  return merged
}
