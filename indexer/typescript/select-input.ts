// What was discovered → what the TypeScript stage reads: sources and generated clients, not tests, mocks, stories or examples.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Discovery, SourceFile } from '../discover.ts'
import type { TextFile } from './config/json.ts'
import type { TsFileFacts } from './facts.ts'
import type { TypeScriptInput } from './index-typescript.ts'

const CONFIG = /(^|\/)(jsconfig[^/]*\.json|\.env[^/]*)$/

export interface KnownFacts {
  readonly get: (hash: string) => TsFileFacts | undefined
}

export function selectTypeScriptInput(discovery: Discovery, known: KnownFacts): TypeScriptInput {
  const { typescript, root } = discovery
  const read = typescript.filter(isRead)
  const passed = typescript.filter((file) => !isRead(file))
  const skipped: Record<string, number> = {}
  for (const { role } of passed) skipped[role] = (skipped[role] ?? 0) + 1
  const vite = new Set(discovery.viteConfigFiles)
  const json = [...discovery.packageFiles, ...discovery.tsconfigFiles, ...discovery.others.filter((path) => CONFIG.test(path))]
  return {
    sources: read.map(({ path, text, hash }) => {
      const facts = known.get(factsKey({ path, hash }))
      return facts ? { facts } : { path, text }
    }),
    configs: [...typescript.filter(({ path }) => vite.has(path)).map(({ path, text }) => ({ path, text })), ...json.flatMap((path) => readText(root, path))],
    others: [...passed.map(({ path }) => path), ...discovery.others],
    skipped,
  }
}

/** Facts name their file, so the same content in two places has two entries. */
export function factsKey({ path, hash }: Pick<SourceFile, 'path' | 'hash'>): string {
  return `${hash}:${encodeURIComponent(path)}`
}

function isRead({ role }: SourceFile): boolean {
  return role === 'source' || role === 'generated'
}

function readText(root: string, path: string): TextFile[] {
  try {
    return [{ path, text: readFileSync(join(root, path), 'utf8') }]
  } catch {
    return []
  }
}
