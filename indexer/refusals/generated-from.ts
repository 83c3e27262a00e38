// sqlc copies each statement from an annotated `.sql` file into the Go that it generates: what is to be changed stands in the former.

import type { NamedQueries } from '../go/data/named-files/read.ts'
import { lineOf } from '../go/syntax.ts'
import type { Literal } from '../go/values.ts'
import { folderOf } from './names.ts'
import type { WrittenAt } from './written-at.ts'

/** `generated` is the file of the copy. Undefined where no statement has its name, or several do and none stands beside it. */
export function annotatedPlace(sql: string, position: number | undefined, generated: string, named: NamedQueries): WrittenAt | undefined {
  const [, name = ''] = /^\s*-- name: (\w+) :\w+/.exec(sql) ?? []
  const all = (named.get(name) ?? []).flatMap(({ from }) => (from && 'file' in from ? [from] : []))
  const beside = all.filter((s) => folderOf(s.file) === folderOf(generated))
  const [source, ...others] = all.length === 1 ? all : beside
  return source && others.length === 0 ? { file: source.file, line: lineIn(source, sql, position) } : undefined
}

/** The copy keeps its lines but for comments and blank ones; where it does not (`*` is spelt out), the word that is refused tells. */
function lineIn({ value, at }: Literal, sql: string, position: number | undefined): number {
  const first = lineOf(at)
  if (position === undefined) return first
  const characters = [...sql]
  const before = characters
    .slice(0, position - 1)
    .join('')
    .split('\n')
  const row = before.slice(0, -1).filter(isKept).length
  const [word = ''] = /^\w*/.exec(characters.slice(position - 1).join('')) ?? []
  const lines = value.split('\n').flatMap((text, i) => (isKept(text) ? [{ text, line: first + i }] : []))
  const speaks = ({ text }: { readonly text: string }) => new RegExp(`\\b${word}\\b`, 'i').test(text)
  const copied = lines[row]
  if (copied && firstWord(copied.text) === firstWord(sql.split('\n')[before.length - 1] ?? '') && speaks(copied)) return copied.line
  const [only, ...others] = word === '' ? [] : lines.filter(speaks)
  return only && others.length === 0 ? only.line : first
}

const isKept = (line: string): boolean => !/^\s*(?:--.*)?$/.test(line)
const firstWord = (line: string): string => /^\s*(\S*)/.exec(line)?.[1]?.toLowerCase() ?? ''
