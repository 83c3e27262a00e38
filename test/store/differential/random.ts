// A seeded source of chance: the same seed gives the same graphs and queries everywhere.

export interface Random {
  /** From 0 to n - 1. */
  below(n: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Up to `n` different items, in their order. */
  some<T>(items: readonly T[], n: number): readonly T[]
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    some<T>(items: readonly T[], n: number): readonly T[] {
      const chosen = new Set<number>()
      for (let i = 0; i < n; i += 1) chosen.add(below(items.length))
      return items.filter((_, i) => chosen.has(i))
    },
  }
}
