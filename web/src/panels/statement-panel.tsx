// A statement: its text, its tables, the planner's plan, and the indexes that it misses.

import { lazy, Suspense } from 'react'
import { STATEMENT, type StatementDetail } from '../api/plan.ts'
import { useRequest } from '../api/use-request.ts'
import { amount, duration } from '../parts/amounts.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Link } from '../parts/link.tsx'
import { Failure } from '../parts/notes.tsx'
import { AdviceView } from './advice-view.tsx'
import { PlanTree } from './plan-tree.tsx'

const SqlView = lazy(async () => ({ default: (await import('../editor/sql-view.tsx')).SqlView }))

export function StatementPanel({ id, sql }: { readonly id: string; readonly sql: string }) {
  const { data, error, retry } = useRequest(STATEMENT, { id })
  const statement = data?.query
  return (
    <div className="statement">
      <div className="statement-parts">
        <div className="statement-text">
          <div className="details-sql">
            <Suspense fallback={<pre>{sql}</pre>}>
              <SqlView label="SQL" text={sql} />
            </Suspense>
            <CopyButton text={sql} label="Copy SQL" />
          </div>
          {statement && <Load statement={statement} />}
          {statement && <Tables statement={statement} />}
        </div>
        {error && <Failure error={error} onRetry={retry} />}
        {statement && <Plan statement={statement} />}
        {statement && statement.advice.length > 0 && (
          <section className="details-section statement-advice">
            <h3>{statement.advice.length === 1 ? 'An index is missing' : `${statement.advice.length} indexes are missing`}</h3>
            {statement.advice.map((advice) => (
              <AdviceView key={advice.id} advice={advice} statement={id} />
            ))}
          </section>
        )}
      </div>
    </div>
  )
}

/** In a live database. */
function Load({ statement: { calls, totalTime } }: { readonly statement: StatementDetail }) {
  if (calls === null) return null
  return (
    <p className="quiet">
      Called {amount(calls)} times
      {calls > 0 && totalTime !== null && `, ${duration(totalTime / calls)} each, ${duration(totalTime)} in all`}: by pg_stat_statements.
    </p>
  )
}

function Tables({ statement: { reads, writes } }: { readonly statement: StatementDetail }) {
  const names = [...new Set([...reads, ...writes])].sort()
  return (
    <section className="details-section statement-tables">
      <h3>Tables</h3>
      {names.length === 0 && <p className="quiet">It names none.</p>}
      <ul className="table-chips">
        {names.map((name) => (
          <li key={name}>
            <Link to={{ screen: 'table', name, view: {} }}>
              {name}
              <span className="access">
                {reads.includes(name) && 'R'}
                {writes.includes(name) && 'W'}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Plan({ statement: { plan, cost, measured, servedBy } }: { readonly statement: StatementDetail }) {
  return (
    <section className="details-section statement-plan">
      <h3>
        Plan{' '}
        {cost !== null && (
          <span>
            cost {amount(cost)}, over {measured ? 'the tables of the live database' : 'large tables'}
          </span>
        )}
      </h3>
      {plan.length === 0 ? (
        <p className="quiet">The planner was not asked: the text is not whole, Postgres refuses it, or there is no Postgres schema.</p>
      ) : (
        <PlanTree label="Plan" plan={plan} />
      )}
      {servedBy.length > 0 && (
        <p className="advice-serves">
          <span className="quiet">Served by</span>
          {servedBy.map(({ id, name, table }) => (
            <Link key={id} to={{ screen: 'table', name: table, view: {} }}>
              <code>{name}</code>
            </Link>
          ))}
        </p>
      )}
    </section>
  )
}
