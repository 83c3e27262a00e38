// Parameters as they are written in a field, and as they are sent: JSON where it is JSON, else the text itself.

import type { Parameters } from './place.ts'

export function readParameters(written: Parameters): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(written).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, readValue(text)]])))
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function writeValue(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Names of the parameters that a Cypher text asks for, outside of its strings and comments. */
export function parameterNames(cypher: string): readonly string[] {
  const bare = cypher.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/.*$|\/\*[\s\S]*?\*\//gm, ' ')
  return [...new Set([...bare.matchAll(/\$([A-Za-z_]\w*)/g)].map((match) => match[1] ?? ''))]
}
