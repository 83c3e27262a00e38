import { Argument, Command } from 'commander'
import { outTerminal, outWidth, withSession, write, writeJson } from '../answer.ts'
import { formatOption, type GraphOptions, withGraphOptions } from '../options.ts'

interface Options extends GraphOptions {
  readonly format: 'table' | 'json'
}

export function tablesCommand(): Command {
  const command = new Command('tables')
    .description('List every table with its columns, keys, indexes and the routes that read or write it.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .addOption(formatOption(['table', 'json']))
    .action(async (path: string, { format, ...graph }: Options) => {
      const { readTables } = await import('../answers/tables.ts')
      const tables = await withSession({ path, proof: 'skip', ...graph }, ({ reader }) => readTables(reader))
      if (format === 'json') return writeJson(tables)
      const { tablesText } = await import('../text/tables.ts')
      return write(tablesText(tables, outTerminal(), outWidth()))
    })
  return withGraphOptions(command)
}
