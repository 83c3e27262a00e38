import { Argument, Command } from 'commander'
import { outTerminal, withSession, write, writeJson } from '../answer.ts'
import { formatOption, type GraphOptions, withGraphOptions } from '../options.ts'

interface Options extends GraphOptions {
  readonly format: 'text' | 'json'
  readonly to?: string
}

export function pathCommand(): Command {
  const command = new Command('path')
    .description('Show every way from a route, and the client calls that it answers, down to its tables.')
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .addArgument(new Argument('<route>', 'such as "GET /api/posts/:id"'))
    .option('--to <table>', 'only to this table')
    .addOption(formatOption(['text', 'json']))
    .action(async (path: string, route: string, { format, to, ...graph }: Options) => {
      const { readPaths, toAnswer } = await import('../answers/paths.ts')
      const paths = await withSession({ path, proof: 'skip', ...graph }, ({ reader }) => readPaths(reader, route, to))
      if (format === 'json') return writeJson(paths.map(toAnswer))
      const { pathsText } = await import('../text/paths.ts')
      return write(pathsText(paths, route, outTerminal()))
    })
  return withGraphOptions(command)
}
