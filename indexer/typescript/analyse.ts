// Files of TypeScript and JavaScript → facts of the program. Pure: what is already known of a file may be handed in,
// what was newly read is handed back, so that the next run reads only what changed.

import { extractFile } from './extract-file.ts'
import type { TsFileFacts } from './facts.ts'
import type { TypeScriptInput, TypeScriptOutput } from './index-typescript.ts'
import { readProjectConfig } from './project-config.ts'
import { resolveTypeScript } from './resolve-typescript.ts'

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
