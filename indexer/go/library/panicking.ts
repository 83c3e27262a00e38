// Functions of libraries that end a request by a panic, which whoever recovers answers.

import { isAbsent, isFailure } from '../anonymous.ts'
import { notePanic } from '../evaluate/panics.ts'
import { UNKNOWN_TYPE } from '../types.ts'
import { options, typed, type Value } from '../values.ts'
import type { LibraryModel } from './model.ts'

/** always: whatever they get; error: where they get one. */
const PANICS: Readonly<Record<string, 'always' | 'error'>> = {
  Bomb: 'always',
  Dangerous: 'error',
}

export const panickingModel: LibraryModel = {
  id: 'panics',
  packages: ['github.com/toolkits/pkg/errorx', 'github.com/toolkits/pkg/ginx'],
  call({ run, frame, name, receiver, args }) {
    const when = receiver ? undefined : PANICS[name]
    if (!when || run.mode !== 'guard') return undefined
    const given = args[0] ? options(args[0]) : []
    const isNone = (v: Value) => v.kind === 'nil'
    const certain = when === 'always' || (given.length > 0 && given.every((v) => isFailure(v) && !isAbsent(v)))
    if (!certain && given.every(isNone)) return typed(UNKNOWN_TYPE)
    notePanic(run, frame)
    if (certain) run.paths = new Set()
    return typed(UNKNOWN_TYPE)
  },
}
