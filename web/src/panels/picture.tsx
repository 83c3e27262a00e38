// The picture: edges on a canvas, nodes in HTML above it, a toolbar, lane headings and a line that reads out what is there.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PictureData } from '../api/picture.ts'
import type { Lane } from '../api/words.ts'
import type { Display } from '../graph/display.ts'
import { edgeTags } from '../graph/edge-tags.ts'
import { type Edit, keyOf } from '../graph/edits.ts'
import type { Point } from '../graph/geometry.ts'
import { laneSpans } from '../graph/lane-spans.ts'
import type { Step } from '../graph/steps.ts'
import { through } from '../graph/through.ts'
import { edgeWords } from '../graph/words.ts'
import type { PictureLayout, PictureView } from '../state/place.ts'
import { Legend } from './legend.tsx'
import { PictureLanes } from './picture-lanes.tsx'
import { PictureNodes } from './picture-nodes.tsx'
import { PictureTags } from './picture-tags.tsx'
import { PictureToolbar } from './picture-toolbar.tsx'
import { useCanvas } from './use-canvas.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { usePicture } from './use-picture.ts'
import { usePictureKeys } from './use-picture-keys.ts'
import type { Shown } from './use-shown.ts'
import './picture.css'

interface Props {
  /** Said to who cannot see it. */
  readonly label: string
  readonly data: PictureData
  readonly view: PictureView
  /** Lanes that keep a column also where they are empty. */
  readonly always?: readonly Lane[]
  readonly layout?: PictureLayout
  readonly onView: (view: PictureView, how: 'push' | 'replace') => void
  /** For what stands beside it; see use-shown.ts. */
  readonly bind?: Shown['bind']
}

const NO_LANES: readonly Lane[] = []

export function Picture({ label, data, view, always = NO_LANES, layout: preferred = 'lanes', onView, bind }: Props) {
  const layout = view.layout ?? preferred
  const [legend, setLegend] = useState(false)
  const now = useRef({ view, onView })
  now.current = { view, onView }

  const onAddress = useCallback((next: string | undefined) => {
    const { edits: _, ...rest } = now.current.view
    now.current.onView(next === undefined ? rest : { ...rest, edits: next }, 'push')
  }, [])
  const picture = usePicture(data, layout, always, view.edits, onAddress)
  const { step } = picture
  if (bind) bind.edits.current = picture.edit
  const onShown = useRef(bind?.onShown)
  onShown.current = bind?.onShown
  useEffect(() => {
    if (step) onShown.current?.(pictureOf(data, step))
  }, [step, data])

  const choose = useCallback((id: string | undefined, how: 'push' | 'replace' = 'push') => {
    const { node, ...rest } = now.current.view
    if (node !== id) now.current.onView(id === undefined ? rest : { ...rest, node: id }, how)
  }, [])
  const chooseLayout = (next: PictureLayout) => {
    const { layout: _, edits: __, ...rest } = view
    onView(next === preferred ? rest : { ...rest, layout: next }, 'push')
  }
  const { box, layer, canvas, dragged, hovered, fit } = useCanvas({
    step,
    data,
    layout,
    chosen: view.node,
    onChoose: choose,
    onOpen: (id) => {
      const node = step?.display.nodes.find((one) => one.id === id)
      if (node) picture.edit(opening(node.kind === 'group', node.kind === 'node' && node.folded !== undefined, id))
    },
    onDrop: (id, at) => picture.edit({ kind: 'move', key: keyOf(id), x: at.x, y: at.y }),
  })

  const positions = useMemo(() => {
    const places = step?.display.nodes.map(({ id }) => [id, step.layout.positions.get(id) ?? { x: 0, y: 0 }] as const) ?? []
    return new Map<string, Point>(dragged ? [...places, [dragged.id, dragged.at]] : places)
  }, [step, dragged])
  const line = useMemo(() => (step && view.node ? through(view.node, step.display.edges) : undefined), [step, view.node])
  const tags = useMemo(() => (step ? edgeTags(step.display, step.layout) : []), [step])
  const spans = useMemo(() => (step && layout === 'lanes' ? laneSpans(step.display, step.layout, data.nodes) : []), [step, layout, data])
  const onKeyDown = usePictureKeys({ picture, view, positions, choose, canvas, fit, root: data.roots[0] })

  const { stage, ...focus } = useKeptFocus(step, (id) => canvas.current?.reveal(id))

  return (
    <section className="picture" aria-label={label} aria-busy={picture.busy}>
      <PictureToolbar
        picture={picture}
        selected={step?.display.nodes.find((node) => node.id === view.node)}
        layout={layout}
        onLayout={chooseLayout}
        canvas={canvas}
        onFit={fit}
        legend={legend}
        onLegend={() => setLegend(!legend)}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the picture as a whole; every node in it is a button. */}
      <div className="picture-stage" ref={stage} tabIndex={-1} onKeyDown={onKeyDown} {...focus}>
        <div className="picture-box" ref={box} data-layout={layout}>
          <PictureLanes spans={spans} />
          <div className="picture-layer" ref={layer}>
            {step && (
              <>
                <PictureTags tags={tags} dragged={dragged?.id} line={line?.edges} />
                <PictureNodes nodes={step.display.nodes} positions={positions} chosen={view.node} line={line?.nodes} onChoose={choose} />
              </>
            )}
          </div>
        </div>
        {legend && <Legend onClose={() => setLegend(false)} />}
        {!step && !picture.problem && (
          <p className="picture-wait" role="status">
            Laying out {data.nodes.length} nodes…
          </p>
        )}
      </div>
      <footer className="picture-status" aria-live="polite">
        <span className="picture-readout">{picture.problem ?? readout(step?.display, hovered)}</span>
        <span>{countWords(data, step?.display, picture.hidden)}</span>
      </footer>
    </section>
  )
}

/** Nothing was added: then it is the picture as it was fetched. */
function pictureOf(data: PictureData, { scene }: Step): PictureData {
  if (scene.nodes.size === data.nodes.length && scene.edges.size === data.edges.length) return data
  return { ...data, nodes: [...scene.nodes.values()], edges: [...scene.edges.values()] }
}

function opening(group: boolean, folded: boolean, id: string): Edit {
  const key = keyOf(id)
  if (group) return { kind: 'open', key }
  return folded ? { kind: 'unfold', key } : { kind: 'expand', key }
}

function readout(display: Display | undefined, hovered: string | undefined): string {
  const edge = hovered === undefined ? undefined : display?.edges.find((one) => one.id === hovered)
  if (!edge) return ''
  const titleOf = (id: string) => {
    const node = display?.nodes.find((one) => one.id === id)
    return node?.kind === 'node' ? node.node.title : (node?.group.name ?? id)
  }
  return edgeWords(edge, titleOf)
}

function countWords(data: PictureData, display: Display | undefined, hidden: number): string {
  const shown = display?.nodes.length ?? 0
  const words = [display?.grouped ? `${data.nodes.length} nodes, grouped into ${shown}` : `${shown} nodes`]
  if (hidden) words.push(`${hidden} hidden`)
  if (data.truncated) words.push(data.totalNodes > data.nodes.length ? `the nearest of ${data.totalNodes}` : 'there are more')
  return words.join(' · ')
}
