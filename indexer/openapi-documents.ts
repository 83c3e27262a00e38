// OpenAPI documents of a repository, read where code validates requests by one.

import type { Discovery } from './discover.ts'
import type { GoFile } from './go/syntax.ts'
import { readText } from './read-text.ts'

const VALIDATORS = /^github\.com\/(getkin\/kin-openapi\/openapi3filter|oapi-codegen\/|deepmap\/oapi-codegen\/)/
const SPEAKS = /^\s*\{?\s*["']?(openapi|swagger|paths|components|securitySchemes|security)["']?\s*:/m

/** Their texts, and those of the parts that they may be put together of. */
export function openapiDocuments(found: Discovery, files: readonly GoFile[]): readonly string[] {
  if (!files.some((f) => f.imports.some((i) => VALIDATORS.test(i.path)))) return []
  return found.others
    .filter((path) => /\.(ya?ml|json)$/i.test(path))
    .flatMap((path) => {
      const read = readText(found.root, path)
      return 'text' in read && SPEAKS.test(read.text) ? [read.text] : []
    })
}
