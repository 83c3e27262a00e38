// One short text for everything that was read: the same content gives the same fingerprint.

import { hash } from 'node:crypto'
import type { Discovery } from './discover.ts'

export function fingerprintOf(found: Discovery, version: number): string {
  const files = [...found.go, ...found.typescript, ...found.sql].map((f) => `${f.path} ${f.role} ${f.hash}`)
  return hash('sha256', [String(version), ...files, JSON.stringify(found.modules), JSON.stringify(found.diagnostics)].join('\n'))
}
