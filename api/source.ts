// Source text, only from inside the indexed repository: the real path decides, so that a link out of it is refused. Values of
// secrets are replaced: on lines where the graph knows one, and all of an environment file.

import { open, realpath, stat } from 'node:fs/promises'
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path'
import { redactLines } from '#audit/redact.ts'
import { BadInput, NotFound } from './errors.ts'

export const MAX_LINES = 2000
const MAX_BYTES = 4 * 1024 * 1024

const PRIVATE_KEYS = /(\.(pem|key|p12|pfx|jks|keystore)|(^|[\\/])id_(rsa|dsa|ecdsa|ed25519))$/i

export interface SourceText {
  readonly file: string
  readonly language: string
  readonly from: number
  readonly to: number
  readonly totalLines: number
  readonly text: string
  readonly redactedLines: readonly number[]
  readonly truncated: boolean
}

export interface SourceRequest {
  readonly file: string
  readonly from: number | undefined
  readonly to: number | undefined
  /** Lines of the file that hold a secret. */
  readonly secretLines: readonly number[]
}

export async function readSource(
  root: string,
  { file, from = 1, to = Number.MAX_SAFE_INTEGER, secretLines }: SourceRequest,
): Promise<SourceText> {
  if (from < 1 || to < from) throw new BadInput(`lines ${from} to ${to} are not a range`)
  const lines = (await readInside(root, file)).split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const last = Math.min(to, lines.length, from + MAX_LINES - 1)
  const shown = redacted(file, lines, secretLines)
  const redactedLines = range(from, last).filter((line) => shown[line - 1] !== lines[line - 1])
  return {
    file,
    language: LANGUAGES[extname(file).toLowerCase()] ?? 'text',
    from,
    to: Math.max(from - 1, last),
    totalLines: lines.length,
    text: shown.slice(from - 1, last).join('\n'),
    redactedLines,
    truncated: last < Math.min(to, lines.length),
  }
}

async function readInside(root: string, file: string): Promise<string> {
  const missing = () => new NotFound(`there is no file ${file} in the repository`)
  if (file === '' || file.includes('\0') || isAbsolute(file)) throw missing()
  const inside = await realpath(root)
  const path = await realpath(join(inside, file)).catch(() => undefined)
  if (path === undefined) throw missing()
  const way = relative(inside, path)
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) throw missing()
  // History and packages may hold what the tree no longer shows.
  if (way.split(sep).some((part) => part === '.git' || part === 'node_modules')) throw missing()
  if (PRIVATE_KEYS.test(way)) throw new BadInput(`${file} may hold a private key and is not shown`)
  const found = await stat(path)
  if (!found.isFile()) throw missing()
  if (found.size > MAX_BYTES) throw new BadInput(`${file} is larger than ${MAX_BYTES / 1024 / 1024} MB`)
  const handle = await open(path, 'r')
  try {
    const text = await handle.readFile('utf8')
    if (text.includes('\0')) throw new BadInput(`${file} is not text`)
    return text
  } finally {
    await handle.close()
  }
}

/** The same number of lines: a value goes, its name stays. */
function redacted(file: string, lines: readonly string[], secretLines: readonly number[]): readonly string[] {
  const environment = /^\.env(\.|$)/.test(basename(file))
  let inKey = false
  const masked = lines.map((line) => {
    const keyLine = inKey || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line)
    if (keyLine) inKey = !/-----END [A-Z ]*PRIVATE KEY-----/.test(line)
    if (keyLine) return '[redacted]'
    return environment ? line.replace(/^(\s*(?:export\s+)?\w+\s*=\s*)\S.*$/, '$1[redacted]') : line
  })
  return redactLines(masked.join('\n'), new Set(secretLines)).split('\n')
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.go': 'go',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'tsx',
  '.sql': 'sql',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.md': 'markdown',
}
