// A picture with its edits: what is drawn now, and what the reader may do to it. The edits live in the address.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { EXPAND_LIMIT, NEIGHBOURHOOD, type PictureData } from '../api/picture.ts'
import { ask } from '../api/use-request.ts'
import type { Lane } from '../api/words.ts'
import { type Edit, formatEdits } from '../graph/edits.ts'
import { apply, EMPTY, follow, redo, undo } from '../graph/history.ts'
import { scenes } from '../graph/scene.ts'
import { layOut, type Step } from '../graph/steps.ts'
import type { PictureLayout } from '../state/place.ts'

export interface PictureState {
  readonly step: Step | undefined
  readonly busy: boolean
  readonly problem: string | undefined
  readonly hidden: number
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly edit: (edit: Edit) => void
  readonly undo: () => void
  readonly redo: () => void
}

type Settled = { readonly for: Memory; readonly step: Step }

interface Memory {
  readonly data: PictureData
  readonly layout: PictureLayout
  readonly neighbourhoods: Map<string, PictureData>
  readonly steps: Map<string, Promise<Step>>
}

export function usePicture(
  data: PictureData,
  layout: PictureLayout,
  always: readonly Lane[],
  address: string | undefined,
  onAddress: (edits: string | undefined) => void,
): PictureState {
  const [history, setHistory] = useState(EMPTY)
  const current = follow(history, address)
  if (current !== history) setHistory(current)

  const neighbourhoods = useMemo(() => ({ of: data, found: new Map<string, PictureData>() }), [data]).found
  const memory = useMemo<Memory>(() => ({ data, layout, neighbourhoods, steps: new Map() }), [data, layout, neighbourhoods])
  const [settled, setSettled] = useState<Settled>()
  const [problem, setProblem] = useState<string>()
  const [fetched, setFetched] = useState(0)
  const lanes = useRef(always)

  const replayed = useMemo(() => {
    void fetched
    return scenes(data, current.done, neighbourhoods)
  }, [data, current.done, neighbourhoods, fetched])

  const change = useCallback(
    (next: typeof current) => {
      setHistory(next)
      setProblem(undefined)
      onAddress(formatEdits(next.done) || undefined)
    },
    [onAddress],
  )

  useEffect(() => {
    const { wanted } = replayed
    if (!wanted) return
    let dropped = false
    const { over } = wanted.edit
    const variables = {
      id: wanted.id,
      direction: over?.direction ?? ('both' as const),
      relationships: over ? [over.relationship] : null,
      limit: EXPAND_LIMIT,
    }
    ask(NEIGHBOURHOOD, variables).then(
      (answer) => {
        neighbourhoods.set(wanted.name, answer.neighbourhood)
        const { truncated, totalNodes, nodes } = answer.neighbourhood
        if (dropped) return
        if (truncated) setProblem(`The ${nodes.length} nearest of ${totalNodes} were added; choose one relationship for the others.`)
        setFetched((n) => n + 1)
      },
      (error: unknown) => {
        if (dropped) return
        change(undo(current))
        setProblem(`It could not be expanded: ${error instanceof Error ? error.message : String(error)}`)
      },
    )
    return () => {
      dropped = true
    }
  }, [replayed, neighbourhoods, change, current])

  useEffect(() => {
    let dropped = false
    const run = async () => {
      const { layouter } = await import('../graph/layouter.ts')
      return layOut(replayed.steps, current.done, layouter(layout, lanes.current), memory.steps)
    }
    run().then(
      (step) => {
        if (!dropped) setSettled({ for: memory, step })
      },
      (error: unknown) => {
        if (!dropped) setProblem(`It could not be laid out: ${error instanceof Error ? error.message : String(error)}`)
      },
    )
    return () => {
      dropped = true
    }
  }, [replayed, current.done, layout, memory])

  const step = settled?.for.data === data ? settled.step : undefined
  return {
    step,
    busy: (settled?.for !== memory || replayed.wanted !== undefined) && !problem,
    problem,
    hidden: replayed.steps.at(-1)?.hidden.size ?? 0,
    canUndo: current.done.length > 0,
    canRedo: current.undone.length > 0,
    edit: (edit) => change(apply(current, edit)),
    undo: () => change(undo(current)),
    redo: () => change(redo(current)),
  }
}
