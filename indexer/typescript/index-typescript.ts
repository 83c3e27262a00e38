// Files of TypeScript and JavaScript → facts of the program. Pure: what is already known of a file may be handed in,
// what was newly read is handed back, so that the next run reads only what changed.

import type { TextFile } from './config/json.ts'
import { extractFile } from './extract-file.ts'
import type { TsFileFacts } from './facts.ts'
import { readProjectConfig } from './project-config.ts'
import { resolveTypeScript } from './resolve-typescript.ts'
import type { TypeScriptFacts } from './typescript-facts.ts'

/** Changes whenever the same file would give other facts. */
export const TYPESCRIPT_FACTS_VERSION = '1'

export type TypeScriptSource = { readonly path: string; readonly text: string } | { readonly facts: TsFileFacts }

export interface TypeScriptInput {
  readonly sources: readonly TypeScriptSource[]
  /** tsconfig*.json, jsconfig.json, package.json, vite.config.*, .env*. */
  readonly configs: readonly TextFile[]
  /** Files that imports may name but that are not read. */
  readonly others: readonly string[]
  /** Files passed by, by reason. */
  readonly skipped: Readonly<Record<string, number>>
}

export interface TypeScriptOutput {
  readonly facts: TypeScriptFacts
  /** Facts of the files that were given as text, in their order. */
  readonly extracted: readonly TsFileFacts[]
}

export function indexTypeScript(input: TypeScriptInput): TypeScriptOutput {
  const extracted: TsFileFacts[] = []
  const files = input.sources.map((source) => {
    if ('facts' in source) return source.facts
    const facts = extractFile(source.path, source.text)
    extracted.push(facts)
    return facts
  })
  const config = readProjectConfig(input.configs, input.others, input.skipped)
  return { facts: resolveTypeScript(files, config), extracted }
}
