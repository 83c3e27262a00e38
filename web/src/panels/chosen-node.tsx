// The details of the chosen node: from the picture where it is there, else asked for by its id.

import type { RefObject } from 'react'
import { NODE_BY_ID, type PictureData } from '../api/picture.ts'
import { useRequest } from '../api/use-request.ts'
import type { Edit } from '../graph/edits.ts'
import { Failure, Loading } from '../parts/notes.tsx'
import { NodeDetails } from './node-details.tsx'

interface Props {
  readonly id: string
  readonly picture: PictureData | undefined
  readonly edits?: RefObject<((edit: Edit) => void) | null>
  readonly onChoose: (id: string) => void
  readonly onClose?: (() => void) | undefined
}

export function ChosenNode({ id, picture, edits, onChoose, onClose }: Props) {
  const here = picture?.nodes.find((node) => node.id === id)
  const isGroup = id.startsWith('group ')
  const { data, error, retry } = useRequest(NODE_BY_ID, here || isGroup ? undefined : { id })
  const node = here ?? data?.node
  if (isGroup) return <GroupNote id={id} onClose={onClose ?? (() => undefined)} />
  if (error) return <Failure error={error} onRetry={retry} />
  if (!node) return <Loading what="the node" />
  return (
    <NodeDetails
      key={node.id}
      node={node}
      picture={picture}
      onChoose={onChoose}
      onClose={onClose}
      {...(edits ? { onEdit: (edit: Edit) => edits.current?.(edit) } : {})}
    />
  )
}

function GroupNote({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  return (
    <article className="details" aria-label="Details of the group">
      <header className="details-head">
        <p className="eyebrow">Group</p>
        <h2>{id.split(' ').slice(3).join(' ')}</h2>
        <div className="details-tools">
          <button type="button" className="button button-small" onClick={onClose}>
            Close
          </button>
        </div>
      </header>
      <p className="details-text">
        Many nodes stand here as one, since the picture would tangle otherwise. Open the group (e, or a double click) to see them.
      </p>
    </article>
  )
}
