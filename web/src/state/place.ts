// Every state of the explorer as a plain value, and the address that stands for it: formatPlace and parsePlace are each
// other's inverse. Ids stay readable in the address; what is at its default is left out.

export type PictureLayout = 'lanes' | 'free'

export interface PictureView {
  readonly node?: string
  /** What was done to the picture, in order; see graph/edits.ts. */
  readonly edits?: string
  readonly layout?: PictureLayout
}

export interface RouteListFilter {
  readonly text?: string
  readonly method?: readonly string[]
  readonly auth?: readonly string[]
  readonly rateLimit?: readonly string[]
  readonly findings?: boolean
}

export interface FindingListFilter {
  readonly text?: string
  readonly severity?: readonly string[]
  readonly rule?: readonly string[]
}

export type ResultTab = 'rows' | 'picture'

export interface ResultView extends PictureView {
  readonly tab?: ResultTab
}

export type Parameters = Readonly<Record<string, string>>

export type Place =
  | { readonly screen: 'overview' }
  | { readonly screen: 'routes'; readonly filter: RouteListFilter }
  | { readonly screen: 'route'; readonly id: string; readonly view: PictureView; readonly pane?: string }
  | { readonly screen: 'tables'; readonly text?: string; readonly used?: boolean }
  | { readonly screen: 'schema'; readonly text?: string; readonly keys: boolean }
  | { readonly screen: 'table'; readonly name: string; readonly view: PictureView }
  | { readonly screen: 'findings'; readonly filter: FindingListFilter; readonly open?: string; readonly view: PictureView }
  | { readonly screen: 'audits'; readonly id?: string; readonly run: boolean; readonly parameters: Parameters; readonly view: ResultView }
  | { readonly screen: 'cypher'; readonly text: string; readonly run: boolean; readonly parameters: Parameters; readonly view: ResultView }
  | { readonly screen: 'node'; readonly id: string; readonly table?: string; readonly plan?: boolean; readonly view: PictureView }
  | { readonly screen: 'nowhere'; readonly path: string }

type Fields = Readonly<Record<string, string | readonly string[] | boolean | undefined>>

export function formatPlace(place: Place): string {
  switch (place.screen) {
    case 'overview':
      return '/'
    case 'routes':
      return address('/routes', { ...place.filter, text: undefined, q: place.filter.text })
    case 'route':
      return address('/route', { id: place.id, pane: place.pane, ...viewFields(place.view) })
    case 'tables':
      return address('/tables', { q: place.text, used: place.used })
    case 'schema':
      return address('/schema', { q: place.text, keys: place.keys || undefined })
    case 'table':
      return address('/table', { name: place.name, ...viewFields(place.view) })
    case 'findings':
      return address('/findings', { ...place.filter, text: undefined, q: place.filter.text, open: place.open, ...viewFields(place.view) })
    case 'audits':
      return address('/audits', {
        id: place.id,
        run: place.run || undefined,
        ...parameterFields(place.parameters),
        ...resultFields(place.view),
      })
    case 'cypher':
      return address('/cypher', {
        text: place.text,
        run: place.run || undefined,
        ...parameterFields(place.parameters),
        ...resultFields(place.view),
      })
    case 'node':
      return address('/node', { id: place.id, table: place.table, plan: place.plan, ...viewFields(place.view) })
    case 'nowhere':
      return place.path
  }
}

export function parsePlace(url: URL): Place {
  const query = url.searchParams
  const one = (name: string) => query.get(name) || undefined
  const many = (name: string) => one(name)?.split(',')
  const flag = (name: string) => (query.has(name) ? query.get(name) !== 'false' : undefined)
  const among = <Word extends string>(name: string, words: readonly Word[]) => words.find((word) => word === query.get(name))
  const view = (): PictureView => given({ node: one('node'), edits: one('edits'), layout: among('layout', ['lanes', 'free'] as const) })
  const result = (): ResultView => given({ ...view(), tab: among('tab', ['rows', 'picture'] as const) })
  const parameters = (): Parameters =>
    Object.fromEntries([...query].filter(([key]) => key.startsWith('$')).map(([key, value]) => [key.slice(1), value]))
  switch (url.pathname.replace(/\/+$/, '') || '/') {
    case '/':
      return { screen: 'overview' }
    case '/routes':
      return {
        screen: 'routes',
        filter: given({
          text: one('q'),
          method: many('method'),
          auth: many('auth'),
          rateLimit: many('rateLimit'),
          findings: flag('findings'),
        }),
      }
    case '/route':
      return given({ screen: 'route' as const, id: query.get('id') ?? '', pane: one('pane'), view: view() })
    case '/tables':
      return given({ screen: 'tables' as const, text: one('q'), used: flag('used') })
    case '/schema':
      return given({ screen: 'schema' as const, text: one('q'), keys: flag('keys') ?? false })
    case '/table':
      return { screen: 'table', name: query.get('name') ?? '', view: view() }
    case '/findings':
      return given({
        screen: 'findings' as const,
        filter: given({ text: one('q'), severity: many('severity'), rule: many('rule') }),
        open: one('open'),
        view: view(),
      })
    case '/audits':
      return given({ screen: 'audits' as const, id: one('id'), run: flag('run') ?? false, parameters: parameters(), view: result() })
    case '/cypher':
      return { screen: 'cypher', text: query.get('text') ?? '', run: flag('run') ?? false, parameters: parameters(), view: result() }
    case '/node':
      return given({ screen: 'node' as const, id: query.get('id') ?? '', table: one('table'), plan: flag('plan'), view: view() })
    default:
      return { screen: 'nowhere', path: url.pathname + url.search }
  }
}

function address(path: string, fields: Fields): string {
  const parts: string[] = []
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    parts.push(`${readable(key)}=${readable(value === true ? '1' : String(value))}`)
  }
  return parts.length ? `${path}?${parts.join('&')}` : path
}

/** encodeURIComponent, but what is safe in a query stays as it is, so that a link can be read. */
function readable(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(2F|3A|2C|40|24|3F|7E)/g, decodeURIComponent)
    .replace(/%20/g, '+')
}

const viewFields = (view: PictureView): Fields => ({ node: view.node, layout: view.layout, edits: view.edits })
const resultFields = (view: ResultView): Fields => ({ tab: view.tab, ...viewFields(view) })
const parameterFields = (parameters: Parameters): Fields =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`$${name}`, value]))

type Given<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
}

/** Without the fields that are undefined. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
