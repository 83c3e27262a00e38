// What a Cypher query gave: rows, and a picture when there is something to draw.

import { lazy, Suspense } from 'react'
import type { CypherResult } from '../api/audit.ts'
import { Empty, Loading } from '../parts/notes.tsx'
import { Tabs } from '../parts/tabs.tsx'
import type { ResultView as View } from '../state/place.ts'
import { Beside } from './beside.tsx'
import { ChosenNode } from './chosen-node.tsx'
import { RowsTable } from './rows-table.tsx'
import { useShown } from './use-shown.ts'
import './result.css'

const Picture = lazy(async () => ({ default: (await import('./picture.tsx')).Picture }))

interface Props {
  readonly result: CypherResult
  readonly view: View
  readonly onView: (view: View, how: 'push' | 'replace') => void
}

const TABS = ['rows', 'picture'] as const

export function ResultView({ result, view, onView }: Props) {
  const { picture, bind } = useShown(result.picture)
  const drawable = result.picture.nodes.length
  const tab = drawable ? (view.tab ?? 'rows') : 'rows'
  const { node: chosen, ...without } = view
  const pane =
    chosen === undefined ? null : (
      <ChosenNode
        id={chosen}
        picture={picture}
        onChoose={(id) => onView({ ...view, node: id }, 'push')}
        onClose={() => onView(without, 'push')}
        {...(tab === 'picture' ? { edits: bind.edits } : {})}
      />
    )
  return (
    <section className="result" aria-label="Result">
      <header className="result-head">
        <Tabs
          label="Show as"
          tabs={drawable ? TABS : (['rows'] as const)}
          current={tab}
          onChange={(next) => onView({ tab: next }, 'push')}
          counts={{ rows: result.rows.length, picture: drawable }}
        />
        <p>
          {result.truncated && <b className="is-alert">There are more rows than these.</b>} <span>{result.elapsedMs} ms</span>
        </p>
      </header>
      <Beside pane={pane}>
        {tab === 'rows' && result.rows.length === 0 && <Empty title="No rows">Nothing in the graph matches.</Empty>}
        {tab === 'rows' && result.rows.length > 0 && (
          <RowsTable result={result} chosen={chosen} onChoose={(id) => onView({ ...view, node: id }, 'push')} />
        )}
        {tab === 'picture' && (
          <Suspense fallback={<Loading what="the picture" />}>
            <Picture
              label="Picture of the result"
              data={result.picture}
              view={view}
              layout="free"
              bind={bind}
              onView={(next, how) => onView({ ...next, tab: 'picture' }, how)}
            />
          </Suspense>
        )}
      </Beside>
    </section>
  )
}
