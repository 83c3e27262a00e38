// Addresses that the repository writes for the variables of its pages. Only addresses and paths are kept: an environment
// file may hold secrets.

import type { Environment } from '../program.ts'
import type { TextFile } from './json.ts'

const PUBLIC = /^(VITE|REACT_APP|NEXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|SNOWPACK_PUBLIC|PARCEL|STORYBOOK)_\w+$/
const ADDRESS = /^((https?|wss?):\/\/[^\s"'#]+|\/[\w/.-]*)$/

/** What a developer's machine would use comes first, samples after it, production last. */
const ORDER = [/\.env$/, /\.env\.(local|dev\w*)/, /(example|sample|template|dist)/, /.*/]

/** The files of a package's own folder go before those of others. */
export function readEnvironment(files: readonly TextFile[]): Environment {
  const rank = ({ path }: TextFile) => ORDER.findIndex((pattern) => pattern.test(path))
  const sorted = [...files].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))
  const written = sorted.map((file) => ({ folder: file.path.replace(/\/?[^/]*$/, ''), values: addresses(file.text) }))
  return (root, name) => {
    const named = written.filter(({ values }) => values.has(name))
    return (named.find(({ folder }) => folder === root) ?? named[0])?.values.get(name)
  }
}

function addresses(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name = '', written = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    const value = written.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2')
    if (PUBLIC.test(name) && ADDRESS.test(value)) found.set(name, value)
  }
  return found
}
