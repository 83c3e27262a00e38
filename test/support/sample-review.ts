// An audit's library and result over the sample graph: two findings, one of them an N+1 with its path.

import type { AuditResult, Finding } from '#audit/finding.ts'
import type { AuditLibrary } from '#audit/library.ts'
import { sampleGraph, sampleIds } from './sample-graph.ts'

const CYPHER = `// @id n-plus-one
MATCH (caller:Function)-[c:CALLS]->(f:Function)-[:EXECUTES]->(query:Query)
WHERE c.loopDepth >= $minDepth AND c.loopBound = 'data'
RETURN [caller.id, f.id] AS anchors, caller.file AS file, c.line AS line,
  'once for each element' AS message, 'read them at once' AS fix, [caller.id, f.id, query.id] AS path
ORDER BY caller.id, query.id`

export const sampleLibrary: AuditLibrary = {
  audits: [
    {
      id: 'n-plus-one',
      section: '2-database',
      title: 'A statement runs once for each element',
      severity: 'high',
      confidence: 'high',
      impact: 'The page takes one round trip to the database for each row that it shows.',
      checklist: ['2.01'],
      requires: [['Query', 'CacheOp']],
      parameters: [{ name: 'minDepth', default: 1, description: 'loops around the call' }],
      cypher: CYPHER,
      undecided: null,
      page: '# A statement runs once for each element\n\n## Overview\n\nA loop that sends a statement.\n',
      overview: 'A loop that sends a statement.',
    },
  ],
  checklist: [],
}

export function sampleResult(): AuditResult {
  const findings = [nPlusOne(), login()]
  const labels: Record<string, number> = {}
  for (const { labels: own } of sampleGraph().nodes) labels[own[0]] = (labels[own[0]] ?? 0) + 1
  return {
    repository: '/srv/pedal',
    summary: {
      risk: 'CRITICAL',
      recommendation: 'INCOMPLETE',
      reason: '131 points of the review have no audit yet',
      counts: { critical: 1, high: 1, medium: 0, low: 0 },
      suppressed: 0,
    },
    findings,
    suppressed: [],
    suppressionProblems: [],
    checklist: [
      { id: '2.01', section: 'Database', text: 'N+1 queries', verdict: 'fail', evidence: '1 finding of n-plus-one' },
      { id: '1.01', section: 'Security', text: 'Authentication', verdict: 'unknown', evidence: 'no audit looks at it yet' },
      { id: '3.02', section: 'Caching', text: 'Cache', verdict: 'not applicable', evidence: 'the graph has no cache' },
    ],
    coverage: {
      labels,
      audits: [
        {
          id: 'n-plus-one',
          section: '2-database',
          title: 'A statement runs once for each element',
          overview: 'A loop that sends a statement.',
          severity: 'high',
          confidence: 'high',
          status: 'ran',
          reason: null,
          looked: { Query: 9, CacheOp: 1 },
          findings: 1,
          suppressed: 0,
          undecided: {},
        },
      ],
      unread: [{ stage: 'resolve', reason: 'unresolved-call', severity: 'warning', count: 1 }],
      ledger: {
        files: { go: 14, typescript: 5, sql: 2, skipped: { generated: 1 } },
        calls: { exact: 12, interface: 3, inferred: 2, external: 40, unresolved: { dynamic: 1 } },
        routes: { total: 8, auth: { required: 3, optional: 1, none: 3, unknown: 1 } },
        statements: { total: 9, parsed: 8, dynamic: 1, refused: 0 },
        apiCalls: { total: 4, matched: 3, unmatched: 1, unknown: 0, external: 0 },
        diagnostics: { error: 0, warning: 1, info: 0 },
      },
    },
  }
}

function nPlusOne(): Finding {
  const file = 'internal/service/rental.go'
  const ids = [
    'go internal/service/RentalService#decorate().',
    'go internal/repository/bikeRepository#Get().',
    sampleGraph().edges.find((e) => e.type === 'EXECUTES' && e.from === 'go internal/repository/bikeRepository#Get().')?.to ?? '',
  ]
  return {
    fingerprint: '5f0c2f8ed4a24a1bb2a7c9d0e1f2a3b4',
    rule: 'n-plus-one',
    severity: 'high',
    confidence: 'high',
    title: 'A statement runs once for each element',
    message: 'RentalService.decorate sends SELECT bikes once for each rental.',
    file,
    line: 101,
    routes: ['GET /api/rentals'],
    routeIds: [sampleIds.listRentals],
    path: [
      { id: ids[0] ?? '', label: 'Function', name: 'RentalService.decorate', file, line: 96 },
      { id: ids[1] ?? '', label: 'Function', name: 'bikeRepository.Get', file: 'internal/repository/bike.go', line: 14 },
      { id: ids[2] ?? '', label: 'Query', name: 'SELECT bikes', file: 'internal/repository/bike.go', line: 17 },
    ],
    impact: 'The page takes one round trip to the database for each row that it shows.',
    fix: 'Read the bikes of all rentals at once: WHERE "bikes"."id" = ANY($1).',
    checklist: ['2.01'],
  }
}

function login(): Finding {
  return {
    fingerprint: '77aa2f8ed4a24a1bb2a7c9d0e1f2a3b4',
    rule: 'credential-route-without-rate-limit',
    severity: 'critical',
    confidence: 'medium',
    title: 'A credential route has no limiter of its own',
    message: 'POST /api/login checks a password and only the global limiter stands before it.',
    file: 'internal/server/server.go',
    line: 54,
    routes: ['POST /api/login'],
    routeIds: [sampleIds.login],
    path: [{ id: sampleIds.login, label: 'Route', name: 'POST /api/login', file: 'internal/server/server.go', line: 54 }],
    impact: 'A password can be guessed at the speed of the network.',
    fix: 'Put a limiter of a few requests a minute on the route.',
    checklist: ['1.09'],
  }
}
