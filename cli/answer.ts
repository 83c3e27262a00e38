// How a command answers: opens the session with progress on standard error, asks, writes to standard output, closes.

import { createProgress } from './progress.ts'
import type { Session, SessionOptions } from './session.ts'
import { type Terminal, terminalOf } from './terminal.ts'

export type Ask<T> = (session: Session, say: (text: string) => void) => Promise<T>

export async function withSession<T>(options: Omit<SessionOptions, 'onIndex' | 'onStage'>, ask: Ask<T>): Promise<T> {
  const { openSession } = await import('./session.ts')
  const progress = createProgress(process.stderr)
  process.once('SIGINT', () => {
    progress.end()
    process.exit(130)
  })
  try {
    const session = await openSession({ ...options, onIndex: progress.index, onStage: progress.say })
    try {
      return await ask(session, progress.say)
    } finally {
      await session.close()
    }
  } finally {
    progress.end()
  }
}

export function outTerminal(): Terminal {
  return terminalOf(process.stdout, process.env)
}

/** Tables are cut to a terminal, never in a file. */
export function outWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns : undefined
}

/** Resolves when the reader has it all, so that a pipe gets the end too. */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

export function writeJson(value: unknown): Promise<void> {
  return write(`${JSON.stringify(value, null, 2)}\n`)
}
