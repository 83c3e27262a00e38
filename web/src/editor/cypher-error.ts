// Where an engine's message says that a Cypher text is wrong: as offsets in the text, or undefined where it does not say.

export interface Place {
  readonly from: number
  readonly to: number
}

export function errorPlace(message: string, text: string): Place | undefined {
  const lineColumn = /line (\d+),? (?:col(?:umn)?|character) (\d+)/i.exec(message) ?? /\b(\d+):(\d+)\b/.exec(message)
  if (lineColumn) {
    const lines = text.split('\n')
    const line = Number(lineColumn[1])
    const before = lines.slice(0, line - 1).reduce((sum, other) => sum + other.length + 1, 0)
    if (line >= 1 && line <= lines.length) return wordAt(text, before + Number(lineColumn[2]) - 1)
  }
  const offset = /(?:position|offset) (\d+)/i.exec(message)
  if (offset) return wordAt(text, Number(offset[1]))
  const quoted = /(?:near|input|token|variable|label|property|function)[^'"`]{0,20}['"`]([^'"`]+)['"`]/i.exec(message)?.[1]
  const found = quoted ? text.indexOf(quoted) : -1
  return quoted && found >= 0 ? { from: found, to: found + quoted.length } : undefined
}

function wordAt(text: string, at: number): Place | undefined {
  if (text.length === 0) return undefined
  const from = Math.max(0, Math.min(at, text.length - 1))
  const word = /^\w+/.exec(text.slice(from))?.[0].length ?? 1
  return { from, to: from + word }
}
