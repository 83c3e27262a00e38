// Indexes that are there, and those that are missing with the statement that makes them.

import type { TableDetail } from '../api/table.ts'
import { CopyButton } from '../parts/copy-button.tsx'

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
              <span className="quiet">
                {[
                  index.primary && 'primary',
                  index.unique && !index.primary && 'unique',
                  index.method !== 'btree' && index.method,
                  index.where && `where ${index.where}`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <span className="index-name">{index.name}</span>
            </li>
          ))}
        </ul>
      </section>
      {advice.length > 0 && (
        <section className="details-section">
          <h3>
            Missing <span>{advice.length}</span>
          </h3>
          <ul className="advice-list">
            {advice.map((one) => (
              <li key={one.id}>
                <p>
                  {one.reason} <span className="quiet">confidence {one.confidence ?? 'unknown'}</span>
                </p>
                {one.statement && (
                  <div className="fix">
                    <pre>{one.statement}</pre>
                    <CopyButton text={one.statement} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
