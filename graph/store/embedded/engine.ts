// The native engine, loaded only when it is needed: a machine without a build of it can still use Neo4j.

import { locate } from '../../cypher/locate.ts'
import { QueryError, StoreError } from '../store.ts'

export type Grafeo = typeof import('@grafeo-db/js')

export async function loadEngine(): Promise<Grafeo> {
  try {
    return (await import('@grafeo-db/js')).default
  } catch (cause) {
    throw unsupported(cause)
  }
}

export function unsupported(cause: unknown): StoreError {
  const libc = process.platform === 'linux' && !runtimeIsGlibc() ? ' (musl)' : ''
  return new StoreError(
    'unsupported',
    `the embedded graph store cannot run on ${process.platform}-${process.arch}${libc}; use Neo4j instead: --store bolt://host:7687, or NEO4J_URI`,
    { cause },
  )
}

function runtimeIsGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime !== undefined
}

/** The engine's message, in one line with its place: "Query error: GRAFEO-Q001: syntax error: [Cypher] …\n --> query:1:10\n…". */
export function toQueryError(cypher: string, message: string, status: string | undefined): QueryError {
  const [head = ''] = message.split('\n')
  const place = /--> query:(\d+):(\d+)/.exec(message)
  const help = /help: (Did you mean .*)/.exec(message)
  const text = head
    .replace(/^(?:\w+ error: )?GRAFEO-\w+: /, '')
    .replace(/^(?:syntax|semantic|execution) error: /, '')
    .replace('[Cypher] ', '')
  if (message.includes('GRAFEO-Q003'))
    return new QueryError('timeout', 'the query was stopped: it ran longer than the engine allows (30 s)')
  if (/memory/i.test(text)) return new QueryError('memory', text)
  if (status?.startsWith('25')) return new QueryError('refused', `${text}; queries here only read the graph`)
  const malformed = status?.startsWith('42') ?? false
  const where = place ? `line ${place[1]}, column ${place[2]}: ` : malformed ? locate(cypher, text) : ''
  return new QueryError(malformed ? 'syntax' : 'failed', `${where}${text}${help ? `. ${help[1]}` : ''}`)
}
