// The architecture, as rules. Each says why; test/architecture.test.ts plants an import to prove that each fires.

const rooms = ['graph', 'indexer', 'audit', 'api', 'cli', 'web', 'test']
const outside = (...allowed) => `^(${rooms.filter((r) => !allowed.includes(r)).join('|')})/`

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'graph-stands-alone',
      comment: 'The graph contract is what every room rests on: it knows none of them.',
      severity: 'error',
      from: { path: '^graph/', pathNot: '\\.test\\.ts$' },
      to: { path: outside('graph') },
    },
    {
      name: 'indexer-knows-the-graph-only',
      comment: 'The indexer makes graphs; who stores, asks or shows them is none of its business.',
      severity: 'error',
      from: { path: '^indexer/', pathNot: '\\.test\\.ts$|/test-support\\.ts$' },
      to: { path: outside('graph', 'indexer') },
    },
    {
      name: 'audit-reads-graphs-only',
      comment: 'Audits ask a reader; how the graph came about must not matter to them.',
      severity: 'error',
      from: { path: '^audit/', pathNot: '\\.test\\.ts$' },
      to: { path: outside('graph', 'audit') },
    },
    {
      name: 'api-serves-graph-and-audit',
      comment: 'The API is built over a reader: no indexing, no process edge.',
      severity: 'error',
      from: { path: '^api/', pathNot: '\\.test\\.ts$' },
      to: { path: outside('graph', 'audit', 'api') },
    },
    {
      name: 'cli-does-not-import-the-page',
      comment: 'The explorer is served as built files.',
      severity: 'error',
      from: { path: '^cli/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(web|test)/' },
    },
    {
      name: 'web-knows-the-schema-only',
      comment: 'The page has one contract, api/schema.graphql; it runs in a browser.',
      severity: 'error',
      from: { path: '^web/', pathNot: '\\.test\\.tsx?$' },
      to: { path: outside('web') },
    },
    {
      name: 'engines-stay-in-their-adapter',
      comment: 'A store engine is known to its adapter alone.',
      severity: 'error',
      from: { pathNot: '^graph/store/(embedded|neo4j)/|^(test|scripts)/' },
      to: { path: 'node_modules/(@grafeo-db|neo4j-driver)' },
    },
    {
      name: 'parsers-stay-in-their-stage',
      comment: 'ts-morph is known to the TypeScript indexer, tree-sitter to the Go parser, Postgres to the SQL room.',
      severity: 'error',
      from: { pathNot: '^indexer/(typescript|go/parse|sql)|^test/' },
      to: { path: 'node_modules/(ts-morph|web-tree-sitter|libpg-query|@electric-sql)' },
    },
    {
      name: 'resolved-go-opens-no-files',
      comment: 'Nothing downstream of parsing re-opens a source file.',
      severity: 'error',
      from: { path: '^indexer/go/', pathNot: '^indexer/go/parse|\\.test\\.ts$' },
      to: { path: '^(fs|node:fs)' },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle of modules cannot be read in order. Expressions, calls and statements of a language hold each other: the evaluators are the exception, and the conditions of a statement that hold statements.',
      severity: 'error',
      from: { pathNot: '^indexer/((go|typescript)/evaluate|go/data/gorm)/' },
      to: { circular: true, viaOnly: { pathNot: '^indexer/((go|typescript)/evaluate|go/data/gorm)/', dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/fixtures|queries)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
}
