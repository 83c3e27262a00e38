// What was seen and what could not be resolved: how much weight a "no finding" can bear.

import type { ReactNode } from 'react'
import type { Count, Coverage, OverviewData } from '../api/overview.ts'

interface Props {
  readonly coverage: Coverage | null
  readonly diagnostics: OverviewData['diagnostics']
}

const sum = (counts: readonly Count[]) => counts.reduce((total, { count }) => total + count, 0)

export function CoverageLedger({ coverage, diagnostics }: Props) {
  return (
    <section className="sheet ledger" aria-labelledby="coverage">
      <h2 id="coverage" className="sheet-title">
        Coverage
        <span className="sheet-aside">what the answers rest on</span>
      </h2>
      {coverage ? (
        <Account coverage={coverage} />
      ) : (
        <p className="quiet is-unknown">Not known: another machine indexed this graph and kept its ledger.</p>
      )}
      {diagnostics.length > 0 && (
        <details className="diagnostics">
          <summary>Why, by stage and reason</summary>
          <ul>
            {diagnostics.map(({ stage, reason, severity, count }) => (
              <li key={`${stage} ${reason} ${severity}`}>
                <b>{count}</b>
                <span>{reason}</span>
                <em>
                  {stage}, {severity}
                </em>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Account({ coverage: { files, calls, statements, apiCalls, diagnostics } }: { readonly coverage: Coverage }) {
  const unresolved = sum(calls.unresolved)
  const skipped = sum(files.skipped)
  return (
    <table className="account">
      <tbody>
        <Row name="Files" total={files.go + files.typescript + files.sql}>
          <Item count={files.go} name="Go" />
          <Item count={files.typescript} name="TypeScript" />
          <Item count={files.sql} name="SQL" />
          <Item count={skipped} name="not read" open why={files.skipped} />
        </Row>
        <Row name="Calls" total={calls.exact + calls.interface + calls.inferred + calls.external + unresolved}>
          <Item count={calls.exact} name="exact" />
          <Item count={calls.interface} name="through interfaces" />
          <Item count={calls.inferred} name="inferred" />
          <Item count={calls.external} name="external" />
          <Item count={unresolved} name="unresolved" open why={calls.unresolved} />
        </Row>
        <Row name="Statements" total={statements.total}>
          <Item count={statements.parsed} name="parsed" />
          <Item count={statements.dynamic} name="dynamic" open />
          <Item count={statements.refused} name="refused by Postgres" open />
        </Row>
        <Row name="Client calls" total={apiCalls.total}>
          <Item count={apiCalls.matched} name="matched" />
          <Item count={apiCalls.external} name="external" />
          <Item count={apiCalls.unmatched} name="no route answers" open />
          <Item count={apiCalls.unknown} name="address unknown" open />
        </Row>
        <Row name="Diagnostics" total={diagnostics.error + diagnostics.warning + diagnostics.info}>
          <Item count={diagnostics.error} name="errors" open />
          <Item count={diagnostics.warning} name="warnings" open />
          <Item count={diagnostics.info} name="notes" />
        </Row>
      </tbody>
    </table>
  )
}

function Row({ name, total, children }: { readonly name: string; readonly total: number; readonly children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="account-total">{total}</td>
      <td>{children}</td>
    </tr>
  )
}

interface ItemProps {
  readonly count: number
  readonly name: string
  /** A question left open, where it is not zero. */
  readonly open?: boolean
  readonly why?: readonly Count[]
}

function Item({ count, name, open = false, why = [] }: ItemProps) {
  const reasons = why.filter((one) => one.count > 0).map((one) => `${one.count} ${one.name}`)
  return (
    <span
      className={`account-item${open && count > 0 ? ' is-open' : ''}${count === 0 ? ' is-zero' : ''}`}
      title={reasons.join('\n') || undefined}
    >
      <b>{count}</b> {name}
    </span>
  )
}
