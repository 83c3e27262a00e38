// `.sql` files that hold texts under names: `-- name: get-user`, as goyesql, dotsql and sqlc write them.

export interface SqlText {
  readonly path: string
  readonly text: string
}

/** Name → its texts; more than one where files use the same name. */
export type NamedQueries = ReadonlyMap<string, readonly string[]>

const NAME = /^[ \t]*--[ \t]*name:[ \t]*([\w./-]+).*$/gm

export function readNamedQueries(files: readonly SqlText[]): NamedQueries {
  const found = new Map<string, string[]>()
  for (const { text } of files) {
    const heads = [...text.matchAll(NAME)]
    for (const [i, head] of heads.entries()) {
      const [line, name = ''] = head
      const body = text.slice(head.index + line.length, heads[i + 1]?.index).trim()
      const known = found.get(name) ?? []
      if (body !== '' && !known.includes(body)) found.set(name, [...known, body])
    }
  }
  return found
}
