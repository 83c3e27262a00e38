// `sync.Pool`: what it gives is what its New makes. What was put back is taken to be as good as new.

import { runCallback } from '../evaluate/calls.ts'
import { join, options, type Value } from '../values.ts'
import type { LibraryCall } from './model.ts'

export function poolCall({ run, frame, on, name, receiver, site }: LibraryCall): Value | undefined {
  if (on !== 'Pool' || name !== 'Get' || !receiver || run.mode === 'summary') return undefined
  const pools = options(receiver).flatMap((pool) => (pool.kind === 'symbolic' ? (run.sources?.(pool) ?? []) : [pool]))
  const made = pools.flatMap((pool) => {
    const make = pool.kind === 'instance' ? pool.fields.get('New')?.value : undefined
    return make ? options(make) : []
  })
  const given = made.flatMap((make) => (make.kind === 'function' ? [runCallback(run, frame, make, [], site)] : []))
  const [first, ...more] = given
  return first && given.length === pools.length ? more.reduce(join, first) : undefined
}
