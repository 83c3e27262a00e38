// Which steps go out together. Their files do not say; two things are taken as known: steps whose versions are of one day, and files
// without versions, are one deployment. Between other steps it is the likelier the more lies between them, and never certain.

import type { MigrationSet } from '../migrations.ts'
import type { Confidence } from './risk.ts'

export interface Deployments {
  readonly several: boolean
  /** How sure it is that what the earlier step made was in use when the later one ran; absent: both are one deployment. */
  between(earlier: number, later: number): Confidence | undefined
}

/** Days after which, or steps after which, nobody waits with a deployment. */
const DAYS = 7
const STEPS = 3

export function deploymentsOf(set: MigrationSet): Deployments {
  const days = set.steps.map((s) => dayOf(s.version))
  const unversioned = set.tool === 'plain' || set.tool === 'models'
  return {
    several: !unversioned,
    between(earlier, later) {
      if (unversioned || earlier >= later) return undefined
      const [from, to] = [days[earlier], days[later]]
      if (from === undefined || to === undefined) return later - earlier < STEPS ? 'medium' : 'high'
      if (from === to) return undefined
      return Math.abs(to - from) < DAYS ? 'medium' : 'high'
    },
  }
}

/** Days since 1970 of a version that is a time: 20240131…, or seconds or milliseconds since then. */
export function dayOf(version: string): number | undefined {
  const [, year, month, day] = /^((?:19|20)\d\d)_?([01]\d)_?([0-3]\d)(?:\d{2,9})?$/.exec(version) ?? []
  if (year !== undefined) {
    const time = Date.UTC(Number(year), Number(month) - 1, Number(day))
    return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31 ? time / 86_400_000 : undefined
  }
  if (/^1\d{9}$/.test(version)) return Math.floor(Number(version) / 86_400)
  return /^1\d{12}$/.test(version) ? Math.floor(Number(version) / 86_400_000) : undefined
}
