// HTTP client libraries as rows: which exports are a client, what makes a configured one, which members send what.

export interface HttpClient {
  readonly transport: string
  readonly modules: readonly string[]
  /** Exports that are a client, and names between them and their verbs. */
  readonly clients: readonly string[]
  /** Functions and members that return a configured client. */
  readonly makes: readonly string[]
  /** Properties of the configuration that hold the base URL. */
  readonly base: readonly string[]
  /** Properties of a request's options that hold its URL. */
  readonly url: readonly string[]
  readonly method: readonly string[]
  /** Member → method; `*` takes the method from the options, `n:` from argument n with the URL after it. */
  readonly verbs: Readonly<Record<string, string>>
  /** The body of `post`, `put` and `patch` is an argument of its own, before the options. */
  readonly body?: true
  /** The client itself can be called: (url, options) or (options). */
  readonly callable: boolean
}

const LOWER = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE', head: 'HEAD', options: 'OPTIONS' } as const
const UPPER = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE', HEAD: 'HEAD', OPTIONS: 'OPTIONS' } as const

export const HTTP_CLIENTS: readonly HttpClient[] = [
  {
    transport: 'axios',
    modules: ['axios', 'redaxios', 'axios-observable', 'axios-retry', 'axios-mock'],
    clients: ['default', 'axios', 'Axios()'],
    makes: ['create', 'Axios'],
    base: ['baseURL'],
    url: ['url'],
    method: ['method'],
    verbs: { ...LOWER, postForm: 'POST', putForm: 'PUT', patchForm: 'PATCH', request: '*' },
    body: true,
    callable: true,
  },
  {
    transport: 'ky',
    modules: ['ky', 'ky-universal'],
    clients: ['default', 'ky'],
    makes: ['create', 'extend'],
    base: ['prefixUrl', 'prefix', 'baseUrl'],
    url: ['url'],
    method: ['method'],
    verbs: LOWER,
    callable: true,
  },
  {
    transport: 'ofetch',
    modules: ['ofetch'],
    clients: ['ofetch', '$fetch', 'default'],
    makes: ['create'],
    base: ['baseURL'],
    url: ['url'],
    method: ['method'],
    verbs: { raw: '*', native: '*' },
    callable: true,
  },
  {
    transport: 'fetch',
    modules: ['openapi-fetch'],
    clients: [],
    makes: ['default', 'createClient', 'createPathBasedClient'],
    base: ['baseUrl'],
    url: ['url'],
    method: ['method'],
    verbs: { ...UPPER, request: '0:' },
    callable: false,
  },
  {
    transport: 'fetch',
    modules: ['openapi-react-query'],
    clients: [],
    makes: ['default', 'createClient'],
    base: ['baseUrl'],
    url: ['url'],
    method: ['method'],
    verbs: { useQuery: '0:', useMutation: '0:', useSuspenseQuery: '0:', useInfiniteQuery: '0:', queryOptions: '0:' },
    callable: false,
  },
  {
    transport: 'fetch',
    modules: ['@hey-api/client-fetch', '@hey-api/client-axios', '@hey-api/client-next', '@hey-api/client-ky'],
    clients: ['client'],
    makes: ['createClient'],
    base: ['baseUrl', 'baseURL'],
    url: ['url'],
    method: ['method'],
    verbs: { ...LOWER, request: '*' },
    callable: false,
  },
  {
    transport: 'fetch',
    modules: ['@reduxjs/toolkit/query/react', '@reduxjs/toolkit/query'],
    clients: [],
    makes: ['fetchBaseQuery'],
    base: ['baseUrl'],
    url: ['url'],
    method: ['method'],
    verbs: {},
    callable: true,
  },
  {
    transport: 'xhr',
    modules: ['superagent'],
    clients: ['default'],
    makes: ['agent'],
    base: [],
    url: ['url'],
    method: ['method'],
    verbs: { ...LOWER, del: 'DELETE' },
    callable: false,
  },
  {
    transport: 'axios',
    modules: ['apisauce'],
    clients: ['default'],
    makes: ['create'],
    base: ['baseURL'],
    url: ['url'],
    method: ['method'],
    verbs: { ...LOWER, any: '*' },
    body: true,
    callable: false,
  },
  {
    transport: 'fetch',
    modules: ['umi-request', '@umijs/max', 'umi'],
    clients: ['default', 'request'],
    makes: ['extend'],
    base: ['prefix'],
    url: ['url'],
    method: ['method'],
    verbs: LOWER,
    callable: true,
  },
  {
    transport: 'xhr',
    modules: ['jquery', ''],
    clients: ['default', '$', 'jQuery'],
    makes: [],
    base: [],
    url: ['url'],
    method: ['method', 'type'],
    verbs: { ajax: '*', get: 'GET', post: 'POST', getJSON: 'GET' },
    callable: false,
  },
]
