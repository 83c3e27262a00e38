// Progress for a person: one line that says stage, count and time, and is gone when the answer comes. The time goes on between two words
// of the indexer. Silent when standard error is not a terminal.

import type { IndexProgress } from '#indexer/result.ts'

export interface Progress {
  index(progress: IndexProgress): void
  say(text: string): void
  /** Wipes the line. */
  end(): void
}

const EVERY_MS = 80
const TICK_MS = 500

export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { index: () => undefined, say: () => undefined, end: () => undefined }
  const started = performance.now()
  let shown = 0
  let stage = ''
  let latest = ''
  let ticking: NodeJS.Timeout | undefined
  const show = () => {
    shown = performance.now()
    const seconds = ((shown - started) / 1000).toFixed(1)
    stream.write(`\r\u001b[K${seconds.padStart(5)} s  ${latest}`.slice(0, (stream.columns ?? 80) + 4))
  }
  const draw = (name: string, text: string) => {
    latest = text
    ticking ??= setInterval(show, TICK_MS).unref()
    if (name === stage && performance.now() - shown < EVERY_MS) return
    stage = name
    show()
  }
  return {
    index: ({ stage: name, done, total, unit }) =>
      draw(name, `${name.padEnd(11)} ${done}${total === undefined ? '' : ` of ${total}`} ${unit}`),
    say: (text) => draw(text, text),
    end: () => {
      if (stage !== '') stream.write('\r\u001b[K')
      stage = ''
      clearInterval(ticking)
      ticking = undefined
    },
  }
}
