// Runs one saved audit: parameters, applicability, limits, rows. Whatever goes wrong is an outcome of that audit, never "clean".

import { type CypherValue, type GraphReader, QueryError } from '#graph/store/store.ts'
import type { Coverage } from './finding.ts'
import { type Audit, type AuditParameters, UnknownAuditError } from './library.ts'
import { type AuditRow, RowContractError, readRows, readUndecided } from './rows.ts'

export interface Limits {
  readonly timeoutMs: number
  readonly maxRows: number
}

export type Execution =
  | {
      readonly status: 'ran'
      readonly rows: readonly AuditRow[]
      readonly undecided: Readonly<Record<string, number>>
      readonly reason: string | null
    }
  | { readonly status: 'not applicable' | 'failed'; readonly reason: string }

export async function executeAudit(
  reader: GraphReader,
  audit: Audit,
  looked: Readonly<Record<string, number>>,
  parameters: AuditParameters,
  limits: Limits,
  unread: Coverage['unread'],
): Promise<Execution> {
  const missed = missedBy(audit, unread)
  const absent = audit.requires.find((group) => group.every((label) => !looked[label]))
  // Nothing to look at is no comfort where the index knows that it missed some of it
  if (absent && Object.keys(missed).length > 0) return { status: 'ran', rows: [], undecided: missed, reason: null }
  if (absent) return { status: 'not applicable', reason: `the graph has no ${absent.join(' and no ')}` }
  try {
    const result = await reader.query(audit.cypher, { ...limits, parameters: withDefaults(audit, parameters) })
    const undecided = audit.undecided ? readUndecided(await reader.query(audit.undecided, limits)) : {}
    const reason = result.truncated ? `only the first ${limits.maxRows} rows were read` : null
    return { status: 'ran', rows: readRows(result), undecided: { ...undecided, ...missed }, reason }
  } catch (error) {
    if (error instanceof QueryError || error instanceof RowContractError) return { status: 'failed', reason: error.message }
    throw error
  }
}

const DEPENDS: Readonly<Record<string, RegExp>> = {
  'routes-not-understood': /:Route\b/,
  'statements-not-understood': /:(?:Query|Table|IndexAdvice|EXECUTES|TOUCHES)\b/,
}

/** Libraries that the index does not follow, as far as the audit's text asks for what goes through them. */
function missedBy(audit: Audit, unread: Coverage['unread']): Readonly<Record<string, number>> {
  const missed: Record<string, number> = {}
  for (const { reason, count } of unread)
    if (DEPENDS[reason]?.test(audit.cypher)) missed[`${reason.split('-')[0]} go through a library that is not understood yet`] = count
  return missed
}

export function withDefaults(audit: Audit, given: AuditParameters): AuditParameters {
  for (const [name, value] of Object.entries(given)) {
    const declared = audit.parameters.find((p) => p.name === name)
    if (!declared) throw new UnknownAuditError(`${audit.id} has no parameter ${name}${known(audit)}`)
    if (typeof value !== typeof declared.default)
      throw new UnknownAuditError(`the parameter ${name} of ${audit.id} is a ${typeof declared.default}`)
  }
  const defaults: Record<string, CypherValue> = {}
  for (const p of audit.parameters) defaults[p.name] = p.default
  return { ...defaults, ...given }
}

function known(audit: Audit): string {
  return audit.parameters.length ? `; it has ${audit.parameters.map((p) => p.name).join(', ')}` : ''
}
