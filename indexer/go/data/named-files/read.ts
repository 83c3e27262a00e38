// `.sql` files that hold texts under names: `-- name: get-user`, as goyesql, dotsql and sqlc write them.

import type { GoFile } from '../../syntax.ts'
import { constantText, type StringValue, writtenIn } from '../../values.ts'

export interface SqlText {
  readonly path: string
  readonly text: string
}

/** Name → its texts; more than one where files use the same name. */
export type NamedQueries = ReadonlyMap<string, readonly StringValue[]>

const NAME = /^[ \t]*--[ \t]*name:[ \t]*([\w./-]+).*$/gm

/** Of `.sql` files those whose text the code can hold: embedded one by one, or in named parts. Migrations are neither. */
export function textsOfCode<File extends SqlText>(files: readonly GoFile[], sql: readonly File[]): readonly File[] {
  const embedded = new Set(
    files.flatMap((f) => {
      const folder = f.path.slice(0, f.path.lastIndexOf('/') + 1)
      return f.values.flatMap((v) => v.embed?.map((pattern) => folder + pattern) ?? [])
    }),
  )
  return sql.filter((f) => embedded.has(f.path) || f.text.search(NAME) >= 0)
}

export function readNamedQueries(files: readonly SqlText[]): NamedQueries {
  const found = new Map<string, StringValue[]>()
  for (const { path, text } of files) {
    const heads = [...text.matchAll(NAME)]
    for (const [i, head] of heads.entries()) {
      const [line, name = ''] = head
      const from = head.index + line.length
      const rest = text.slice(from, heads[i + 1]?.index)
      const body = rest.trim()
      const known = found.get(name) ?? []
      const start = from + rest.indexOf(body)
      if (body !== '' && !known.some((k) => constantText(k) === body))
        found.set(name, [...known, writtenIn(path, body, text.slice(0, start).split('\n').length)])
    }
  }
  return found
}
