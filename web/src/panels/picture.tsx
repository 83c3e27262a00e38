// The picture: edges on a canvas, nodes in HTML above it, a toolbar, lane headings and a line that reads out what is there.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PictureData } from '../api/picture.ts'
import type { Lane } from '../api/words.ts'
import { type Canvas, createCanvas } from '../graph/canvas.ts'
import { edgeTags } from '../graph/edge-tags.ts'
import { type Edit, keyOf } from '../graph/edits.ts'
import type { Point } from '../graph/geometry.ts'
import { type LaneSpan, laneSpans } from '../graph/layout.ts'
import { through } from '../graph/through.ts'
import { edgeWords } from '../graph/words.ts'
import type { PictureLayout, PictureView } from '../state/place.ts'
import { useTheme } from '../state/theme.ts'
import { Legend } from './legend.tsx'
import { PictureLanes } from './picture-lanes.tsx'
import { PictureNodes } from './picture-nodes.tsx'
import { PictureTags } from './picture-tags.tsx'
import { PictureToolbar } from './picture-toolbar.tsx'
import { usePicture } from './use-picture.ts'
import { usePictureKeys } from './use-picture-keys.ts'
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
  /** What an edit asked for from outside does, such as a relationship chosen in the details. */
  readonly edits?: React.RefObject<((edit: Edit) => void) | null>
}

const NO_LANES: readonly Lane[] = []

export function Picture({ label, data, view, always = NO_LANES, layout: preferred = 'lanes', onView, edits }: Props) {
  const layout = view.layout ?? preferred
  const box = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const canvas = useRef<Canvas>(null)
  const [dragged, setDragged] = useState<{ readonly id: string; readonly at: Point }>()
  const [hovered, setHovered] = useState<string>()
  const [legend, setLegend] = useState(false)
  const theme = useTheme()

  const setView = useRef(onView)
  setView.current = onView
  const viewNow = useRef(view)
  viewNow.current = view
  const picture = usePicture(
    data,
    layout,
    always,
    view.edits,
    useCallback((next) => {
      const { edits: _, ...rest } = viewNow.current
      setView.current(next === undefined ? rest : { ...rest, edits: next }, 'push')
    }, []),
  )
  const { step } = picture
  const edit = useRef(picture.edit)
  edit.current = picture.edit
  if (edits) edits.current = picture.edit

  const choose = useCallback((id: string | undefined, how: 'push' | 'replace' = 'push') => {
    const { node, ...rest } = viewNow.current
    if (node === id) return
    setView.current(id === undefined ? rest : { ...rest, node: id }, how)
  }, [])
  const chooseLayout = (next: PictureLayout) => {
    const { layout: _, edits: __, ...rest } = view
    onView(next === preferred ? rest : { ...rest, layout: next }, 'push')
  }

  const shown = useRef(step?.display)
  shown.current = step?.display
  const openNode = useCallback((id: string) => {
    const node = shown.current?.nodes.find((one) => one.id === id)
    if (node) edit.current(opening(node.kind === 'group', node.kind === 'node' && node.folded !== undefined, id))
  }, [])

  useEffect(() => {
    const container = box.current
    if (!container) return
    const move = ({ x, y, zoom }: { readonly x: number; readonly y: number; readonly zoom: number }) => {
      if (layer.current) layer.current.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`
      container.style.setProperty('--pan-x', `${x}px`)
      container.style.setProperty('--zoom', String(zoom))
      container.dataset.far = String(zoom < 0.45)
    }
    const made = createCanvas(container, {
      onCamera: move,
      onChoose: (id) => choose(id),
      onOpen: openNode,
      onHoverEdge: setHovered,
      onDrag: (id, at) => setDragged({ id, at }),
      onDrop: (id, at) => {
        setDragged(undefined)
        edit.current({ kind: 'move', key: keyOf(id), x: at.x, y: at.y })
      },
    })
    canvas.current = made
    return () => {
      canvas.current = null
      made.destroy()
    }
  }, [choose, openNode])

  const fitted = useRef<unknown>(undefined)
  useEffect(() => {
    if (!step || !canvas.current) return
    canvas.current.draw(step.display, step.layout, layout === 'lanes')
    canvas.current.choose(viewNow.current.node)
    const frame = `${data.roots.join()} ${data.nodes.length} ${layout} ${step.laidOut}`
    if (fitted.current === frame) return
    fitted.current = frame
    canvas.current.fit(data.roots[0])
    if (viewNow.current.node) canvas.current.reveal(viewNow.current.node)
  }, [step, layout, data])

  useEffect(() => {
    canvas.current?.choose(view.node)
    if (view.node) canvas.current?.reveal(view.node)
  }, [view.node])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas reads the theme's colours from the page.
  useEffect(() => canvas.current?.restyle(), [theme])

  const positions = useMemo(() => {
    if (!step) return new Map<string, Point>()
    const now = new Map(step.display.nodes.flatMap(({ id }) => [[id, step.layout.positions.get(id) ?? { x: 0, y: 0 }] as const]))
    if (dragged) now.set(dragged.id, dragged.at)
    return now
  }, [step, dragged])
  const line = useMemo(() => (step && view.node ? through(view.node, step.display.edges) : undefined), [step, view.node])
  const tags = useMemo(() => (step ? edgeTags(step.display, step.layout) : []), [step])
  const spans: readonly LaneSpan[] = useMemo(() => (step && layout === 'lanes' ? laneSpans(step.display, step.layout) : []), [step, layout])

  const onKeyDown = usePictureKeys({ picture, view, positions, choose, canvas, root: data.roots[0] })
  const titles = useMemo(
    () => new Map(step?.display.nodes.map((node) => [node.id, node.kind === 'node' ? node.node.title : node.group.name])),
    [step],
  )
  const readout = hovered && step?.display.edges.find((edge) => edge.id === hovered)

  return (
    <section className="picture" aria-label={label} aria-busy={picture.busy}>
      <PictureToolbar
        picture={picture}
        selected={step?.display.nodes.find((node) => node.id === view.node)}
        layout={layout}
        onLayout={chooseLayout}
        canvas={canvas}
        root={data.roots[0]}
        legend={legend}
        onLegend={() => setLegend(!legend)}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the picture as a whole; every node in it is a button. */}
      <div className="picture-stage" onKeyDown={onKeyDown}>
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
        <span className="picture-readout">{readout ? edgeWords(readout, (id) => titles.get(id) ?? id) : (picture.problem ?? '')}</span>
        <span>{countWords(data, step?.display.nodes.length ?? 0, picture.hidden, step?.display.grouped ?? false)}</span>
      </footer>
    </section>
  )
}

function opening(group: boolean, folded: boolean, id: string): Edit {
  const key = keyOf(id)
  if (group) return { kind: 'open', key }
  return folded ? { kind: 'unfold', key } : { kind: 'expand', key }
}

function countWords(data: PictureData, shown: number, hidden: number, grouped: boolean): string {
  const words = [grouped ? `${data.nodes.length} nodes, grouped into ${shown}` : `${shown} nodes`]
  if (hidden) words.push(`${hidden} hidden`)
  if (data.truncated) words.push(`the nearest of ${data.totalNodes}`)
  return words.join(' · ')
}
