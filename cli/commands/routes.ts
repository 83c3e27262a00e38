import { Argument, Command } from 'commander'
import { outTerminal, outWidth, withSession, write, writeJson } from '../answer.ts'
import { formatOption, type GraphOptions, withGraphOptions } from '../options.ts'

interface Options extends GraphOptions {
  readonly format: 'table' | 'json'
}

export function routesCommand(): Command {
  const command = new Command('routes')
    .description('List every route with its guards, rate limit, handler and the tables it reaches.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .addOption(formatOption(['table', 'json']))
    .action(async (path: string, { format, ...graph }: Options) => {
      const { readRoutes } = await import('../answers/routes.ts')
      const routes = await withSession({ path, proof: 'skip', ...graph }, ({ reader }) => readRoutes(reader))
      if (format === 'json') return writeJson(routes)
      const { routesText } = await import('../text/routes.ts')
      return write(routesText(routes, outTerminal(), outWidth()))
    })
  return withGraphOptions(command)
}
