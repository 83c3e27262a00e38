// A finding's identity: the rule and its stable anchors (symbols, route, table.column, statement). No line, no confidence, no path.

import { createHash } from 'node:crypto'

export function fingerprint(rule: string, anchors: readonly string[], ordinal = 0): string {
  const identity = JSON.stringify([rule, ...anchors, ...(ordinal ? [ordinal] : [])])
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}
