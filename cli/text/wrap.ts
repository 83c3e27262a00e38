// Breaks long lines between words; what follows hangs under the text of the line, past its indentation and its first column.

export function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line]
  const indent = /^\s*(?:[-•]\s+|[A-Z][a-z]+:\s+|\S+\s{2,})?/.exec(line)?.[0].length ?? 0
  const hang = ' '.repeat(Math.min(indent, Math.floor(width / 2.5)))
  const lines: string[] = []
  let current = ''
  for (const word of line.slice(indent).split(' ')) {
    const start = lines.length === 0 ? line.slice(0, indent) : hang
    if (current === '') current = start + word
    else if (current.length + 1 + word.length <= width) current += ` ${word}`
    else {
      lines.push(current)
      current = hang + word
    }
  }
  return [...lines, current]
}

export function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n')
}
