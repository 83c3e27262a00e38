// The schema as a picture of tables and foreign keys.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { SCHEMA, type SchemaTable } from '../api/table.ts'
import { useRequest } from '../api/use-request.ts'
import { layered } from '../graph/elk.ts'
import { save, svgText } from '../graph/save-svg.ts'
import {
  chosenTables,
  drawSchema,
  firstView,
  type PlacedSchema,
  placeSchema,
  type SchemaDrawing as Schema,
} from '../graph/schema-layout.ts'
import { SchemaDrawing } from '../panels/schema-drawing.tsx'
import { TablesView } from '../panels/tables-view.tsx'
import { useDragScroll } from '../panels/use-drag-scroll.ts'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import { TextFilter } from '../parts/text-filter.tsx'
import { go } from '../state/location.ts'
import type { Place } from '../state/place.ts'
import './lists.css'

type SchemaPlace = Extract<Place, { screen: 'schema' }>

export function SchemaScreen({ place }: { readonly place: SchemaPlace }) {
  const { data, error, retry } = useRequest(SCHEMA, {})
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the tables" />
  return <Found tables={data.tables.nodes} total={data.tables.totalCount} place={place} />
}

interface FoundProps {
  readonly tables: readonly SchemaTable[]
  readonly total: number
  readonly place: SchemaPlace
}

const STEP = 1.2
const SMALLEST = 0.2
/** At first nothing is drawn smaller than it can be read. */
const LEGIBLE = 0.62

function Found({ tables, total, place }: FoundProps) {
  const { text = '', keys = false } = place
  const shown = useMemo(() => chosenTables(tables, text), [tables, text])
  const schema = useMemo(() => drawSchema(shown, keys), [shown, keys])
  const [settled, setSettled] = useState<{ readonly schema: Schema; readonly placed: PlacedSchema }>()
  const [problem, setProblem] = useState<string>()
  const [zoom, setZoom] = useState(1)
  const zoomOf = useRef(zoom)
  zoomOf.current = zoom
  const stage = useRef<HTMLElement>(null)
  const drawing = useRef<SVGSVGElement>(null)

  const fitTo = useCallback(({ width, height }: PlacedSchema, least: number) => {
    const room = stage.current
    if (room) setZoom(Math.max(least, Math.min(1, room.clientWidth / width, room.clientHeight / height)))
  }, [])
  useEffect(() => {
    let dropped = false
    layered(schema.graph).then(
      (answer) => {
        if (dropped) return
        const placed = placeSchema(answer)
        setSettled({ schema, placed })
        fitTo(placed, LEGIBLE)
      },
      (error: unknown) => {
        if (!dropped) setProblem(error instanceof Error ? error.message : String(error))
      },
    )
    return () => {
      dropped = true
    }
  }, [schema, fitTo])

  useLayoutEffect(() => {
    const room = stage.current
    if (!room || !settled) return
    const { current: scale } = zoomOf
    const corner = firstView(settled.schema, settled.placed, { width: room.clientWidth / scale, height: room.clientHeight / scale })
    room.scrollTo(corner.x * scale, corner.y * scale)
  }, [settled])

  const drag = useDragScroll()
  const saveDrawing = () => {
    if (drawing.current && settled) save(svgText(drawing.current, settled.placed.width, settled.placed.height), 'schema.svg')
  }
  return (
    <div className="schema-screen">
      <div className="filters">
        <TextFilter label="Table name" value={place.text} onChange={(next) => go({ ...place, text: next }, 'replace')} />
        <TablesView current="picture" text={place.text} />
        <fieldset className="segments" aria-label="Columns">
          <button type="button" aria-pressed={!keys} onClick={() => go({ ...place, keys: false })}>
            All columns
          </button>
          <button type="button" aria-pressed={keys} onClick={() => go({ ...place, keys: true })}>
            Keys only
          </button>
        </fieldset>
        <div className="schema-tools" role="toolbar" aria-label="Picture">
          <button type="button" className="button" onClick={() => settled && fitTo(settled.placed, SMALLEST)}>
            Fit
          </button>
          <button type="button" className="button" aria-label="Zoom out" onClick={() => setZoom(Math.max(SMALLEST, zoom / STEP))}>
            −
          </button>
          <button type="button" className="button" aria-label="Zoom in" onClick={() => setZoom(Math.min(2.5, zoom * STEP))}>
            +
          </button>
          <button type="button" className="button" disabled={!settled} onClick={saveDrawing}>
            Save as SVG
          </button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className="schema-stage" ref={stage} aria-label="Tables and foreign keys" tabIndex={0} {...drag}>
        {problem && <Empty title="The tables could not be laid out">{problem}</Empty>}
        {shown.length === 0 && <Empty title={total > 0 ? 'No table answers to this name.' : 'No table was found in this repository.'} />}
        {!problem && shown.length > 0 && !settled && <Loading what="the places of the tables" />}
        {shown.length > 0 && settled && (
          <SchemaDrawing schema={settled.schema} placed={settled.placed} zoom={zoom} text={text} drawing={drawing} />
        )}
      </section>
      <p className="list-count" role="status">
        <b>{shown.length}</b> of {total} tables · <b>{schema.lines.length}</b> foreign {schema.lines.length === 1 ? 'key' : 'keys'}
      </p>
    </div>
  )
}
