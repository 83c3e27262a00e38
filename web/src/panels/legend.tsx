// What the marks of a picture mean.

import { LANES, SEVERITIES } from '../api/words.ts'
import { FACTS, SIGNS } from '../graph/display.ts'
import { FACT_WORDS, LANE_WORDS } from '../graph/words.ts'
import { SeverityMark } from '../parts/marks.tsx'

export function Legend({ onClose }: { readonly onClose: () => void }) {
  return (
    <aside className="legend" aria-label="Legend">
      <header>
        <h2>Legend</h2>
        <button type="button" className="tool" onClick={onClose}>
          Close
        </button>
      </header>
      <h3>Calls</h3>
      <ul>
        <li>
          <Sample fact="plain" /> <b /> a call, or another relationship
        </li>
        {FACTS.map((fact) => (
          <li key={fact}>
            <Sample fact={fact} /> <b>{SIGNS[fact]}</b> {FACT_WORDS[fact]}
          </li>
        ))}
      </ul>
      <h3>Lanes</h3>
      <ul className="legend-lanes">
        {LANES.map((lane) => (
          <li key={lane}>
            <i className={`lane-swatch lane-${lane}`} /> {LANE_WORDS[lane]}
          </li>
        ))}
      </ul>
      <h3>Findings</h3>
      <ul className="legend-lanes">
        {SEVERITIES.map((severity) => (
          <li key={severity}>
            <SeverityMark severity={severity} word />
          </li>
        ))}
      </ul>
    </aside>
  )
}

function Sample({ fact }: { readonly fact: string }) {
  return (
    <svg className={`legend-line legend-${fact}`} viewBox="0 0 40 10" width="40" height="10" aria-hidden="true">
      <path d="M1 5 H32" />
      <path d="M32 1.5 L39 5 L32 8.5 Z" className="arrow" />
    </svg>
  )
}
