// One route: what guards it, and its line from the click to the tables.

import { LINE, PICTURE_LIMIT } from '../api/picture.ts'
import { ROUTE, type RouteDetail } from '../api/route.ts'
import { useRequest } from '../api/use-request.ts'
import { LANES } from '../api/words.ts'
import { Beside } from '../panels/beside.tsx'
import { ChosenNode } from '../panels/chosen-node.tsx'
import { Picture } from '../panels/picture.tsx'
import { RouteAbout } from '../panels/route-about.tsx'
import { RouteHead } from '../panels/route-head.tsx'
import { useShown } from '../panels/use-shown.ts'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import { go } from '../state/location.ts'
import type { PictureView, Place } from '../state/place.ts'
import './thing.css'

type RoutePlace = Extract<Place, { screen: 'route' }>

const LINE_LANES = LANES.filter((lane) => lane !== 'other')

export function RouteScreen({ place }: { readonly place: RoutePlace }) {
  const { data, error, retry } = useRequest(ROUTE, { id: place.id })
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the route" />
  if (!data.route)
    return (
      <Empty title="There is no such route in this graph">
        It may have gone since the link was made: <code>{place.id}</code>
      </Empty>
    )
  return <Found route={data.route} place={place} />
}

function Found({ route, place }: { readonly route: RouteDetail; readonly place: RoutePlace }) {
  const line = useRequest(LINE, { id: route.id, limit: PICTURE_LIMIT })
  const { picture, bind } = useShown(line.data?.line)
  const show = (view: PictureView, how: 'push' | 'replace' = 'push') => go({ ...place, view }, how)
  const showPane = (pane: string | undefined) => {
    const { pane: _, view, ...rest } = place
    const { node: __, ...kept } = view
    go({ ...rest, view: kept, ...(pane === undefined ? {} : { pane }) })
  }
  const { node: chosen, ...without } = place.view
  return (
    <div className="thing">
      <RouteHead route={route} pane={chosen === undefined ? place.pane : undefined} onPane={showPane} />
      <Beside
        pane={
          chosen !== undefined ? (
            <ChosenNode
              id={chosen}
              picture={picture}
              onChoose={(id) => show({ ...place.view, node: id })}
              edits={bind.edits}
              onClose={() => show(without)}
            />
          ) : (
            place.pane === 'about' && <RouteAbout route={route} onClose={() => showPane(undefined)} />
          )
        }
      >
        {line.error && <Failure error={line.error} onRetry={line.retry} />}
        {!line.error && !line.data && <Loading what="the line" />}
        {!line.error && line.data && (
          <Picture
            label={`Line of ${route.method} ${route.path}`}
            data={line.data.line}
            view={place.view}
            always={LINE_LANES}
            onView={show}
            bind={bind}
          />
        )}
      </Beside>
    </div>
  )
}
