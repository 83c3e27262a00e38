// Signs on the lines. Read aloud they are in the details of a node.

import type { EdgeTag } from '../graph/edge-tags.ts'

interface Props {
  readonly tags: readonly EdgeTag[]
  /** Lines to a node that is being dragged are on the move. */
  readonly dragged: string | undefined
  readonly line: ReadonlySet<string> | undefined
}

export function PictureTags({ tags, dragged, line }: Props) {
  return tags.map(({ edge, at }) =>
    edge.from === dragged || edge.to === dragged ? null : (
      <span
        key={edge.id}
        aria-hidden="true"
        className={`edge-tag edge-tag-${edge.facts[0] ?? 'plain'}${line && !line.has(edge.id) ? ' is-aside' : ''}`}
        style={{ transform: `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)` }}
      >
        {edge.label}
      </span>
    ),
  )
}
