// One's own Cypher: editor above, rows and picture below.

import { lazy, Suspense, useEffect, useState } from 'react'
import { CYPHER, GRAPH_SCHEMA } from '../api/audit.ts'
import { useRequest } from '../api/use-request.ts'
import { Examples } from '../panels/examples.tsx'
import { ParameterFields } from '../panels/parameter-fields.tsx'
import { ResultView } from '../panels/result-view.tsx'
import { Loading } from '../parts/notes.tsx'
import { go } from '../state/location.ts'
import { parameterNames, readParameters } from '../state/parameters.ts'
import type { Place } from '../state/place.ts'
import './cypher.css'

const CypherEditor = lazy(async () => ({ default: (await import('../editor/cypher-editor.tsx')).CypherEditor }))

export function CypherScreen({ place }: { readonly place: Extract<Place, { screen: 'cypher' }> }) {
  const [text, setText] = useState(place.text)
  const [parameters, setParameters] = useState(place.parameters)
  const schema = useRequest(GRAPH_SCHEMA, {})
  const ran = place.run && place.text.trim() !== '' ? { text: place.text, parameters: readParameters(place.parameters) } : undefined
  const { data, error, loading, retry } = useRequest(CYPHER, ran)

  useEffect(() => setText(place.text), [place.text])
  useEffect(() => setParameters(place.parameters), [place.parameters])

  const names = parameterNames(text)
  const run = () => {
    if (text.trim() === '') return
    const used = Object.fromEntries(names.flatMap((name) => (parameters[name] ? [[name, parameters[name]]] : [])))
    if (place.run && place.text === text && JSON.stringify(used) === JSON.stringify(place.parameters)) retry()
    else go({ screen: 'cypher', text, run: true, parameters: used, view: place.view.tab ? { tab: place.view.tab } : {} })
  }
  const stale = ran !== undefined && ran.text !== text
  return (
    <div className="cypher-screen">
      <section className="cypher-write" aria-label="Cypher">
        <Suspense fallback={<Loading what="the editor" />}>
          <CypherEditor
            label="Cypher"
            text={text}
            schema={schema.data?.graphSchema}
            error={stale ? undefined : error?.message}
            onChange={setText}
            onRun={run}
          />
        </Suspense>
        <div className="cypher-bar">
          <button type="button" className="button button-main" onClick={run} disabled={text.trim() === ''}>
            Run <kbd>Ctrl ↵</kbd>
          </button>
          <ParameterFields
            names={names.map((name) => ({ name, placeholder: 'JSON or text' }))}
            values={parameters}
            onChange={setParameters}
          />
          <span className="quiet">
            {loading ? 'Running…' : stale ? 'The rows below are of the text before.' : 'Read-only: nothing here can change the graph.'}
          </span>
        </div>
        {error && !stale && (
          <p className="cypher-error" role="alert">
            <b>{ERRORS[error.code] ?? 'Failed'}</b> {error.message}
          </p>
        )}
      </section>
      {data && ran && !error && <ResultView result={data.cypher} view={place.view} onView={(view, how) => go({ ...place, view }, how)} />}
      {(!ran || error) && <Examples schema={schema.data?.graphSchema} onChoose={setText} />}
      {ran && !data && !error && <Loading what="the rows" />}
    </div>
  )
}

const ERRORS: Readonly<Record<string, string>> = {
  SYNTAX: 'Not Cypher',
  REFUSED: 'Refused',
  TIMEOUT: 'Took too long',
  MEMORY: 'Took too much memory',
  AWAY: 'No answer',
}
