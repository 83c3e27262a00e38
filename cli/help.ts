// Help that teaches: what to type first, and what the answers are good for.

export const EXAMPLES = `
Examples:
  throughline                          explore the bundled sample application
  throughline ../shop                  index, audit and open the explorer on http://127.0.0.1:4400
  throughline routes ../shop           every route: who may call it, what limits it, which tables it reaches
  throughline path ../shop "GET /api/orders/:id" --to customers
                                       every way from that route to that table
  throughline audit ../shop --format sarif --output findings.sarif --fail-on high
                                       for a pipeline: exit code 1 if a finding is high or critical
  throughline query ../shop n-plus-one the rows of one saved audit

A repository is only read, never run: no Go, no Docker, no database is needed. Graphs are kept in your cache folder and
brought up to date by every command. With --store bolt://host:7687 (or NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD,
NEO4J_DATABASE) the graph is kept in Neo4j instead, where it replaces what is there.

With --pg postgresql://user@host/database (or THROUGHLINE_PG) the sizes, statistics and load of the live database take the place
of assumptions, and what differs there from the migrations is told. Only its catalogs are read, in a read-only session that
gives up after 5 s; it takes a role with CONNECT and pg_read_all_stats, and SELECT (or pg_read_all_data) for the statistics
of columns. Their values are never stored.

Answers go to standard output, progress to standard error. Exit codes: 0 done, 1 findings at or over --fail-on,
2 it could not be done.`

export const PATH_EXAMPLES = `
Example:
  throughline path . "POST /api/orders" --to stock --format json`

export const QUERY_EXAMPLES = `
Examples:
  throughline query . missing-index
  throughline query . mine.cypher --param table=orders
  echo 'MATCH (r:Route {auth: "none"}) RETURN r.method, r.path ORDER BY r.path' | throughline query . -

Cypher may read, nothing else: no writing clause, no LOAD CSV, no procedure but db.labels, db.relationshipTypes and
db.propertyKeys.`
