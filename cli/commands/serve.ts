import { Argument, Command } from 'commander'
import { type GraphOptions, type ListenOptions, withGraphOptions, withListenOptions } from '../options.ts'

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serve the explorer and the GraphQL API at /graphql, without opening a browser.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .action(async (path: string, options: GraphOptions & ListenOptions) => {
      const { explore } = await import('./explore.ts')
      await explore(path, { ...options, open: false, name: path })
    })
  return withGraphOptions(withListenOptions(command))
}
