// What the parser said of a file, for the reader.

import type { TsFileFacts } from './facts.ts'
import type { TypeScriptDiagnostic } from './typescript-facts.ts'

/** One a file: what follows the first is most often its echo. */
export function syntaxErrors({ path, errors }: TsFileFacts): TypeScriptDiagnostic[] {
  const [first, ...others] = errors
  if (!first) return []
  const message = others.length > 0 ? `${first.message} (and ${others.length} more)` : first.message
  return [{ stage: 'parse', reason: 'syntax-error', message, file: path, line: first.line, severity: 'error' }]
}
