// Progress for a person: one line that says stage, count and time, and is gone when the answer comes. Silent when standard error is
// not a terminal.

import type { IndexProgress } from '#indexer/result.ts'

export interface Progress {
  index(progress: IndexProgress): void
  say(text: string): void
  /** Wipes the line. */
  end(): void
}

const EVERY_MS = 80

export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { index: () => undefined, say: () => undefined, end: () => undefined }
  const started = performance.now()
  let shown = 0
  let stage = ''
  const draw = (name: string, text: string) => {
    const now = performance.now()
    if (name === stage && now - shown < EVERY_MS) return
    stage = name
    shown = now
    const seconds = ((now - started) / 1000).toFixed(1)
    stream.write(`\r\u001b[K${seconds.padStart(5)} s  ${text}`.slice(0, (stream.columns ?? 80) + 4))
  }
  return {
    index: ({ stage: name, done, total, unit }) =>
      draw(name, `${name.padEnd(11)} ${done}${total === undefined ? '' : ` of ${total}`} ${unit}`),
    say: (text) => draw(text, text),
    end: () => {
      if (stage !== '') stream.write('\r\u001b[K')
      stage = ''
    },
  }
}
