// The comment that opens a saved query: `// @id …`, one tag a line; a comment line without a tag continues the one above it.

import { CONFIDENCES, SEVERITIES } from './finding.ts'
import { type Audit, AuditLibraryError, type AuditParameter } from './library.ts'

const SINGLE = ['id', 'title', 'severity', 'confidence', 'checklist', 'requires', 'impact'] as const
type Tag = (typeof SINGLE)[number]

export type Header = Pick<Audit, 'id' | 'title' | 'severity' | 'confidence' | 'checklist' | 'requires' | 'impact' | 'parameters'>

export function parseHeader(cypher: string, where: string): Header {
  const { tags, parameters } = readTags(cypher, where)
  const value = (tag: Tag): string => {
    const found = tags.get(tag)
    if (!found) throw new AuditLibraryError(`${where}: the header has no @${tag}`)
    return found
  }
  const oneOf = <T extends string>(tag: Tag, allowed: readonly T[]): T => {
    const match = allowed.find((a) => a === value(tag))
    if (!match) throw new AuditLibraryError(`${where}: @${tag} is ${value(tag)}, not one of ${allowed.join(', ')}`)
    return match
  }
  const words = (tag: Tag) =>
    value(tag)
      .split(/\s+/)
      .filter((word) => word !== 'none')
  const header: Header = {
    id: value('id'),
    title: value('title'),
    severity: oneOf('severity', SEVERITIES),
    confidence: oneOf('confidence', CONFIDENCES),
    impact: value('impact'),
    checklist: words('checklist'),
    requires: words('requires').map((group) => group.split('|')),
    parameters,
  }
  checkParameters(cypher, header.parameters, where)
  return header
}

function readTags(cypher: string, where: string): { tags: Map<string, string>; parameters: AuditParameter[] } {
  const tags = new Map<string, string>()
  const parameters: AuditParameter[] = []
  let current: { tag: string; text: string } | undefined
  const close = () => {
    if (!current) return
    const { tag, text } = current
    if (tag === 'param') parameters.push(parseParameter(text, where))
    else if (!SINGLE.some((known) => known === tag)) throw new AuditLibraryError(`${where}: unknown tag @${tag}`)
    else if (tags.has(tag)) throw new AuditLibraryError(`${where}: @${tag} stands twice`)
    else tags.set(tag, text)
    current = undefined
  }
  for (const line of cypher.split('\n')) {
    const comment = /^\/\/\s?(.*)$/.exec(line)
    if (!comment) break
    const text = (comment[1] ?? '').trim()
    const tag = /^@(\w+)\s*(.*)$/.exec(text)
    if (tag) {
      close()
      current = { tag: tag[1] ?? '', text: tag[2] ?? '' }
    } else if (current) current.text = `${current.text} ${text}`.trim()
  }
  close()
  return { tags, parameters }
}

/** `name default description`; the default is JSON. */
function parseParameter(text: string, where: string): AuditParameter {
  const parts = /^(\w+)\s+(\S+)\s+(.+)$/.exec(text)
  if (!parts) throw new AuditLibraryError(`${where}: @param must read "name default description"`)
  const [, name = '', literal = '', description = ''] = parts
  let value: unknown
  try {
    value = JSON.parse(literal)
  } catch {
    throw new AuditLibraryError(`${where}: the default of @param ${name} is not JSON: ${literal}`)
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new AuditLibraryError(`${where}: the default of @param ${name} must be a string, a number or a boolean`)
  return { name, default: value, description }
}

function checkParameters(cypher: string, declared: readonly AuditParameter[], where: string): void {
  const used = new Set([...stripComments(cypher).matchAll(/\$(\w+)/g)].map((m) => m[1] ?? ''))
  for (const name of used)
    if (!declared.some((p) => p.name === name)) throw new AuditLibraryError(`${where}: $${name} is used but has no @param`)
  for (const { name } of declared) if (!used.has(name)) throw new AuditLibraryError(`${where}: @param ${name} is declared but never used`)
}

/** Without comments and string literals: both may hold dollar signs. */
function stripComments(cypher: string): string {
  return cypher.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\/\/[^\n]*/g, (text) => (text.startsWith('/') ? '' : "''"))
}
