// The two layouts behind one face: by lanes with elk, free with fcose.

import type { Lane } from '../api/words.ts'
import type { PictureLayout } from '../state/place.ts'
import { layered } from './elk.ts'
import { force } from './force.ts'
import { fromElk, toElk } from './layout.ts'
import type { Layouter } from './steps.ts'

export function layouter(kind: PictureLayout, always: readonly Lane[]): Layouter {
  if (kind === 'free')
    return {
      lanes: false,
      always,
      full: (display) => force(display, undefined, new Map()),
      added: (display, before, origin) => force(display, before, origin),
    }
  return {
    lanes: true,
    always,
    full: async (display, lanes) => {
      const plan = toElk(display, lanes)
      return fromElk(await layered(plan.graph), plan, display)
    },
    added: undefined,
  }
}
