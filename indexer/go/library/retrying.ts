// Libraries that call a function again while it fails.

import { runCallback } from '../evaluate/calls.ts'
import { ERROR } from '../types.ts'
import { options, typed } from '../values.ts'
import type { LibraryModel } from './model.ts'

const ROWS: Readonly<Record<string, RegExp>> = {
  'github.com/cenkalti/backoff': /^Retry(Notify)?(WithData|WithTimer)?$/,
  'github.com/avast/retry-go': /^Do(WithData)?$/,
  'github.com/sethvargo/go-retry': /^(Do(Value)?|Constant|Exponential|Fibonacci)$/,
  'k8s.io/client-go/util/retry': /^(RetryOnConflict|OnError)$/,
  'github.com/eapache/go-resiliency/retrier': /^Run(Ctx|Fn)?$/,
  'github.com/flowchartsman/retry': /^Run(Context)?$/,
  'github.com/Rican7/retry': /^Retry$/,
  'github.com/matryer/try': /^Do$/,
}

export const retryingModel: LibraryModel = {
  id: 'retrying',
  packages: Object.keys(ROWS),
  call({ package: path, name, args, run, frame, site }) {
    // The work stands before whoever is told of failures.
    const work = ROWS[path]?.test(name)
      ? args.find((a) => options(a).some((o) => o.kind === 'function' || o.kind === 'interfaceMethod'))
      : undefined
    if (!work) return undefined
    const result = runCallback(run, frame, work, [], { ...site, retried: true })
    return result.kind === 'tuple' ? result : typed(ERROR)
  },
}
