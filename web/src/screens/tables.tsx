// All tables.

import { TABLES, type TableRow } from '../api/table.ts'
import { usePages } from '../api/use-pages.ts'
import { worst } from '../api/words.ts'
import { TablesView } from '../panels/tables-view.tsx'
import { Choices } from '../parts/choices.tsx'
import { Link } from '../parts/link.tsx'
import { ListFrame } from '../parts/list-frame.tsx'
import { SeverityMark } from '../parts/marks.tsx'
import { TextFilter } from '../parts/text-filter.tsx'
import { go } from '../state/location.ts'
import type { Place } from '../state/place.ts'
import './lists.css'

type TablesPlace = Extract<Place, { screen: 'tables' }>

export function TablesScreen({ place }: { readonly place: TablesPlace }) {
  const filter = { ...(place.text ? { text: place.text } : {}), ...(place.used === undefined ? {} : { used: place.used }) }
  const pages = usePages(TABLES, { filter }, (result) => result.tables)
  const use = (chosen: readonly string[]) => {
    const { used: _, ...rest } = place
    const last = chosen.at(-1)
    go(last === undefined ? rest : { ...rest, used: last === 'used' })
  }
  return (
    <div className="list-screen">
      <div className="filters">
        <TextFilter label="Table name" value={place.text} onChange={(text) => go({ ...place, text }, 'replace')} />
        <TablesView current="list" text={place.text} />
        <Choices
          label="Show"
          chosen={place.used === undefined ? [] : [place.used ? 'used' : 'unused']}
          onChange={use}
          options={[
            { value: 'used', name: 'used by a statement' },
            { value: 'unused', name: 'used by none' },
          ]}
        />
      </div>
      <ListFrame
        label="Tables"
        words={['table', 'tables']}
        columns="table-columns"
        heads={['Table', 'Primary key', 'Columns', 'Indexes', 'Foreign keys', 'Routes that read', 'Routes that write', 'Findings']}
        pages={pages}
        height={34}
        keyOf={(table) => table.id}
        row={(table) => <Row table={table} />}
        filtered={Object.keys(filter).length > 0}
        none="No table was found in this repository."
      />
    </div>
  )
}

function Row({ table }: { readonly table: TableRow }) {
  const severity = worst(table.findings)
  return (
    <Link to={{ screen: 'table', name: table.name, view: {} }} className="list-row table-columns">
      <span className="list-code is-strong">{table.name}</span>
      <span className="list-code">{table.primaryKey.length ? table.primaryKey.join(', ') : <span className="is-alert">none</span>}</span>
      <Amount value={table.columns.length} />
      <Amount value={table.indexes.length} />
      <Amount value={table.foreignKeys.length} />
      <Amount value={table.readBy.length} />
      <Amount value={table.writtenBy.length} />
      <span className="list-findings">
        {severity && (
          <>
            <SeverityMark severity={severity} /> <b>{table.findings.length}</b>
          </>
        )}
      </span>
    </Link>
  )
}

function Amount({ value }: { readonly value: number }) {
  return <span className={`amount${value === 0 ? ' is-zero' : ''}`}>{value}</span>
}
