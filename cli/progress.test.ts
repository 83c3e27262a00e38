import { PassThrough } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function terminal(): { readonly stream: NodeJS.WriteStream; readonly said: () => string } {
  const through = new PassThrough()
  let text = ''
  through.on('data', (chunk) => {
    text += chunk
  })
  return { stream: Object.assign(through, { isTTY: true, columns: 80 }) as unknown as NodeJS.WriteStream, said: () => text }
}

test('a stage that says nothing for long still shows that time goes on, until the end', async () => {
  const { stream, said } = terminal()
  const progress = createProgress(stream)
  progress.index({ stage: 'resolve', done: 500, total: 900, unit: 'functions' })
  await wait(1700)
  const times = new Set(said().match(/\d+\.\d s {2}resolve {5}500 of 900 functions/g))
  expect(times.size).toBeGreaterThanOrEqual(3)
  progress.end()
  const wiped = said()
  expect(wiped.endsWith('\r\u001b[K')).toBe(true)
  await wait(700)
  expect(said()).toBe(wiped)
})
