// A plan as an indented list: what is done, on what, for how many rows, and at which cost.

import type { PlanNode } from '../api/plan.ts'
import { amount } from '../parts/amounts.ts'
import { Link } from '../parts/link.tsx'
import { planWords } from './plan-words.ts'
import './plan.css'

interface Props {
  readonly label: string
  readonly plan: readonly PlanNode[]
  /** The cost that fills a bar; without, the dearest of the plan: its root, unless a limit stops early. */
  readonly whole?: number
}

export function PlanTree({ label, plan, whole = dearest(plan) }: Props) {
  return (
    <div className="plan">
      <p className="plan-head" aria-hidden="true">
        <span>Step</span>
        <span>Rows</span>
        <span>Cost</span>
      </p>
      <ol aria-label={label}>
        {plan.map((node, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the nodes of one plan never change places.
          <Step key={i} node={node} whole={whole} />
        ))}
      </ol>
    </div>
  )
}

const dearest = (plan: readonly PlanNode[]) => Math.max(0, ...plan.map(({ cost }) => cost))

function Step({ node, whole }: { readonly node: PlanNode; readonly whole: number }) {
  const share = whole > 0 ? Math.min(1, node.cost / whole) : 0
  const words = planWords(node.type)
  return (
    <li className={node.costly ? 'plan-step is-costly' : 'plan-step'} style={{ '--depth': node.depth } as React.CSSProperties}>
      <div className="plan-what">
        <p>
          <span className="sr-only">Level {node.depth + 1}: </span>
          <b>{node.type}</b>{' '}
          {node.table && (
            <Link to={{ screen: 'table', name: node.table, view: {} }}>
              <code>{node.table}</code>
            </Link>
          )}
          {node.costly && <span className="plan-mark">the most is spent here</span>}
        </p>
        {words && <p className="quiet">{words}</p>}
        <Condition name="through" text={node.index} />
        <Condition name="where" text={node.condition} />
        <Condition name="checks each row" text={node.filter} />
        <Condition name="by" text={node.sort} />
        {node.subplan && (
          <p className="quiet">
            {node.subplan}
            {node.subplan.startsWith('SubPlan') && ': runs again for each row of the step above'}
          </p>
        )}
      </div>
      <span className="plan-number">
        <span className="sr-only">rows </span>
        {amount(node.rows)}
      </span>
      <span className="plan-number plan-cost">
        <span className="sr-only">cost </span>
        {amount(node.cost)}
        <i className="plan-bar" style={{ '--share': `${share * 100}%` } as React.CSSProperties} />
      </span>
    </li>
  )
}

function Condition({ name, text }: { readonly name: string; readonly text: string | null }) {
  if (text === null) return null
  return (
    <p className="plan-condition">
      <span>{name}</span> <code>{bare(text)}</code>
    </p>
  )
}

/** Postgres puts every condition in brackets. */
function bare(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text
  let depth = 0
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')') depth--
    if (depth === 0) return text
  }
  return text.slice(1, -1)
}
