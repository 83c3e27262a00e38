// What the lines at a node say, in words: for who cannot see the picture, and for who wants the line number.

import type { GraphEdge, PictureData } from '../api/picture.ts'
import { edgeFacts } from '../graph/display.ts'
import { FACT_WORDS } from '../graph/words.ts'

interface Props {
  readonly id: string
  readonly picture: PictureData
  readonly onChoose: (id: string) => void
}

export function NodeEdges({ id, picture, onChoose }: Props) {
  const titles = new Map(picture.nodes.map((node) => [node.id, node.title]))
  const into = picture.edges.filter((edge) => edge.to === id && edge.from !== id)
  const out = picture.edges.filter((edge) => edge.from === id)
  if (into.length + out.length === 0) return null
  const row = (edge: GraphEdge, other: string, arrow: string) => (
    <li key={`${arrow} ${edge.id}`}>
      <span aria-hidden="true">{arrow}</span>
      <button type="button" className="link-button" onClick={() => onChoose(other)}>
        {titles.get(other) ?? other}
      </button>
      <span className="quiet">
        {[edge.type, edge.line && `line ${edge.line}`, ...edgeFacts(edge).map((fact) => FACT_WORDS[fact]), loopWords(edge)]
          .filter(Boolean)
          .join(', ')}
      </span>
    </li>
  )
  return (
    <details className="node-edges" open={into.length + out.length <= 8}>
      <summary>
        In this picture{' '}
        <span className="quiet">
          {into.length} in, {out.length} out
        </span>
      </summary>
      <ul>
        {into.map((edge) => row(edge, edge.from, '←'))}
        {out.map((edge) => row(edge, edge.to, '→'))}
      </ul>
    </details>
  )
}

function loopWords(edge: GraphEdge): string {
  if (!edge.loopDepth) return ''
  const bound = edge.loopBound === 'unknown' || !edge.loopBound ? 'bound unknown' : `over ${edge.loopBound}`
  return edge.perElement ? `${bound}, once for each element` : bound
}
