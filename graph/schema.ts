// The one source of truth for labels, relationship types and their properties.
// Saved Cypher, GraphQL and users' own queries rest on these names: add to them, do not rename.

export type PropertyType = 'string' | 'integer' | 'float' | 'boolean' | 'string[]'

interface LabelSchema {
  readonly doc: string
  readonly properties: Readonly<Record<string, PropertyType>>
  /** Role labels that may stand beside the primary label. */
  readonly roles?: readonly string[]
}

interface RelationshipSchema {
  readonly doc: string
  /** Allowed ends, as primary labels. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly properties: Readonly<Record<string, PropertyType>>
}

/** Where a node stands in the source; `file` is relative to the repository, with forward slashes; lines start at 1. */
const AT = { file: 'string', line: 'integer', endLine: 'integer' } as const

/** Facts of one call site, shared by every relationship that a call makes. */
const SITE = {
  line: 'integer',
  /** Loops around the site inside its function (closures run by a helper inherit the helper's loops). */
  loopDepth: 'integer',
  /** constant | batch | page | data | unknown, of the widest loop; absent outside loops. A batch loop takes its elements many at a time. */
  loopBound: 'string',
  /** The call's arguments or receiver depend on a loop's variable. */
  perElement: 'boolean',
  inGoroutine: 'boolean',
  deferred: 'boolean',
  /** Runs again while it fails. */
  retried: 'boolean',
  inTransaction: 'boolean',
  /** Runs only when a cache misses. */
  cached: 'boolean',
  /**
   * Branches around the site as "branch/arm": two sites with one branch and different arms never both run. What follows an
   * `if` that always leaves stands in that branch's other arm.
   */
  arms: 'string[]',
} as const

export const NODE_LABELS = {
  Route: {
    doc: 'One method and path that an application answers.',
    properties: {
      ...AT,
      app: 'string',
      method: 'string',
      path: 'string',
      /** http | ws | static */
      protocol: 'string',
      framework: 'string',
      handler: 'string',
      /** required | optional | none | unknown */
      auth: 'string',
      authReason: 'string',
      roles: 'string[]',
      /** route | global | none | unknown */
      rateLimit: 'string',
      rateLimitReason: 'string',
      handlerReason: 'string',
      /** The handler checks a password or issues a token or session. */
      credential: 'boolean',
      /** The handler proves its caller otherwise: a signature, or a secret token in the path or body. */
      proof: 'string',
      /** Registered only when this source condition holds. */
      condition: 'string',
    },
  },
  Middleware: {
    doc: 'One registration of a middleware; arguments matter, so two registrations are two nodes.',
    properties: {
      ...AT,
      app: 'string',
      name: 'string',
      /** authn | authz | rateLimit | cors | csrf | recover | requestId | logging | metrics | tracing | securityHeaders | bodyLimit | timeout | other | unknown */
      kind: 'string',
      /** It can end a request (401, 403, 429 …) without calling the next handler. */
      enforces: 'boolean',
      prefix: 'string',
      args: 'string[]',
      roles: 'string[]',
      condition: 'string',
      /** What in the code decided `kind`, or why it is unknown. */
      evidence: 'string',
    },
  },
  Function: {
    doc: 'A function, method, closure, component, hook or client method.',
    roles: ['Handler', 'Service', 'Repository', 'Component', 'Hook', 'Closure', 'Main'],
    properties: {
      ...AT,
      /** Without the receiver. */
      name: 'string',
      receiver: 'string',
      package: 'string',
      /** go | typescript */
      language: 'string',
      exported: 'boolean',
      /** Reached from a main function or a route. */
      reachable: 'boolean',
      /** Reached from a route: through its handler, or a middleware that stands on it. */
      reachedByRoute: 'boolean',
      /** Reached from a route, or from the main function of an application that serves routes: tools and seeders are not. */
      reachedByServer: 'boolean',
    },
  },
  Query: {
    doc: 'One SQL statement as the database receives it.',
    properties: {
      ...AT,
      name: 'string',
      /** select | insert | update | delete | upsert | ddl | other | unknown */
      operation: 'string',
      /** Postgres text with $n placeholders. */
      sql: 'string',
      /** gorm | database/sql | sqlx | pgx | sqlc … */
      source: 'string',
      /** main | preload | count | association: what part of a chain made the statement. */
      role: 'string',
      /** A LIMIT, a unique key, an aggregate or a page bounds the number of rows. */
      bounded: 'boolean',
      boundedBy: 'string',
      /** Part of the text is known only at run time. */
      dynamic: 'boolean',
      dynamicReason: 'string',
      /** none | unknown | parameter | request: what an unescaped part of the text is made of, and how straight it comes from there. */
      injection: 'string',
      /** What of a request that part is, where it is followed. */
      injected: 'string',
      inTransaction: 'boolean',
      cached: 'boolean',
      parsed: 'boolean',
      /** Postgres' own refusal of the statement against the schema. */
      sqlstate: 'string',
      error: 'string',
      /** Where the part of the text that it points at is written: a literal, a line of a `.sql` file, a field of a model; or else the call. */
      errorFile: 'string',
      errorLine: 'integer',
      /** Character of `sql`, from 1; absent where the database does not say. */
      errorPosition: 'integer',
      /** The reason in other words, or what the database adds; what would end it, where that is known. */
      errorHint: 'string',
      errorFix: 'string',
      /** Why it may not be refused where it runs; absent: it is. */
      errorDoubt: 'string',
      /** What the planner would do if the tables were large, as a JSON tree of `{type, table, index, cost, rows, condition, filter, sort, costly, children}`. */
      plan: 'string',
      /** Of the plan, in the planner's units. */
      cost: 'float',
      /** The plan is over the sizes and statistics of a live database (`--pg`), not over assumed ones. */
      measured: 'boolean',
      /** What a live database has counted for this text (`--pg`, where it has pg_stat_statements): calls, and milliseconds in all. */
      calls: 'integer',
      totalTime: 'float',
    },
  },
  Table: {
    doc: 'A table as the database has it after the last migration.',
    properties: {
      ...AT,
      name: 'string',
      schema: 'string',
      /** migrations | models | parsed | statement */ source: 'string',
      /** mysql | sqlite | other: the database that the schema was written for; absent: postgres. */
      dialect: 'string',
      /** No database has made it: it is what a parser reads in the text. */
      approximate: 'boolean',
      /** Its rows are in its partitions; absent: false. */
      partitioned: 'boolean',
      primaryKey: 'string[]',
      /** In a live database (`--pg`): about how many rows, and bytes without indexes. */
      rows: 'integer',
      bytes: 'integer',
    },
  },
  Column: {
    doc: 'A column of a table.',
    properties: {
      ...AT,
      name: 'string',
      table: 'string',
      type: 'string',
      nullable: 'boolean',
      default: 'string',
      position: 'integer',
      /** All that the code ever writes there, where it is a closed set; the same as a list of SQL literals. */
      choices: 'string[]',
      choicesSql: 'string',
      /** Every statement that writes it was followed. */
      choicesWhole: 'boolean',
      /** Where the code refuses the rest, by a rule of a validator or a test (rule | test); absent where only these constants are written. */
      choicesBy: 'string',
      choicesFile: 'string',
      choicesLine: 'integer',
    },
  },
  Index: {
    doc: 'An index of a table; unique and primary keys have one too.',
    properties: {
      ...AT,
      name: 'string',
      table: 'string',
      /** Column names in order; an expression stands as its text. */
      columns: 'string[]',
      unique: 'boolean',
      primary: 'boolean',
      method: 'string',
      where: 'string',
      definition: 'string',
      /** In a live database (`--pg`): searches since its counts were reset, and bytes. */
      scans: 'integer',
      bytes: 'integer',
    },
  },
  Constraint: {
    doc: 'A primary key, foreign key, unique or check constraint.',
    properties: {
      ...AT,
      name: 'string',
      table: 'string',
      /** primaryKey | foreignKey | unique | check | exclude */
      kind: 'string',
      columns: 'string[]',
      definition: 'string',
      references: 'string',
      onDelete: 'string',
    },
  },
  Migration: {
    doc: 'One migration step, in the order in which it runs.',
    properties: {
      ...AT,
      name: 'string',
      position: 'integer',
      /** It is written in code: of what it does only the SQL in view has run. */
      inCode: 'boolean',
      applied: 'boolean',
      error: 'string',
      sqlstate: 'string',
    },
  },
  IndexAdvice: {
    doc: 'An index that is missing, with the reason.',
    properties: {
      ...AT,
      table: 'string',
      columns: 'string[]',
      /** Where several indexes are only of use together: the keys of each. */
      each: 'string[]',
      /** foreignKey | filter | order | filterAndOrder */
      kind: 'string',
      where: 'string',
      /** The exact CREATE INDEX, one a line. */
      statement: 'string',
      reason: 'string',
      /** high | medium | low */
      confidence: 'string',
      /** The planner was asked with the index there, and took it. */
      proven: 'boolean',
      /** Of the statement that gains most (its id, or a text of Postgres' own), in the planner's units. */
      witness: 'string',
      costBefore: 'float',
      costAfter: 'float',
      /** As `Query.plan`. */
      planBefore: 'string',
      planAfter: 'string',
      /** What was assumed of the data, and the gain under it. */
      assumptions: 'string[]',
      /** Nothing was assumed: sizes and statistics are those of a live database (`--pg`). */
      measured: 'boolean',
    },
  },
  MigrationRisk: {
    doc: 'What one statement of a migration can do to a running system, or that it cannot be taken back.',
    properties: {
      ...AT,
      /** A stable name, that of squawk or strong_migrations where these have one: adding-not-nullable-field, changing-column-type … */
      rule: 'string',
      table: 'string',
      columns: 'string[]',
      /** The statement of the migration. */
      statement: 'string',
      /** What Postgres locks meanwhile: ACCESS EXCLUSIVE, SHARE …; absent: nothing that matters. */
      lock: 'string',
      /** The whole table is written anew, or read, under that lock. */
      rewrites: 'boolean',
      scans: 'boolean',
      message: 'string',
      impact: 'string',
      /** What to run instead. */
      fix: 'string',
      /** critical | high | medium | low */
      severity: 'string',
      /** high | medium | low */
      confidence: 'string',
    },
  },
  SchemaDrift: {
    doc: 'One point in which the schema that the code believes in, or that of a live database, is not that of the migrations.',
    properties: {
      ...AT,
      /** table | column | type | length | nullability | default | index | unique | check | foreignKey | onDelete */
      kind: 'string',
      table: 'string',
      column: 'string',
      /** What each side says; empty: nothing. */
      migrations: 'string',
      models: 'string',
      /** Of a live database (`--pg`); absent where it is not compared. */
      live: 'string',
      message: 'string',
      /** What breaks, and for whom. */
      impact: 'string',
      fix: 'string',
      severity: 'string',
      confidence: 'string',
    },
  },
  CacheOp: {
    doc: 'One call to a cache or key-value store.',
    properties: { ...AT, store: 'string', operation: 'string', keyPattern: 'string', ttl: 'string', access: 'string' },
  },
  HttpCall: {
    doc: 'One outgoing HTTP call of the backend.',
    properties: { ...AT, method: 'string', url: 'string', timeout: 'string' },
  },
  Publish: { doc: 'A message published.', properties: { ...AT, store: 'string', channel: 'string' } },
  ApiCall: {
    doc: "The browser's side of a request.",
    properties: {
      ...AT,
      name: 'string',
      method: 'string',
      /** Path pattern: a parameter is `:name`, an unknown part `*`. */
      path: 'string',
      /** The same for all ways that one request may go; none where there is only one. */
      request: 'string',
      /** fetch | axios | websocket | eventsource | xhr … */
      transport: 'string',
      /** exact | partial | unknown | external */
      resolution: 'string',
      reason: 'string',
    },
  },
  Goroutine: {
    doc: 'One `go` statement.',
    properties: {
      ...AT,
      callee: 'string',
      /** A deferred recover covers its whole body. */
      recovers: 'boolean',
      /** What can panic inside without a recover: the reason it can kill the process. */
      panics: 'string',
      /** returns | context | channel | never | unknown */
      ends: 'string',
      /** Started once per element of a loop, or per request. */
      perElement: 'boolean',
      bounded: 'boolean',
    },
  },
  ErrorDrop: {
    doc: 'An error that nobody reads.',
    properties: {
      ...AT,
      callee: 'string',
      /** blank | ignored | overwritten | chain */
      kind: 'string',
      deferred: 'boolean',
      /** A comment beside it says why. */
      justified: 'boolean',
      /** database | cache | http | io | encoding | other */
      effect: 'string',
    },
  },
  ReadModifyWrite: {
    doc: 'A value that the code reads from a column, computes with, and writes back into it; the place is that of the computation.',
    properties: {
      ...AT,
      table: 'string',
      column: 'string',
      /** lock | version | isolation | mutex | otherLock | none: what keeps a second run from reading in between; a mutex does in one process. */
      protection: 'string',
      /** It is seen to be the row that was read that is written. */
      sameRow: 'boolean',
    },
  },
  EnvVar: { doc: 'An environment variable that the code reads.', properties: { ...AT, name: 'string' } },
  Secret: {
    doc: 'A secret written in the code; the value is never stored.',
    properties: { ...AT, kind: 'string', name: 'string', redacted: 'string', confidence: 'string' },
  },
  Dependency: {
    doc: 'A module or package that the code depends on.',
    properties: { ...AT, name: 'string', version: 'string', ecosystem: 'string' },
  },
  Container: { doc: 'A container image or service.', properties: { ...AT, name: 'string', image: 'string' } },
  TestCase: { doc: 'A test.', properties: { ...AT, name: 'string', language: 'string' } },
  Diagnostic: {
    doc: 'What Throughline could not read or resolve, and why.',
    properties: {
      ...AT,
      /** discover | parse | facts | resolve | schema | statement | client */
      stage: 'string',
      /** A stable word for grouping: unresolved-call, syntax-error, migration-failed … */
      reason: 'string',
      message: 'string',
      /** error | warning | info */
      severity: 'string',
    },
  },
} as const satisfies Readonly<Record<string, LabelSchema>>

export type NodeLabel = keyof typeof NODE_LABELS

export const RELATIONSHIPS = {
  HANDLED_BY: { doc: 'The function that answers a route.', from: ['Route'], to: ['Function'], properties: {} },
  GUARDED_BY: {
    doc: 'A middleware that runs before the handler.',
    from: ['Route'],
    to: ['Middleware'],
    properties: { order: 'integer' },
  },
  RUNS: { doc: 'The function behind a middleware.', from: ['Middleware'], to: ['Function'], properties: {} },
  CALLS: {
    doc: 'A call from one function to another; closures are functions.',
    from: ['Function'],
    to: ['Function'],
    properties: {
      ...SITE,
      /** exact | interface | inferred */
      resolution: 'string',
      /** Number of candidates at the site. */
      fanout: 'integer',
      /** The function through which a closure is run. */
      via: 'string',
    },
  },
  EXECUTES: { doc: 'A function sends a statement.', from: ['Function'], to: ['Query'], properties: SITE },
  USES: { doc: 'Another effect.', from: ['Function'], to: ['CacheOp', 'HttpCall', 'Publish'], properties: SITE },
  STARTS: { doc: 'A function starts a goroutine.', from: ['Function'], to: ['Goroutine'], properties: SITE },
  SPAWNS: { doc: 'The function that a goroutine runs.', from: ['Goroutine'], to: ['Function'], properties: {} },
  DROPS_ERROR: { doc: 'A function ignores an error.', from: ['Function'], to: ['ErrorDrop'], properties: {} },
  COMPUTES: { doc: 'A function computes what goes back into a column.', from: ['Function'], to: ['ReadModifyWrite'], properties: {} },
  TAKES: { doc: 'The statement that reads the value.', from: ['ReadModifyWrite'], to: ['Query'], properties: {} },
  STORES: { doc: 'The statement that writes it back.', from: ['ReadModifyWrite'], to: ['Query'], properties: {} },
  CHANGES: { doc: 'The column that it goes back into.', from: ['ReadModifyWrite'], to: ['Column'], properties: {} },
  READS_ENV: { doc: 'A function reads the environment.', from: ['Function'], to: ['EnvVar'], properties: { line: 'integer' } },
  READS: { doc: 'A statement reads a table.', from: ['Query'], to: ['Table'], properties: {} },
  WRITES: { doc: 'A statement writes a table.', from: ['Query'], to: ['Table'], properties: {} },
  SETS: {
    doc: 'A statement puts a value into a text column.',
    from: ['Query'],
    to: ['Column'],
    /** input: what of a request it is, absent where none is seen; bounded: something on its way limits its length, or may. */
    properties: { input: 'string', bounded: 'boolean' },
  },
  FILTERS_ON: { doc: 'A WHERE condition.', from: ['Query'], to: ['Column'], properties: { op: 'string' } },
  JOINS_ON: { doc: 'A join condition.', from: ['Query'], to: ['Column'], properties: {} },
  ORDERS_BY: { doc: 'An ORDER BY column.', from: ['Query'], to: ['Column'], properties: { position: 'integer', direction: 'string' } },
  HAS_COLUMN: { doc: 'Table to column.', from: ['Table'], to: ['Column'], properties: {} },
  HAS_INDEX: { doc: 'Table to index.', from: ['Table'], to: ['Index'], properties: {} },
  HAS_CONSTRAINT: { doc: 'Table to constraint.', from: ['Table'], to: ['Constraint'], properties: {} },
  COVERS: { doc: 'Index to column.', from: ['Index'], to: ['Column'], properties: { position: 'integer' } },
  CONSTRAINS: { doc: 'Constraint to column.', from: ['Constraint'], to: ['Column'], properties: { position: 'integer' } },
  REFERENCES: {
    doc: 'Foreign key, column to column.',
    from: ['Column'],
    to: ['Column'],
    properties: { onDelete: 'string', constraint: 'string' },
  },
  CREATES: { doc: 'Migration creates.', from: ['Migration'], to: ['Table', 'Column', 'Index', 'Constraint'], properties: {} },
  ALTERS: { doc: 'Migration alters.', from: ['Migration'], to: ['Table', 'Column', 'Index', 'Constraint'], properties: {} },
  DROPS: { doc: 'Migration drops.', from: ['Migration'], to: ['Table', 'Column', 'Index', 'Constraint'], properties: {} },
  ADVISED_FOR: { doc: 'The table that an advised index would serve.', from: ['IndexAdvice'], to: ['Table'], properties: {} },
  SERVES: {
    doc: 'The planner takes the index for the statement when the tables are large.',
    from: ['Index'],
    to: ['Query'],
    properties: {},
  },
  COVERED_BY: { doc: 'The other index answers all that this one answers.', from: ['Index'], to: ['Index'], properties: {} },
  HAS_RISK: { doc: 'What a migration can do.', from: ['Migration'], to: ['MigrationRisk'], properties: {} },
  ENDANGERS: {
    doc: 'What a risk is to.',
    from: ['MigrationRisk'],
    to: ['Table', 'Column', 'Index', 'Constraint', 'Query'],
    properties: {},
  },
  DIFFERS: {
    doc: 'What the two schemas differ in.',
    from: ['SchemaDrift'],
    to: ['Table', 'Column', 'Index', 'Constraint'],
    properties: {},
  },
  WOULD_SERVE: { doc: 'The statement that an advised index would serve.', from: ['IndexAdvice'], to: ['Query'], properties: {} },
  RENDERS: { doc: 'A component renders another.', from: ['Function'], to: ['Function'], properties: { line: 'integer' } },
  MAKES: { doc: 'A function of the client makes a request.', from: ['Function'], to: ['ApiCall'], properties: { line: 'integer' } },
  REQUESTS: {
    doc: 'The route that answers a request.',
    from: ['ApiCall'],
    to: ['Route'],
    /** match: exact | variable | wildcard */
    properties: { match: 'string' },
  },
  TOUCHES: {
    doc: 'A route reaches a table; written once at build time.',
    from: ['Route'],
    to: ['Table'],
    /** mode: read | write; depth: calls between handler and statement. */
    properties: { mode: 'string', depth: 'integer' },
  },
  EXERCISES: { doc: 'A test calls a function.', from: ['TestCase'], to: ['Function'], properties: {} },
} as const satisfies Readonly<Record<string, RelationshipSchema>>

export type RelationshipType = keyof typeof RELATIONSHIPS

/** Changes whenever the meaning of the graph changes: a stored graph with another version is rebuilt. */
export const GRAPH_VERSION = 6
