import { Argument, Command } from 'commander'
import type { GraphReader } from '#graph/store/store.ts'
import { outTerminal, withSession, write } from '../answer.ts'
import { type GraphOptions, withGraphOptions } from '../options.ts'

export function indexCommand(): Command {
  const command = new Command('index')
    .description('Bring the graph up to date and print the ledger: what was seen, and what could not be resolved.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .action(async (path: string, graph: GraphOptions) => {
      const { indexed, fresh, troubles } = await withSession({ path, ...graph }, async (session) => ({
        indexed: session.indexed,
        fresh: session.fresh,
        troubles: await readTroubles(session.reader),
      }))
      const { ledgerText } = await import('../text/ledger.ts')
      const terminal = outTerminal()
      const { graphMade, ...stages } = indexed.timings
      const times = Object.entries({ ...stages, ...(graphMade !== undefined && { 'all but the store': graphMade }) }).map(
        ([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`,
      )
      const last = fresh ? `indexed; ${times.join(', ')}` : `nothing has changed since ${indexed.indexedAt}`
      const known = indexed.ledger.diagnostics.error + indexed.ledger.diagnostics.warning
      const more =
        known > troubles.length ? [`  and ${known - troubles.length} more: MATCH (d:Diagnostic) WHERE d.severity <> 'info' RETURN d`] : []
      const lines = [ledgerText(indexed.ledger, terminal), ...troubles, ...more, terminal.paint.dim(last)]
      return write(`${lines.join('\n')}\n`)
    })
  return withGraphOptions(command)
}

const SHOWN = 20

/** What could not be read or was refused, errors first: `  error  file:line  message`. */
async function readTroubles(reader: GraphReader): Promise<readonly string[]> {
  const { rows } = await reader.query(
    `MATCH (d:Diagnostic) WHERE d.severity IN ['error', 'warning']
     RETURN d.severity AS severity, d.file AS file, d.line AS line, d.message AS message ORDER BY severity, file, line, message, d.id LIMIT ${SHOWN}`,
  )
  return rows.map(
    ([severity, file, line, message]) => `  ${String(severity).padEnd(8)}${file}${line === null ? '' : `:${line}`}  ${message}`,
  )
}
