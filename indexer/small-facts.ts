// Facts that need no resolving: secrets in texts, and the modules and packages that the code depends on.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { Configuration } from './configuration.ts'
import type { Discovery, SourceFile } from './discover.ts'
import { type FoundSecret, findSecrets } from './secrets.ts'
import { readJsonObject } from './typescript/config/json.ts'

const CONFIGURATION = /\.(?:ya?ml|toml|json|env|ini|conf|properties)$|(?:^|\/)(?:\.env(?:\.[\w-]+)?|Dockerfile[\w.-]*)$/i
const EXAMPLE = /example|sample|template|\.dist$|(?:^|\/)(?:tests?|e2e|fixtures?|testdata)\//i

/** While one edits, the same files come again and again. */
const secretsOf = new WeakMap<SourceFile, readonly FoundSecret[]>()

function secretsIn(file: SourceFile): readonly FoundSecret[] {
  const known = secretsOf.get(file) ?? findSecrets(file.path, file.text)
  secretsOf.set(file, known)
  return known
}

export function addSecrets(builder: GraphBuilder, found: Discovery, configuration: Configuration): void {
  const texts = [...found.go, ...found.typescript].filter((f) => f.role === 'source' || f.role === 'tool')
  const configured = found.others.filter((path) => CONFIGURATION.test(path) && !EXAMPLE.test(path))
  const next = new Map<string, number>()
  const add = (path: string, secrets: readonly FoundSecret[]) => {
    for (const secret of secrets) {
      const key = `${path} ${secret.kind} ${secret.name}`
      const ordinal = next.get(key) ?? 0
      next.set(key, ordinal + 1)
      builder.node('Secret', symbol.fact('secret', path, `${secret.kind} ${secret.name}`, ordinal), {
        file: path,
        line: secret.line,
        endLine: secret.line,
        kind: secret.kind,
        name: secret.name,
        redacted: secret.redacted,
        confidence: secret.confidence,
      })
    }
  }
  for (const file of texts) add(file.path, secretsIn(file))
  for (const path of configured) add(path, findSecrets(path, configuration.text(path) ?? ''))
}

export function addDependencies(builder: GraphBuilder, found: Discovery, configuration: Configuration): void {
  const add = (name: string, version: string, ecosystem: string, file: string) =>
    builder.node('Dependency', `dependency ${ecosystem} ${name} ${file}`, { file, name, version, ecosystem })
  for (const module of found.modules)
    for (const require of module.requires) add(require.path, require.version, 'go', module.folder ? `${module.folder}/go.mod` : 'go.mod')
  for (const path of found.packageFiles) {
    const parsed = readJsonObject(configuration.text(path) ?? '').object ?? {}
    for (const key of ['dependencies', 'devDependencies']) {
      const list = parsed[key]
      if (typeof list !== 'object' || list === null) continue
      for (const [name, version] of Object.entries(list)) if (typeof version === 'string') add(name, version, 'npm', path)
    }
  }
}
