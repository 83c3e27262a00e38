// The routes that an API brings along by itself: its OpenAPI documents, a page that shows them, schemas. Its configuration
// says where; they stand on the router below and pass by the API's own middleware.

import type { LibraryCall } from '../../library/model.ts'
import { constantText, type InstanceValue, options, text, type Value } from '../../values.ts'
import { libraryType, plainPath } from '../router.ts'

const DEFAULTS: Readonly<Record<string, string>> = { OpenAPIPath: '/openapi', DocsPath: '/docs', SchemasPath: '/schemas' }
const DOCUMENTS = ['.json', '-3.0.json', '.yaml', '-3.0.yaml']

export function defaultConfig(call: LibraryCall): InstanceValue {
  const fields = Object.entries(DEFAULTS).map(([name, path]) => [name, { value: text(path) }] as const)
  return { kind: 'instance', type: libraryType(call, 'Config'), fields: new Map(fields), at: call.expression.at }
}

/** Paths below the API's prefix, and what answers there. */
export function documentsOf(config: Value | undefined): readonly { readonly path: Value; readonly name: string }[] {
  return [
    ...DOCUMENTS.flatMap((end) => at(config, 'OpenAPIPath', end, 'OpenAPI')),
    ...at(config, 'DocsPath', '', 'Docs'),
    ...at(config, 'SchemasPath', '/{schema}', 'Schemas'),
  ]
}

/** One route for each place that the configuration may name; an empty one turns it off. */
function at(config: Value | undefined, field: string, end: string, name: string) {
  const paths = (config ? options(config) : []).flatMap((c) => {
    const path = c.kind === 'instance' ? c.fields.get(field)?.value : undefined
    return path ? options(path).filter((p) => p.kind === 'string' && constantText(p) !== '') : []
  })
  return [...new Map(paths.map((p) => [constantText(p) ?? p, p])).values()].map((path) => ({ path: plainPath(path, text(end)), name }))
}
