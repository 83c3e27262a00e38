// Highlighting by language, loaded when a file of the language is first shown.

import { StreamLanguage, type StreamParser } from '@codemirror/language'

const parsers: Readonly<Record<string, () => Promise<StreamParser<unknown>>>> = {
  go: async () => (await import('@codemirror/legacy-modes/mode/go')).go,
  typescript: async () => (await import('@codemirror/legacy-modes/mode/javascript')).typescript,
  tsx: async () => (await import('@codemirror/legacy-modes/mode/javascript')).typescript,
  javascript: async () => (await import('@codemirror/legacy-modes/mode/javascript')).javascript,
  json: async () => (await import('@codemirror/legacy-modes/mode/javascript')).json,
  sql: async () => (await import('@codemirror/legacy-modes/mode/sql')).pgSQL,
  yaml: async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml,
  cypher: async () => (await import('@codemirror/legacy-modes/mode/cypher')).cypher,
}

/** Undefined for text without a language of its own. */
export async function loadLanguage(name: string): Promise<StreamLanguage<unknown> | undefined> {
  const parser = await parsers[name]?.()
  return parser && StreamLanguage.define(parser)
}
