// The contract of the TypeScript stage, free of the compiler, so that naming it costs nothing.

import type { TsFileFacts } from './facts.ts'
import type { TypeScriptFacts } from './typescript-facts.ts'

/** Changes whenever the same file would give other facts. */
export const TYPESCRIPT_FACTS_VERSION = '2'

export type TypeScriptSource = { readonly path: string; readonly text: string } | { readonly facts: TsFileFacts }

export interface TypeScriptInput {
  readonly sources: readonly TypeScriptSource[]
  /** tsconfig*.json, jsconfig*.json, package.json, vite.config.*, .env*; of those that are code, facts if they are known. */
  readonly configs: readonly TypeScriptSource[]
  /** Files that imports may name but that are not read. */
  readonly others: readonly string[]
  /** Files passed by, by reason. */
  readonly skipped: Readonly<Record<string, number>>
}

export interface TypeScriptOutput {
  readonly facts: TypeScriptFacts
  /** Facts of the sources that were given as text, in their order; after them, those of the configurations that are code. */
  readonly extracted: readonly TsFileFacts[]
}
