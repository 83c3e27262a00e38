import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { Argument, Command, InvalidArgumentError } from 'commander'
import type { AuditLibrary } from '#audit/library.ts'
import type { CypherValue } from '#graph/store/store.ts'
import { outTerminal, outWidth, withSession, write, writeJson } from '../answer.ts'
import { UsageError } from '../errors.ts'
import { formatOption, type GraphOptions, withGraphOptions } from '../options.ts'

type Parameters = Readonly<Record<string, CypherValue>>

interface Options extends GraphOptions {
  readonly format: 'table' | 'json'
  readonly param: Parameters
}

export function queryCommand(): Command {
  const command = new Command('query')
    .description('Ask the graph: a saved audit by its id, a file of Cypher, or - for Cypher on standard input. Only reading is allowed.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .addArgument(new Argument('<query>', 'audit id, file.cypher or -'))
    .option('--param <name=value>', 'a $parameter; JSON, or text as it stands; repeat for more', toParameter, {})
    .addOption(formatOption(['table', 'json']))
    .action(async (path: string, query: string, { format, param, ...graph }: Options) => {
      const typed = query === '-' ? await readAll(process.stdin) : undefined
      const result = await withSession({ path, ...graph }, async ({ reader, library }) => {
        const { cypher, parameters } = await find(query, typed, library)
        return reader.query(cypher, { parameters: { ...parameters, ...param } })
      })
      if (format === 'json') return writeJson({ columns: result.columns, rows: result.rows, truncated: result.truncated })
      const { rowsText } = await import('../text/rows.ts')
      return write(rowsText(result, outTerminal(), outWidth()))
    })
  return withGraphOptions(command)
}

async function find(
  query: string,
  typed: string | undefined,
  library: () => Promise<AuditLibrary>,
): Promise<{ readonly cypher: string; readonly parameters: Parameters }> {
  const cypher = typed ?? (/[./\\]/.test(query) ? await readCypher(query) : undefined)
  if (cypher !== undefined) {
    if (cypher.trim() === '') throw new UsageError('the query is empty')
    return { cypher, parameters: {} }
  }
  const { audits } = await library()
  const audit = audits.find((a) => a.id === query)
  if (!audit)
    throw new UsageError(
      `there is no audit ${query}; there are ${audits.map((a) => a.id).join(', ')}. Cypher comes from a file or from standard input (-)`,
    )
  return { cypher: audit.cypher, parameters: Object.fromEntries(audit.parameters.map((p) => [p.name, p.default])) }
}

async function readCypher(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`the file ${file} cannot be read`, { cause })
  }
}

function toParameter(pair: string, before: Parameters): Parameters {
  const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(pair) ?? []
  if (name === undefined) throw new InvalidArgumentError('A parameter reads name=value.')
  return { ...before, [name]: parse(value) }
}

function parse(value: string): CypherValue {
  try {
    return JSON.parse(value) as CypherValue
  } catch {
    return value
  }
}
