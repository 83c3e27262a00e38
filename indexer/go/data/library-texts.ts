// What libraries give texts for: what a client sent, and what can carry no SQL whatever it is made of.

import type { Type } from '../types.ts'
import type { Origin } from '../values.ts'

type LibraryName = Pick<Origin & { readonly kind: 'library' }, 'package' | 'name'>
type Rows = readonly (readonly [packages: RegExp, names: RegExp])[]

const has = (rows: Rows, { package: path, name }: LibraryName): boolean =>
  rows.some(([packages, names]) => packages.test(path) && names.test(name))

/** Functions, methods and fields of what is known only by its type; the models of frameworks say `request` themselves. */
const SENT: Rows = [
  [/^request$/, /./],
  [
    /^net\/http$/,
    /^(?:Get|Values|FormValue|PostFormValue|PathValue|Query|Cookies?|CookiesNamed|BasicAuth|UserAgent|Referer|Form|PostForm|Value|RawQuery|Path|RequestURI|Host)$/,
  ],
  [/^net\/url$/, /^(?:Get|Query)$/],
  [/\/mux$/, /^Vars$/],
  [/\/chi(?:\/v\d+)?$/, /^URLParam(?:FromCtx)?$/],
  [/\/httprouter$/, /^ByName$/],
]

const HARMLESS: Rows = [
  [/^(?:strconv|time|math(?:\/.*)?|hash\/.*|unicode\/utf8)$/, /./],
  [/^encoding\/(?:hex|base64|base32)$/, /^(?:Append)?Encode/],
  [/\/(?:uuid|ksuid|ulid|xid)(?:\/v\d+)?$|^github\.com\/satori\/go\.uuid$/, /./],
  [/^github\.com\/jackc\/pgx(?:\/v\d+)?$/, /^Sanitize$/],
  [/^github\.com\/lib\/pq$/, /^Quote(?:Identifier|Literal)$/],
  [/^github\.com\/Masterminds\/squirrel$/, /^Placeholders$/],
  // Its own environment and files: who writes these runs the program.
  [/^os$/, /^(?:Getenv|LookupEnv|ExpandEnv|ReadFile|Hostname|Getwd|Args)$/],
  [/^(?:io\/fs|embed|path\/filepath|runtime(?:\/.*)?)$/, /./],
]

/** Types whose texts are all of one form. */
const HARMLESS_TYPES = /^(?:time\.(?:Time|Duration|Month|Weekday)|uuid\.(?:UUID|NullUUID)|big\.Int|netip\.\w+|net\.IP)$/

export const isSent = (of: LibraryName): boolean => has(SENT, of)
export const isHarmless = (of: LibraryName): boolean => has(HARMLESS, of)

export function isHarmlessType(type: Type): boolean {
  return (
    type.kind === 'external' &&
    HARMLESS_TYPES.test(
      `${type.package
        .replace(/\/v\d+$/, '')
        .split('/')
        .at(-1)}.${type.name}`,
    )
  )
}
