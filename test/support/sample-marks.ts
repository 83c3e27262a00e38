// Marks of the sample application: `want "rule: why"` on a line that an audit must find, `ok "rule: why"` on one that it must not.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SampleMark {
  readonly kind: 'want' | 'ok'
  readonly rule: string
  readonly text: string
  /** Relative to the sample, forward slashes. */
  readonly file: string
  readonly line: number
}

export async function readSampleMarks(folder: string): Promise<readonly SampleMark[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((f) => f.replaceAll('\\', '/'))
  return files
    .filter((f) => /\.(go|tsx?|sql|ya?ml)$|\.env[\w.]*$/.test(f) && !/_test\.go$|\.spec\.ts$|node_modules/.test(f))
    .sort()
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(/\b(want|ok) "([a-z0-9-]+): ([^"]*)"/g)].map(
            ([, kind, rule = '', text = '']): SampleMark => ({ kind: kind === 'want' ? 'want' : 'ok', rule, text, file, line: index + 1 }),
          ),
        ),
    )
}
