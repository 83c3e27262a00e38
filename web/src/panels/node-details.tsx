// One node beside the picture: what it is, what is known of it, what is wrong with it, and its source.

import { FINDINGS } from '../api/finding.ts'
import type { Degree, GraphNode, PictureData } from '../api/picture.ts'
import { useRequest } from '../api/use-request.ts'
import { type Edit, keyOf } from '../graph/edits.ts'
import { kindOf, LANE_WORDS } from '../graph/words.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Link } from '../parts/link.tsx'
import { PropertyList } from '../parts/property-list.tsx'
import { homeOf } from '../state/home.ts'
import { FindingList } from './finding-list.tsx'
import { NodeEdges } from './node-edges.tsx'
import { SourceView } from './source-view.tsx'
import { StatementPanel } from './statement-panel.tsx'

interface Props {
  readonly node: GraphNode
  /** Where an edit of the picture goes; without, there is none to edit. */
  readonly onEdit?: (edit: Edit) => void
  readonly picture: PictureData | undefined
  readonly onChoose: (id: string) => void
  /** Where there is nothing to go back to, there is nothing to close. */
  readonly onClose: (() => void) | undefined
}

export function NodeDetails({ node, picture, onEdit, onChoose, onClose }: Props) {
  const sql = typeof node.properties.sql === 'string' ? node.properties.sql : undefined
  const home = homeOf(node)
  return (
    <article className={`details node-tone-${node.lane}`} aria-label={`Details of ${node.title}`}>
      <header className="details-head">
        <p className="eyebrow">
          <i className={`lane-swatch lane-${node.lane}`} />
          {kindOf(node)} {kindOf(node) !== LANE_WORDS[node.lane] && <span>{LANE_WORDS[node.lane]} lane</span>}
        </p>
        <h2>{node.title}</h2>
        <div className="details-tools">
          {(onClose || home.screen !== 'node') && (
            <Link to={home} className="button button-small">
              Open
            </Link>
          )}
          <CopyButton text={node.id} label="Copy id" />
          {onClose && (
            <button type="button" className="button button-small" onClick={onClose} title="Close (Esc)">
              Close
            </button>
          )}
        </div>
      </header>
      {node.findings.length > 0 && <FindingsHere node={node} />}
      {sql && <StatementPanel id={node.id} sql={sql} />}
      <PropertyList label={node.label} properties={node.properties} />
      {picture && <NodeEdges id={node.id} picture={picture} onChoose={onChoose} />}
      {onEdit && node.degree.length > 0 && <Degrees node={node} onEdit={onEdit} />}
      {node.file && <SourceView file={node.file} line={node.line} endLine={node.endLine} />}
    </article>
  )
}

/** The marks of the picture say which; their words are asked for when the node is opened. */
function FindingsHere({ node }: { readonly node: GraphNode }) {
  const { data } = useRequest(FINDINGS, { filter: { node: node.id }, first: 50, after: null })
  return (
    <section className="details-findings" aria-label="Findings here">
      <FindingList findings={data?.findings.nodes ?? node.findings.map((mark) => ({ ...mark, message: mark.title }))} none="" />
    </section>
  )
}

function Degrees({ node, onEdit }: { readonly node: GraphNode; readonly onEdit: (edit: Edit) => void }) {
  const key = keyOf(node.id)
  const add = ({ relationship, direction }: Degree) =>
    direction === 'both' ? onEdit({ kind: 'expand', key }) : onEdit({ kind: 'expand', key, over: { relationship, direction } })
  return (
    <details className="degrees">
      <summary>Relationships in the whole graph</summary>
      <ul>
        {node.degree.map((degree) => (
          <li key={`${degree.relationship} ${degree.direction}`}>
            <span aria-hidden="true">{degree.direction === 'in' ? '←' : '→'}</span>
            <code>{degree.relationship}</code>
            <span className="sr-only">{degree.direction === 'in' ? 'incoming' : 'outgoing'}</span>
            <b>{degree.count}</b>
            <button type="button" className="button button-small" onClick={() => add(degree)}>
              Add
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
