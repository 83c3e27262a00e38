import { Argument, Command } from 'commander'
import { outTerminal, withSession, write } from '../answer.ts'
import { type GraphOptions, withGraphOptions } from '../options.ts'

export function indexCommand(): Command {
  const command = new Command('index')
    .description('Bring the graph up to date and print the ledger: what was seen, and what could not be resolved.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .action(async (path: string, graph: GraphOptions) => {
      const { indexed, fresh } = await withSession({ path, ...graph }, async (session) => session)
      const { ledgerText } = await import('../text/ledger.ts')
      const terminal = outTerminal()
      const times = Object.entries(indexed.timings).map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`)
      const last = fresh ? `indexed; ${times.join(', ')}` : `nothing has changed since ${indexed.indexedAt}`
      return write(`${ledgerText(indexed.ledger, terminal)}\n${terminal.paint.dim(last)}\n`)
    })
  return withGraphOptions(command)
}
