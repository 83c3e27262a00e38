// Headings and bands of the lanes, which keep to the columns as the camera moves.

import type { LaneSpan } from '../graph/layout.ts'
import { EMPTY_LANES, LANE_WORDS } from '../graph/words.ts'

const HALF_GAP = 22

export function PictureLanes({ spans }: { readonly spans: readonly LaneSpan[] }) {
  return (
    <div className="lanes" aria-hidden="true">
      {spans.map((span) => {
        const from = span.from - HALF_GAP
        const width = span.to - span.from + HALF_GAP * 2
        return (
          <div
            key={span.lane}
            className={`lane lane-${span.lane}${span.count === 0 ? ' lane-empty' : ''}`}
            style={{ left: `calc(var(--pan-x) + ${from}px * var(--zoom))`, width: `calc(${width}px * var(--zoom))` }}
          >
            <div className="lane-head">
              <b>{LANE_WORDS[span.lane]}</b>
              <span>{span.count}</span>
            </div>
            {span.count === 0 && <p>{EMPTY_LANES[span.lane]}</p>}
          </div>
        )
      })}
    </div>
  )
}
