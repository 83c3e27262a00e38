// The marks of a sample program: `// want "text"`, `// want /expression/`, and `// todo want …` for what should be found one day.

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { compare } from '#graph/graph.ts'

export interface Mark {
  readonly file: string
  readonly line: number
  readonly isTodo: boolean
  readonly text: string
  matches(message: string): boolean
}

const MARK = /(?:\/\/|--)\s*(todo )?want (?:"([^"]+)"|\/((?:[^/\\]|\\.)+)\/)\s*$/

export async function readMarks(folder: string): Promise<readonly Mark[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort(compare)
  const marks: Mark[] = []
  for (const file of files) marks.push(...marksOf(file, await readFile(path.join(folder, file), 'utf8')))
  return marks
}

function marksOf(file: string, source: string): readonly Mark[] {
  return source.split('\n').flatMap((text, index) => {
    const found = MARK.exec(text)
    if (!found) {
      if (/\bwant ["/]/.test(text)) throw new Error(`${file}:${index + 1}: a mark that cannot be read`)
      return []
    }
    const [, todo, literal, expression] = found
    const pattern = expression === undefined ? undefined : new RegExp(expression)
    return [
      {
        file,
        line: index + 1,
        isTodo: todo !== undefined,
        text: literal ?? expression ?? '',
        matches: (message: string) => pattern?.test(message) ?? message.includes(literal ?? ''),
      },
    ]
  })
}
