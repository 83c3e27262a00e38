// A table as the database has it: columns with their keys, indexes, advice, and who reads and writes it.

import { useState } from 'react'
import type { Column, TableDetail } from '../api/table.ts'
import { Link } from '../parts/link.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { FindingList } from './finding-list.tsx'
import { IndexList } from './index-list.tsx'
import { TableJudgements } from './table-judgements.tsx'
import { TableRoutes } from './table-routes.tsx'
import './table-structure.css'

const TABS = ['Structure', 'Routes', 'Statements', 'Findings'] as const
type Tab = (typeof TABS)[number]

export function TableStructure({ table }: { readonly table: TableDetail }) {
  const [tab, setTab] = useState<Tab>('Structure')
  const counts: Readonly<Record<Tab, number | undefined>> = {
    Structure: undefined,
    Routes: new Set([...table.readBy, ...table.writtenBy].map(({ id }) => id)).size,
    Statements: new Set([...table.readStatements, ...table.writeStatements].map(({ id }) => id)).size,
    Findings: table.findings.length,
  }
  return (
    <article className="details" aria-label={`Table ${table.name}`}>
      <Tabs label="About the table" tabs={TABS} current={tab} onChange={setTab} counts={counts} />
      {tab === 'Structure' && <Structure table={table} />}
      {tab === 'Routes' && <TableRoutes readBy={table.readBy} writtenBy={table.writtenBy} />}
      {tab === 'Statements' && <Statements table={table} />}
      {tab === 'Findings' && (
        <section className="details-section">
          <FindingList findings={table.findings} none="No audit has found anything on this table." />
        </section>
      )}
    </article>
  )
}

function Structure({ table }: { readonly table: TableDetail }) {
  return (
    <>
      <table className="columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Key</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column) => (
            <ColumnRow key={column.id} column={column} table={table} />
          ))}
        </tbody>
      </table>
      <IndexList indexes={table.indexes} advice={table.advice} />
      <TableJudgements drift={table.drift} risks={table.risks} />
      {table.referencedBy.length > 0 && (
        <section className="details-section">
          <h3>Referenced by</h3>
          <ul className="plain-list">
            {table.referencedBy.map((key) => (
              <li key={`${key.table} ${key.name}`}>
                <Link to={{ screen: 'table', name: key.table, view: {} }}>
                  <code>
                    {key.table}.{key.columns.join(', ')}
                  </code>
                </Link>
                <span className="quiet">{key.onDelete && ` on delete ${key.onDelete}`}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {table.constraints.some(({ kind }) => kind === 'check') && (
        <section className="details-section">
          <h3>Checks</h3>
          <ul className="plain-list">
            {table.constraints
              .filter(({ kind }) => kind === 'check')
              .map((check) => (
                <li key={check.id}>
                  <code>{check.definition ?? check.name}</code>
                </li>
              ))}
          </ul>
        </section>
      )}
    </>
  )
}

function ColumnRow({ column, table }: { readonly column: Column; readonly table: TableDetail }) {
  const foreign = table.foreignKeys.find((key) => key.columns.includes(column.name))
  const leads = table.indexes.some((index) => index.columns[0] === column.name)
  return (
    <tr>
      <th scope="row">{column.name}</th>
      <td>
        <code>{column.type ?? <span className="is-unknown">unknown</span>}</code>
        {column.nullable === false ? null : <span className="nullable">null</span>}
        {column.default !== null && <span className="column-default">= {column.default}</span>}
      </td>
      <td className="column-keys">
        {table.primaryKey.includes(column.name) && <span className="key-primary">PK</span>}
        {foreign && (
          <Link to={{ screen: 'table', name: foreign.referencedTable, view: {} }} title={`${foreign.name}: ${foreign.onDelete ?? ''}`}>
            → {foreign.referencedTable}
          </Link>
        )}
        {leads && <span className="key-index">IX</span>}
        {foreign && !leads && <span className="is-alert">no index</span>}
      </td>
    </tr>
  )
}

function Statements({ table }: { readonly table: TableDetail }) {
  const writes = new Set(table.writeStatements.map(({ id }) => id))
  const all = new Map([...table.readStatements, ...table.writeStatements].map((statement) => [statement.id, statement]))
  if (all.size === 0) return <p className="quiet details-text">No statement reads or writes this table.</p>
  return (
    <ul className="statement-list">
      {[...all.values()].map((statement) => (
        <li key={statement.id}>
          <Link to={{ screen: 'node', id: statement.id, plan: true, view: {} }}>
            <span className="access">{writes.has(statement.id) ? 'W' : 'R'}</span>
            <code>{statement.sql ?? statement.title}</code>
            <span className="quiet">
              {statement.file}:{statement.line}
              {statement.error && <span className="is-alert"> refused: {statement.error}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
