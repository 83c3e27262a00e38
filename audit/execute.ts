// Runs one saved audit: parameters, applicability, limits, rows. Whatever goes wrong is an outcome of that audit, never "clean".

import { type CypherValue, type GraphReader, QueryError } from '#graph/store/store.ts'
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
): Promise<Execution> {
  const absent = audit.requires.find((group) => group.every((label) => !looked[label]))
  if (absent) return { status: 'not applicable', reason: `the graph has no ${absent.join(' and no ')}` }
  try {
    const result = await reader.query(audit.cypher, { ...limits, parameters: withDefaults(audit, parameters) })
    const undecided = audit.undecided ? readUndecided(await reader.query(audit.undecided, limits)) : {}
    const reason = result.truncated ? `only the first ${limits.maxRows} rows were read` : null
    return { status: 'ran', rows: readRows(result), undecided, reason }
  } catch (error) {
    if (error instanceof QueryError || error instanceof RowContractError) return { status: 'failed', reason: error.message }
    throw error
  }
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
