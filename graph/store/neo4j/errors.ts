// The driver's errors → the port's, in one line each.

import { Neo4jError } from 'neo4j-driver'
import { locate } from '../../cypher/locate.ts'
import { QueryError, StoreError } from '../store.ts'

/** Trouble with the server; anything else is returned as it is. */
export function toStoreError(error: unknown, server: string): unknown {
  if (!(error instanceof Neo4jError)) return error
  const options = { cause: error }
  const [message = ''] = error.message.split('\n')
  if (
    error.code === 'ServiceUnavailable' ||
    error.code === 'SessionExpired' ||
    error.code.startsWith('Neo.TransientError.General.DatabaseUnavail')
  )
    return new StoreError('away', `Neo4j at ${server} does not answer: is it running, and is the address right?`, options)
  if (error.code === 'Neo.ClientError.Security.Unauthorized' || error.code === 'Neo.ClientError.Security.AuthenticationRateLimit')
    return new StoreError('away', `Neo4j at ${server} refuses the user name or password: set NEO4J_USERNAME and NEO4J_PASSWORD`, options)
  if (error.code === 'Neo.ClientError.Database.DatabaseNotFound')
    return new StoreError('away', `Neo4j at ${server} has no such database: set NEO4J_DATABASE to one that exists`, options)
  return new StoreError('failed', `Neo4j at ${server}: ${message}`, options)
}

/** Trouble with a query; trouble with the server becomes a StoreError. */
export function toQueryError(error: unknown, cypher: string, server: string): unknown {
  if (!(error instanceof Neo4jError)) return error
  const { code } = error
  const [message = ''] = error.message.split('\n')
  const options = { cause: error }
  if (/TransactionTimedOut|Transaction\.Terminated|LockClientStopped/.test(code))
    return new QueryError('timeout', 'the query was stopped by Neo4j', options)
  if (/MemoryPool|OutOfMemory/.test(code)) return new QueryError('memory', `the query was stopped: ${message}`, options)
  if (/AccessMode|Forbidden/.test(code)) return new QueryError('refused', `${message}; queries here only read the graph`, options)
  if (!code.startsWith('Neo.ClientError.Statement') && !code.startsWith('Neo.DatabaseError.Statement')) return toStoreError(error, server)
  const place = /\(line (\d+), column (\d+) \(offset: \d+\)\)/.exec(message)
  const text = message.replace(/ ?\(line \d+, column \d+ \(offset: \d+\)\)/, '').replace(/\.$/, '')
  const isMalformed = /SyntaxError|SemanticError|NotSystemDatabase|ParameterMissing|ProcedureNotFound|ProcedureCallFailed/.test(code)
  const where = place ? `line ${place[1]}, column ${place[2]}: ` : isMalformed ? locate(cypher, text) : ''
  return new QueryError(isMalformed ? 'syntax' : 'failed', `${where}${text}`, options)
}
