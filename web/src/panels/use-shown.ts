// What a picture shows now, expansions and all, for the pane beside it; and the way for the pane to edit the picture.

import { type RefObject, useRef, useState } from 'react'
import type { PictureData } from '../api/picture.ts'
import type { Edit } from '../graph/edits.ts'

export interface Shown {
  /** As it is shown, or as it was fetched while nothing is shown yet. */
  readonly picture: PictureData | undefined
  /** For the picture. */
  readonly bind: { readonly edits: RefObject<((edit: Edit) => void) | null>; readonly onShown: (picture: PictureData) => void }
}

export function useShown(fetched: PictureData | undefined): Shown {
  const edits = useRef<(edit: Edit) => void>(null)
  const [shown, setShown] = useState<{ readonly of: PictureData | undefined; readonly picture: PictureData }>()
  return {
    picture: shown?.of === fetched && shown ? shown.picture : fetched,
    bind: { edits, onShown: (picture) => setShown((before) => (before?.picture === picture ? before : { of: fetched, picture })) },
  }
}
