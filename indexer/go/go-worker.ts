// Parses batches of Go files in a thread of its own. What goes back is JSON as bytes, which change hands without a copy and are what the
// cache keeps; objects would be copied one by one, and no thread be relieved.

import { parentPort } from 'node:worker_threads'
import { createGoParser, gaveUp } from './parse.ts'
import type { ParseBatch, ParsedBatch } from './parse-in-workers.ts'

const port = parentPort
if (port) {
  const parser = createGoParser()
  const encoder = new TextEncoder()
  port.on('message', async ({ first, files }: ParseBatch) => {
    const { parse } = await parser
    const pieces = files.map(({ path, text }) => {
      const file = parse(path, text)
      return encoder.encode(file.errors.some(({ message }) => message === gaveUp) ? '' : JSON.stringify(file))
    })
    const json = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    const ends = new Uint32Array(pieces.length)
    let at = 0
    for (const [i, piece] of pieces.entries()) {
      json.set(piece, at)
      at += piece.length
      ends[i] = at
    }
    const answer: ParsedBatch = { first, json, ends }
    port.postMessage(answer, [json.buffer, ends.buffer])
  })
}
