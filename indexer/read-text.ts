// One file's text, as every reader of the repository gets it; what cannot be read whole is said in words.

import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DiscoveryDiagnostic } from './discover-diagnostic.ts'

const LARGEST = 2 * 1024 * 1024

export interface ReadText {
  readonly content: Buffer
  /** Without the mark that some editors put before it. */
  readonly text: string
  /** It was read, and not all of it is what the file holds. */
  readonly damage?: DiscoveryDiagnostic
}

/** The text, or why there is none. */
export function readText(root: string, path: string): ReadText | DiscoveryDiagnostic {
  try {
    const { size } = statSync(join(root, path))
    if (size > LARGEST) return said(path, 'too-large', `has ${(size / 1024 / 1024).toFixed(1)} MB; files over 2 MB are not read`)
    return decoded(path, readFileSync(join(root, path)))
  } catch (error) {
    return unreadable(path, error)
  }
}

function decoded(path: string, content: Buffer): ReadText | DiscoveryDiagnostic {
  if (content.subarray(0, 8192).includes(0)) return said(path, 'binary', 'is binary and not read')
  const text = content.toString('utf8').replace(/^\uFEFF/, '')
  if (isUtf8(content)) return { content, text }
  return {
    content,
    text,
    damage: said(path, 'invalid-utf8', 'holds bytes that are no UTF-8: names and texts around them are not what is written'),
  }
}

export function unreadable(path: string, error: unknown): DiscoveryDiagnostic {
  const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return { ...said(path, 'unreadable', `cannot be read: ${why}`), severity: 'error' }
}

function said(path: string, reason: DiscoveryDiagnostic['reason'], message: string): DiscoveryDiagnostic {
  return { stage: 'discover', reason, message: `${path} ${message}`, severity: 'warning', file: path }
}
