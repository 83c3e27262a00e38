// One table: its structure, and everything that leads to it.

import { PICTURE_LIMIT, TABLE_USE } from '../api/picture.ts'
import { TABLE, type TableDetail } from '../api/table.ts'
import { useRequest } from '../api/use-request.ts'
import { LANES } from '../api/words.ts'
import { Beside } from '../panels/beside.tsx'
import { ChosenNode } from '../panels/chosen-node.tsx'
import { Picture } from '../panels/picture.tsx'
import { TableStructure } from '../panels/table-structure.tsx'
import { useShown } from '../panels/use-shown.ts'
import { amount, bytes } from '../parts/amounts.ts'
import { Empty, Failure, Loading } from '../parts/notes.tsx'
import { go } from '../state/location.ts'
import type { PictureView, Place } from '../state/place.ts'
import './thing.css'

type TablePlace = Extract<Place, { screen: 'table' }>

const USE_LANES = LANES.filter((lane) => lane !== 'other' && lane !== 'client' && lane !== 'middleware')

export function TableScreen({ place }: { readonly place: TablePlace }) {
  const { data, error, retry } = useRequest(TABLE, { name: place.name })
  if (error) return <Failure error={error} onRetry={retry} />
  if (!data) return <Loading what="the table" />
  if (!data.table)
    return (
      <Empty title="There is no such table">
        No migration and no model of this repository makes <code>{place.name}</code>.
      </Empty>
    )
  return <Found table={data.table} place={place} />
}

function Found({ table, place }: { readonly table: TableDetail; readonly place: TablePlace }) {
  const use = useRequest(TABLE_USE, { name: table.name, limit: PICTURE_LIMIT })
  const { picture, bind } = useShown(use.data?.tableUse)
  const show = (view: PictureView, how: 'push' | 'replace' = 'push') => go({ ...place, view }, how)
  const { node: chosen, ...without } = place.view
  return (
    <div className="thing">
      <header className="thing-head">
        <div className="thing-words">
          <h1 className="thing-title">
            <span className="thing-kind">Table</span>
            {table.name}
          </h1>
          <dl className="facts">
            {table.rows !== null && <Amount name="rows" value={table.rows} />}
            {table.bytes !== null && <Amount name="on disk" value={table.bytes} words={bytes} />}
            <Amount name="columns" value={table.columns.length} />
            <Amount name="indexes" value={table.indexes.length} />
            <Amount name="routes read" value={table.readBy.length} />
            <Amount name="routes write" value={table.writtenBy.length} />
            <Amount name="statements" value={new Set([...table.readStatements, ...table.writeStatements].map(({ id }) => id)).size} />
          </dl>
        </div>
      </header>
      <Beside
        pane={
          chosen === undefined ? (
            <TableStructure table={table} />
          ) : (
            <ChosenNode
              id={chosen}
              picture={picture}
              onChoose={(id) => show({ ...place.view, node: id })}
              edits={bind.edits}
              onClose={() => show(without)}
            />
          )
        }
      >
        {use.error && <Failure error={use.error} onRetry={use.retry} />}
        {!use.error && !use.data && <Loading what="what uses the table" />}
        {!use.error && use.data && (
          <Picture
            label={`What leads to ${table.name}`}
            data={use.data.tableUse}
            view={place.view}
            always={USE_LANES}
            onView={show}
            bind={bind}
          />
        )}
      </Beside>
    </div>
  )
}

function Amount({ name, value, words = amount }: { readonly name: string; readonly value: number; readonly words?: typeof amount }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={value === 0 ? 'is-zero' : undefined}>{words(value)}</dd>
    </div>
  )
}
