// Any node of the graph: what stands around it, or the paths that lead from it to tables.

import { useMemo } from 'react'
import { NEIGHBOURHOOD, PATHS, type PictureData } from '../api/picture.ts'
import { useRequest } from '../api/use-request.ts'
import { pictureOfPaths } from '../graph/paths.ts'
import { kindOf } from '../graph/words.ts'
import { Beside } from '../panels/beside.tsx'
import { ChosenNode } from '../panels/chosen-node.tsx'
import { Picture } from '../panels/picture.tsx'
import { StatementPanel } from '../panels/statement-panel.tsx'
import { useShown } from '../panels/use-shown.ts'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import { go } from '../state/location.ts'
import type { PictureView, Place } from '../state/place.ts'
import './thing.css'

type NodePlace = Extract<Place, { screen: 'node' }>

/** Stands in the address for "to every table". */
const EVERY = '*'
const AROUND = 150

export function NodeScreen({ place }: { readonly place: NodePlace }) {
  const around = useRequest(
    NEIGHBOURHOOD,
    place.table ? undefined : { id: place.id, direction: 'both' as const, relationships: null, limit: AROUND },
  )
  const paths = useRequest(PATHS, place.table ? { from: place.id, table: place.table === EVERY ? null : place.table } : undefined)
  const found = paths.data?.paths
  const drawn = useMemo(() => found && pictureOfPaths(place.id, found), [place.id, found])
  const { error, retry } = place.table ? paths : around
  if (error) return <Failure error={error} onRetry={retry} />
  const data = place.table ? drawn : around.data?.neighbourhood
  if (!data) return <Loading what="the node" />
  return <Found data={data} place={place} />
}

function Found({ data, place }: { readonly data: PictureData; readonly place: NodePlace }) {
  const { picture, bind } = useShown(data)
  const show = (view: PictureView, how: 'push' | 'replace' = 'push') => go({ ...place, view }, how)
  const { table: _, plan: __, ...rest } = place
  const { node: chosen, ...without } = place.view
  const self = data.nodes.find((node) => node.id === place.id)
  const sql = typeof self?.properties.sql === 'string' ? self.properties.sql : undefined
  const wide = place.plan === true && sql !== undefined
  return (
    <div className="thing">
      <header className="thing-head">
        <h1 className="thing-title">
          <span className="thing-kind">{self ? kindOf(self) : 'Node'}</span>
          {self?.title ?? place.id}
        </h1>
        <fieldset className="segments" aria-label="Show">
          {sql !== undefined && (
            <button type="button" aria-pressed={wide} onClick={() => go({ ...rest, plan: true, view: {} })}>
              Text and plan
            </button>
          )}
          <button type="button" aria-pressed={!place.table && !wide} onClick={() => go({ ...rest, view: {} })}>
            What stands around it
          </button>
          <button type="button" aria-pressed={Boolean(place.table)} onClick={() => go({ ...rest, table: EVERY, view: {} })}>
            Paths to tables
          </button>
        </fieldset>
      </header>
      {wide ? (
        <div className="statement-wide">
          <StatementPanel id={place.id} sql={sql} />
        </div>
      ) : (
        <Beside
          pane={
            <ChosenNode
              id={chosen ?? place.id}
              picture={picture}
              onChoose={(id) => show({ ...place.view, node: id })}
              edits={bind.edits}
              onClose={chosen === undefined ? undefined : () => show(without)}
            />
          }
        >
          {place.table && data.nodes.length <= 1 ? (
            <Empty title="No path leads from here to a table">
              Either it touches none, or a call on the way could not be resolved; the coverage on the first screen counts those.
            </Empty>
          ) : (
            <Picture label={`Around ${self?.title ?? place.id}`} data={data} view={place.view} onView={show} bind={bind} />
          )}
        </Beside>
      )}
    </div>
  )
}
