import { go } from '../state/location.ts'

/** The tables as a list or as a picture; a filter by name goes along. */
export function TablesView({ current, text }: { readonly current: 'list' | 'picture'; readonly text: string | undefined }) {
  const filter = text === undefined ? {} : { text }
  return (
    <fieldset className="segments" aria-label="Show as">
      <button type="button" aria-pressed={current === 'list'} onClick={() => go({ screen: 'tables', ...filter })}>
        List
      </button>
      <button type="button" aria-pressed={current === 'picture'} onClick={() => go({ screen: 'schema', keys: false, ...filter })}>
        Picture
      </button>
    </fieldset>
  )
}
