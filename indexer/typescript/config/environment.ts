// Addresses that the repository writes for the variables of its pages. Only addresses and paths are kept: an environment
// file may hold secrets.

import type { TextFile } from './json.ts'

const PUBLIC = /^(VITE|REACT_APP|NEXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|SNOWPACK_PUBLIC|PARCEL|STORYBOOK)_\w+$/
const ADDRESS = /^((https?|wss?):\/\/[^\s"'#]+|\/[\w/.-]*)$/

/** What a developer's machine would use comes first, samples after it, production last. */
const ORDER = [/\.env$/, /\.env\.(local|dev\w*)/, /(example|sample|template|dist)/, /.*/]

export function readEnvironment(files: readonly TextFile[]): Map<string, string> {
  const rank = ({ path }: TextFile) => ORDER.findIndex((pattern) => pattern.test(path))
  const found = new Map<string, string>()
  for (const file of [...files].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1)))
    for (const line of file.text.split('\n')) {
      const [, name = '', written = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
      const value = written.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2')
      if (PUBLIC.test(name) && ADDRESS.test(value) && !found.has(name)) found.set(name, value)
    }
  return found
}
