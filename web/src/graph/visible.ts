// Which nodes of a scene are shown. A collapsed node folds away what can only be reached through it, going away from the
// picture's roots: to the right of a route, to the left of a table. What no root leads to is never folded.

import type { Scene } from './scene.ts'

export interface Visible {
  readonly ids: ReadonlySet<string>
  /** How many nodes each collapsed node folds away. */
  readonly folded: ReadonlyMap<string, number>
}

type Steps = ReadonlyMap<string, ReadonlySet<string>>

export function visible(scene: Scene): Visible {
  const shown = new Set([...scene.nodes.keys()].filter((id) => !scene.hidden.has(id)))
  const collapsed = [...scene.collapsed].filter((id) => shown.has(id))
  if (collapsed.length === 0) return { ids: shown, folded: new Map() }
  const fold = scene.roots.size ? foldFromRoots(scene) : foldLeaves(scene)
  const folded = fold(scene.collapsed)
  const ids = new Set([...shown].filter((id) => !folded.has(id)))
  const counts = collapsed.map((id) => {
    const others = fold(new Set([...scene.collapsed].filter((other) => other !== id)))
    return [id, [...folded].filter((gone) => shown.has(gone) && !others.has(gone)).length] as const
  })
  return { ids, folded: new Map(counts.filter(([id]) => ids.has(id))) }
}

function foldFromRoots(scene: Scene): (collapsed: ReadonlySet<string>) => ReadonlySet<string> {
  const children = childrenOf(scene)
  const reach = (stops: ReadonlySet<string>) => {
    const seen = new Set(scene.roots)
    const queue = [...scene.roots]
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (stops.has(id)) continue
      for (const next of children.get(id) ?? []) {
        if (seen.has(next)) continue
        seen.add(next)
        queue.push(next)
      }
    }
    return seen
  }
  const all = reach(new Set())
  return (collapsed) => {
    const left = reach(collapsed)
    return new Set([...all].filter((id) => !left.has(id)))
  }
}

/** Without roots, a node folds away when all of its neighbours are collapsed and it is not. */
function foldLeaves(scene: Scene): (collapsed: ReadonlySet<string>) => ReadonlySet<string> {
  const neighbours = createSteps()
  for (const { from, to } of scene.edges.values()) {
    neighbours.add(from, to)
    neighbours.add(to, from)
  }
  return (collapsed) =>
    new Set(
      [...scene.nodes.keys()].filter((id) => {
        const around = neighbours.steps.get(id)
        return around !== undefined && !collapsed.has(id) && [...around].every((other) => collapsed.has(other))
      }),
    )
}

/** Node → nodes one step further from the roots, along the arrows or against them. */
function childrenOf(scene: Scene): Steps {
  const out = createSteps()
  const into = createSteps()
  for (const { from, to } of scene.edges.values()) {
    out.add(from, to)
    into.add(to, from)
  }
  const children = createSteps()
  // Added by an expansion: it hangs on the node that was expanded, and on nothing else.
  for (const [node, origin] of scene.origin) children.add(origin, node)
  for (const { steps } of [out, into]) {
    const seen = new Set(scene.roots)
    const queue = [...scene.roots]
    for (let id = queue.shift(); id !== undefined; id = queue.shift())
      for (const next of steps.get(id) ?? []) {
        if (scene.origin.has(next) || scene.roots.has(next)) continue
        children.add(id, next)
        if (!seen.has(next)) queue.push(next)
        seen.add(next)
      }
  }
  return children.steps
}

function createSteps() {
  const steps = new Map<string, Set<string>>()
  return {
    steps: steps as Steps,
    add(from: string, to: string) {
      const known = steps.get(from)
      if (known) known.add(to)
      else steps.set(from, new Set([to]))
    },
  }
}
