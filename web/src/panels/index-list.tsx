// Indexes that are there with what each is good for, and those that are missing with the statement that makes them.

import type { Index, TableDetail } from '../api/table.ts'
import { amount, bytes } from '../parts/amounts.ts'
import { StatementLink } from '../parts/statement-link.tsx'
import { AdviceView } from './advice-view.tsx'

type Props = Pick<TableDetail, 'indexes' | 'advice'>

export function IndexList({ indexes, advice }: Props) {
  return (
    <>
      <section className="details-section">
        <h3>
          Indexes <span>{indexes.length}</span>
        </h3>
        {indexes.length === 0 && <p className="quiet">None.</p>}
        <ul className="index-list">
          {indexes.map((index) => (
            <li key={index.id} title={index.definition ?? undefined}>
              <code>{index.columns.join(', ')}</code>
              <span className="quiet">{natureOf(index)}</span>
              <span className="index-name">{index.name}</span>
              <div className="index-use">
                <Load index={index} />
                <Use index={index} />
              </div>
            </li>
          ))}
        </ul>
      </section>
      {advice.length > 0 && (
        <section className="details-section">
          <h3>
            Missing <span>{advice.length}</span>
          </h3>
          {advice.map((one) => (
            <AdviceView key={one.id} advice={one} />
          ))}
        </section>
      )}
    </>
  )
}

function natureOf({ primary, unique, method, where }: Index): string {
  return [primary && 'primary', unique && !primary && 'unique', method !== 'btree' && method, where && `where ${where}`]
    .filter(Boolean)
    .join(' · ')
}

/** In a live database. */
function Load({ index: { scans, bytes: size, unique, primary } }: { readonly index: Index }) {
  if (scans === null) return null
  return (
    <p className={scans === 0 && !unique && !primary ? 'is-alert' : 'quiet'}>
      {scans === 0 ? 'never searched' : `searched ${amount(scans)} times`}
      {size !== null && `, ${bytes(size)}`}
    </p>
  )
}

function Use({ index: { serves, coveredBy } }: { readonly index: Index }) {
  return (
    <>
      {coveredBy.length > 0 && (
        <p className="is-alert">
          {coveredBy.map(({ name }) => name).join(', ')} {coveredBy.length === 1 ? 'answers' : 'answer'} everything that it does
        </p>
      )}
      {serves.length > 0 && (
        <details>
          <summary>
            serves {serves.length} {serves.length === 1 ? 'statement' : 'statements'}
          </summary>
          <ul>
            {serves.map((one) => (
              <li key={one.id}>
                <StatementLink statement={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
