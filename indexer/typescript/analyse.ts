// Files of TypeScript and JavaScript → facts of the program. Pure: what is already known of a file may be handed in,
// what was newly read is handed back, so that the next run reads only what changed.

import type { TextFile } from './config/json.ts'
import type { TsFileFacts } from './facts.ts'
import type { TypeScriptInput, TypeScriptOutput, TypeScriptSource } from './index-typescript.ts'
import { readProjectConfig } from './project-config.ts'
import { resolveTypeScript } from './resolve-typescript.ts'

const CODE = /\.[cm]?[jt]sx?$/

export async function indexTypeScript({ sources, configs, others, skipped }: TypeScriptInput): Promise<TypeScriptOutput> {
  const extracted: TsFileFacts[] = []
  const code = configs.filter((config) => 'facts' in config || CODE.test(config.path))
  // Where nothing is new, the compiler is not even loaded.
  const extract = [...sources, ...code].some((file) => 'text' in file) ? (await import('./extract-file.ts')).extractFile : undefined
  const factsOf = (source: TypeScriptSource): TsFileFacts[] => {
    if ('facts' in source) return [source.facts]
    const facts = extract?.(source.path, source.text)
    if (!facts) return []
    extracted.push(facts)
    return [facts]
  }
  const files = sources.flatMap(factsOf)
  const texts = configs.filter((config): config is TextFile => 'text' in config && !CODE.test(config.path))
  const config = readProjectConfig(texts, code.flatMap(factsOf), others, skipped)
  return { facts: resolveTypeScript(files, config), extracted }
}
