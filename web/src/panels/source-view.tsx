// The source around a place, read-only.

import { lazy, Suspense, useState } from 'react'
import { SOURCE } from '../api/search.ts'
import { useRequest } from '../api/use-request.ts'
import { place } from '../graph/words.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Failure, Loading } from '../parts/notes.tsx'

const CodeView = lazy(async () => ({ default: (await import('../editor/code-view.tsx')).CodeView }))

const AROUND = 80

interface Props {
  readonly file: string
  readonly line: number | null
  readonly endLine: number | null
}

export function SourceView({ file, line, endLine }: Props) {
  const [whole, setWhole] = useState(line === null)
  const from = whole ? 1 : Math.max(1, (line ?? 1) - AROUND)
  const to = whole ? 2000 : (endLine ?? line ?? 1) + AROUND
  const { data, error, loading, retry } = useRequest(SOURCE, { file, from, to })
  return (
    <section className="source" aria-label={`Source of ${file}`}>
      <header className="source-head">
        <code title={file}>{place(file, line)}</code>
        {data?.source.redactedLines.length ? <span className="source-note">secrets are redacted</span> : null}
        {data && !whole && (data.source.from > 1 || data.source.to < data.source.totalLines) && (
          <button type="button" className="button button-small" onClick={() => setWhole(true)}>
            Whole file
          </button>
        )}
        <CopyButton text={place(file, line)} label="Copy place" />
      </header>
      {error && <Failure error={error} title={error.code === 'NOT_FOUND' ? 'The source is not there' : undefined} onRetry={retry} />}
      {loading && !data && <Loading what={file} />}
      {data && !error && (
        <Suspense fallback={<Loading what={file} />}>
          <CodeView
            label={`${data.source.file}, lines ${data.source.from} to ${data.source.to}`}
            text={data.source.text}
            language={data.source.language}
            first={data.source.from}
            line={line ?? undefined}
            endLine={endLine ?? undefined}
            redacted={data.source.redactedLines}
          />
        </Suspense>
      )}
      {data?.source.truncated && <p className="source-note">The file goes on; 2000 lines are shown.</p>}
    </section>
  )
}
