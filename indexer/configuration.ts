// Files beside the code: manifests, environments, settings. Read when somebody asks for them, once a run; what cannot be read is said.

import type { DiscoveryDiagnostic } from './discover-diagnostic.ts'
import { readText } from './read-text.ts'

export interface Configuration {
  /** Undefined where it cannot be read. */
  readonly text: (path: string) => string | undefined
  /** Of what was asked for so far. */
  readonly diagnostics: () => readonly DiscoveryDiagnostic[]
}

export function openConfiguration(root: string): Configuration {
  const texts = new Map<string, string | undefined>()
  const diagnostics: DiscoveryDiagnostic[] = []
  const read = (path: string): string | undefined => {
    const found = readText(root, path)
    const trouble = 'text' in found ? found.damage : found
    if (trouble) diagnostics.push(trouble)
    return 'text' in found ? found.text : undefined
  }
  return {
    text(path) {
      if (!texts.has(path)) texts.set(path, read(path))
      return texts.get(path)
    },
    diagnostics: () => diagnostics,
  }
}
