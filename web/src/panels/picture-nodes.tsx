// Nodes of a picture as buttons: read by a screen reader, reached by keys, drawn as text that stays sharp at any zoom.

import { memo, useEffect, useRef } from 'react'
import { type Auth, worst } from '../api/words.ts'
import type { DisplayNode } from '../graph/display.ts'
import { NODE, type Point } from '../graph/geometry.ts'
import { kindOf, LANE_WORDS, pathParts, spoken, subtitle, titleParts } from '../graph/words.ts'
import { GuardMark, SeverityMark } from '../parts/marks.tsx'

interface Props {
  readonly nodes: readonly DisplayNode[]
  readonly positions: ReadonlyMap<string, Point>
  readonly chosen: string | undefined
  /** The nodes on the line through the chosen one. */
  readonly line: ReadonlySet<string> | undefined
  readonly onChoose: (id: string) => void
}

export function PictureNodes({ nodes, positions, chosen, line, onChoose }: Props) {
  const reachable = chosen !== undefined && nodes.some((node) => node.id === chosen) ? chosen : nodes[0]?.id
  return nodes.map((node) => {
    const at = positions.get(node.id)
    return (
      <NodeButton
        key={node.id}
        node={node}
        x={(at?.x ?? 0) - NODE.width / 2}
        y={(at?.y ?? 0) - NODE.height / 2}
        chosen={node.id === chosen}
        aside={line !== undefined && !line.has(node.id)}
        reachable={node.id === reachable}
        onChoose={onChoose}
      />
    )
  })
}

interface ButtonProps {
  readonly node: DisplayNode
  readonly x: number
  readonly y: number
  readonly chosen: boolean
  readonly aside: boolean
  readonly reachable: boolean
  readonly onChoose: (id: string) => void
}

const NodeButton = memo(function NodeButton({ node, x, y, chosen, aside, reachable, onChoose }: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Focus follows the choice only inside the picture: a link that opens a node must not pull the reader away.
    if (chosen && button.current?.closest('.picture-stage')?.contains(document.activeElement)) button.current.focus({ preventScroll: true })
  }, [chosen])
  const classes = ['node', `node-${node.lane}`, node.kind === 'group' && 'node-group', chosen && 'is-chosen', aside && 'is-aside']
  return (
    <button
      ref={button}
      type="button"
      data-id={node.id}
      className={classes.filter(Boolean).join(' ')}
      style={{ transform: `translate(${x}px, ${y}px)`, width: NODE.width, height: NODE.height }}
      aria-label={spoken(node)}
      aria-pressed={chosen}
      title={node.kind === 'node' ? `${kindOf(node.node)}: ${node.node.title}` : node.group.name}
      tabIndex={reachable ? 0 : -1}
      onClick={(event) => {
        // Clicks of a pointer are the canvas's, which knows a click from a drag.
        if (event.detail === 0) onChoose(node.id)
      }}
    >
      {node.kind === 'group' ? <GroupFace node={node} /> : <NodeFace node={node} />}
    </button>
  )
})

function NodeFace({ node }: { readonly node: Extract<DisplayNode, { kind: 'node' }> }) {
  const severity = worst(node.node.findings)
  const [before, name] = titleParts(node.node)
  const kind = kindOf(node.node)
  const auth = node.node.label === 'Route' ? node.node.properties.auth : undefined
  return (
    <>
      <span className="node-title">
        {typeof auth === 'string' && <GuardMark auth={auth as Auth} />}
        {before && <span className="node-before">{before}</span>}
        <span>{name}</span>
      </span>
      <span className="node-sub">
        <i className={kind === LANE_WORDS[node.lane] ? 'kind-same' : undefined}>{kind} </i>
        <span className={node.node.properties.kind === 'unknown' ? 'is-unknown' : undefined}>{subtitle(node.node)}</span>
      </span>
      {severity && (
        <span className="node-flag">
          <SeverityMark severity={severity} />
          {node.node.findings.length > 1 && <b>{node.node.findings.length}</b>}
        </span>
      )}
      {node.folded !== undefined && <span className="node-folded">+{node.folded}</span>}
    </>
  )
}

function GroupFace({ node }: { readonly node: Extract<DisplayNode, { kind: 'group' }> }) {
  const [before, name] = pathParts(node.group.name)
  return (
    <>
      <span className="node-title">
        {before && <span className="node-before">{before}</span>}
        <span>{name}</span>
      </span>
      <span className="node-sub">
        <b>{node.group.members.length}</b> nodes
      </span>
      {node.severity && (
        <span className="node-flag">
          <SeverityMark severity={node.severity} />
          <b>{node.findings}</b>
        </span>
      )}
    </>
  )
}
