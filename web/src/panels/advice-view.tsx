// An index that is missing: why, how to make it, and the plans without and with it.

import type { Advice } from '../api/plan.ts'
import { baseName, place } from '../graph/words.ts'
import { amount } from '../parts/amounts.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { StatementLink } from '../parts/statement-link.tsx'
import { PlanTree } from './plan-tree.tsx'
import { gainWords } from './plan-words.ts'

interface Props {
  readonly advice: Advice
  /** The statement beside which it stands, which need not be named again. */
  readonly statement?: string
}

export function AdviceView({ advice, statement }: Props) {
  const { costBefore: before, costAfter: after } = advice
  const others = advice.serves.filter(({ id }) => id !== statement)
  return (
    <article className="advice" aria-label={`Advised index on ${advice.table} (${advice.columns.join(', ')})`}>
      <p>
        {advice.reason} <span className="quiet">confidence {advice.confidence ?? 'unknown'}</span>
      </p>
      {advice.statement && (
        <div className="fix">
          <pre>{advice.statement}</pre>
          <CopyButton text={advice.statement} label="Copy the index" />
        </div>
      )}
      {others.length > 0 && (
        <p className="advice-serves">
          <span className="quiet">{statement === undefined ? 'Serves' : 'Serves too'}</span>
          {others.map((one) => (
            <StatementLink key={one.id} statement={one} />
          ))}
        </p>
      )}
      {!advice.proven && <p className="quiet">The planner was not asked about this one: it follows from the texts alone.</p>}
      {advice.proven && before !== null && after !== null && (
        <>
          <p className="advice-gain">
            <b>{gainWords(before, after)}</b> <span className="quiet">{whose(advice, statement)}</span>
          </p>
          <div className="advice-plans">
            <section>
              <h4>
                Before <span>{amount(before)}</span>
              </h4>
              <PlanTree label="Plan before" plan={advice.planBefore} whole={before} />
            </section>
            <section>
              <h4>
                After <span>{amount(after)}</span>
              </h4>
              <PlanTree label="Plan after" plan={advice.planAfter} whole={before} />
            </section>
          </div>
          <details className="advice-assumptions">
            <summary>{advice.measured ? 'By which figures' : 'What was assumed'}</summary>
            <p>
              {advice.measured
                ? 'The planner was told sizes and statistics of the live database; '
                : 'The planner was told that the tables are large, since they are empty here; '}
              then it was asked without the index and with it. Costs are its own units, not milliseconds.
            </p>
            <ul>
              {advice.assumptions.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </details>
        </>
      )}
    </article>
  )
}

function whose({ witness, lookup }: Advice, statement: string | undefined): string {
  if (lookup !== null) return `when Postgres looks for rows that refer to one that is deleted: ${lookup}`
  if (witness === null) return ''
  return witness.id === statement ? 'for this statement' : `for ${witness.title} at ${place(baseName(witness.file), witness.line)}`
}
