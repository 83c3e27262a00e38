// A database that is opened before it is needed, for a process in which migrations are edited: opening one and running what stands
// before the edited migration takes far longer than the edited one. One at most, since each is a process.

import type { BegunMigrations } from './run-migrations.ts'

export interface SpareDatabase {
  /** The one under the key whose steps are the first of these, also while it is being opened. */
  readonly take: (key: string, steps: readonly string[]) => Promise<BegunMigrations | undefined>
  /** Begins to open one with the steps before the one that is likely to change next; `open` is told how many. */
  readonly keep: (key: string, steps: readonly string[], open: (count: number) => Promise<BegunMigrations>) => void
  readonly close: () => Promise<void>
}

interface Spare {
  readonly key: string
  readonly steps: readonly string[]
  readonly begun: Promise<BegunMigrations | undefined>
}

export function createSpareDatabase(): SpareDatabase {
  let spare: Spare | undefined
  let before: readonly string[] = []
  const close = async () => {
    const begun = spare?.begun
    spare = undefined
    await (await begun)?.postgres.close()
  }
  return {
    async take(key, steps) {
      if (spare?.key !== key || spare.steps.length !== sharedStart(spare.steps, steps)) return undefined
      const { begun } = spare
      spare = undefined
      const opened = await begun
      return opened?.postgres.alive() ? opened : undefined
    },
    keep(key, steps, open) {
      // What was edited is edited again; at first that is the newest.
      const count = Math.min(before.length > 0 ? sharedStart(before, steps) : steps.length, Math.max(0, steps.length - 1))
      before = steps
      if (spare?.key === key && spare.steps.length === count && sharedStart(spare.steps, steps) === count) return
      void close()
      // Where none can be opened, whoever needs one will be told why.
      spare = { key, steps: steps.slice(0, count), begun: open(count).catch(() => undefined) }
    },
    close,
  }
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((step, i) => step !== b[i])
  return differs < 0 ? a.length : differs
}
