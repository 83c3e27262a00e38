// All findings, filtered, and the open one with its proof.

import { FINDINGS, type FindingRow } from '../api/finding.ts'
import { OVERVIEW } from '../api/overview.ts'
import { usePages } from '../api/use-pages.ts'
import { useRequest } from '../api/use-request.ts'
import { SEVERITIES } from '../api/words.ts'
import { baseName, place as placeWords } from '../graph/words.ts'
import { FindingPanel } from '../panels/finding-panel.tsx'
import { FindingsByRule } from '../panels/findings-by-rule.tsx'
import { Choices } from '../parts/choices.tsx'
import { Inline } from '../parts/inline.tsx'
import { Link } from '../parts/link.tsx'
import { ListFrame } from '../parts/list-frame.tsx'
import { SeverityMark } from '../parts/marks.tsx'
import { TextFilter } from '../parts/text-filter.tsx'
import { go } from '../state/location.ts'
import type { FindingListFilter, Place } from '../state/place.ts'
import './lists.css'
import './findings.css'

type FindingsPlace = Extract<Place, { screen: 'findings' }>

export function FindingsScreen({ place }: { readonly place: FindingsPlace }) {
  const { filter, open } = place
  const { data } = useRequest(OVERVIEW, {})
  const asked = {
    ...(filter.text ? { text: filter.text } : {}),
    ...(filter.severity?.length ? { severity: filter.severity } : {}),
    ...(filter.rule?.length ? { rule: filter.rule } : {}),
  }
  const pages = usePages(FINDINGS, { filter: asked }, (result) => result.findings)
  const set = (change: FindingListFilter, how: 'push' | 'replace' = 'push') => go({ ...place, filter: { ...filter, ...change } }, how)
  const counts = new Map(data?.overview.findings.severity.map(({ name, count }) => [name, count]))
  const rules = data?.overview.findings.rules ?? []
  return (
    <div className="list-screen">
      <div className="filters">
        <TextFilter label="Title or message" value={filter.text} onChange={(text) => set({ text }, 'replace')} />
        <Choices
          label="Severity"
          chosen={filter.severity}
          onChange={(severity) => set({ severity })}
          options={SEVERITIES.map((severity) => {
            const count = counts.get(severity)
            return { value: severity, name: <SeverityMark severity={severity} word />, ...(count === undefined ? {} : { count }) }
          })}
        />
        <label className="select">
          <span>Rule</span>
          <select value={filter.rule?.[0] ?? ''} onChange={(event) => set({ rule: event.target.value ? [event.target.value] : [] })}>
            <option value="">all</option>
            {rules.map((rule) => (
              <option key={rule.rule} value={rule.rule}>
                {rule.title} ({rule.count})
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="findings-body">
        <ListFrame
          label="Findings"
          words={['finding', 'findings']}
          columns=""
          heads={[]}
          pages={pages}
          height={76}
          keyOf={(finding) => finding.fingerprint}
          row={(finding) => <Row finding={finding} place={place} />}
          filtered={Object.keys(asked).length > 0}
          none="No audit has found anything."
        />
        {open ? <FindingPanel key={open} fingerprint={open} place={place} /> : <FindingsByRule rules={rules} />}
      </div>
    </div>
  )
}

function Row({ finding, place }: { readonly finding: FindingRow; readonly place: FindingsPlace }) {
  const { view: _, ...rest } = place
  return (
    <Link to={{ ...rest, open: finding.fingerprint, view: {} }} className="finding-row" current={place.open === finding.fingerprint}>
      <SeverityMark severity={finding.severity} />
      <span className="finding-message">
        <Inline text={finding.message} />
      </span>
      <span className="finding-foot">
        <code>{finding.rule}</code>
        <span title={placeWords(finding.file, finding.line)}>{placeWords(baseName(finding.file), finding.line)}</span>
      </span>
    </Link>
  )
}
