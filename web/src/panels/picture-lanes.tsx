// Headings and bands of the lanes, which keep to the columns as the camera moves.

import type { LaneSpan } from '../graph/lane-spans.ts'
import { EMPTY_LANES, LANE_WORDS } from '../graph/words.ts'

export function PictureLanes({ spans }: { readonly spans: readonly LaneSpan[] }) {
  return (
    <div className="lanes" aria-hidden="true">
      {spans.map(({ lane, from, to, shown, total }) => (
        <div
          key={lane}
          className={`lane lane-${lane}${total === 0 ? ' lane-empty' : ''}`}
          style={{ left: `calc(var(--pan-x) + ${from}px * var(--zoom))`, width: `calc(${to - from}px * var(--zoom))` }}
        >
          <div className="lane-head">
            <b>{LANE_WORDS[lane]}</b>
            <span>{shown === total ? total : `${shown} of ${total}`}</span>
          </div>
          {total === 0 && <p>{EMPTY_LANES[lane]}</p>}
          {total > 0 && shown === 0 && <p>{total} hidden or folded away</p>}
        </div>
      ))}
    </div>
  )
}
