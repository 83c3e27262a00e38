// The process edge: arguments in, an exit code out. Heavy modules are loaded by the command that needs them, so that --help is
// instant. Exit codes: 0 done, 1 findings at or over --fail-on, 2 could not do it.

import { existsSync, readFileSync } from 'node:fs'
import { Argument, Command, CommanderError } from 'commander'
import { auditCommand } from './commands/audit.ts'
import { indexCommand } from './commands/index-command.ts'
import { pathCommand } from './commands/path.ts'
import { queryCommand } from './commands/query.ts'
import { routesCommand } from './commands/routes.ts'
import { serveCommand } from './commands/serve.ts'
import { tablesCommand } from './commands/tables.ts'
import { operatorMessage, UsageError } from './errors.ts'
import { EXAMPLES, PATH_EXAMPLES, QUERY_EXAMPLES } from './help.ts'
import { type GraphOptions, type ListenOptions, withGraphOptions, withListenOptions } from './options.ts'

export async function main(argv: readonly string[]): Promise<void> {
  // `routes | head` is no reason to complain.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    process.exitCode = report(error)
  }
  // All is written and closed; nobody waits for what an engine may still hold open.
  process.exit()
}

export function createProgram(): Command {
  const program = new Command('throughline')
    .description('Draws the line from a click in the browser to the table that answers it, and audits every step.')
    .usage('[path] [options]\n       throughline <command> <path> [options]')
    .version(version(), '-v, --version')
    .helpOption('-h, --help', 'say how it is used')
    .addArgument(new Argument('[path]', 'folder of the repository to index, audit and explore'))
    .option('--no-open', 'do not open the browser')
    .enablePositionalOptions()
    .allowExcessArguments()
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, options: GraphOptions & ListenOptions & { readonly open: boolean }, { args }: Command) => {
      if (path !== undefined) requireFolder(path, args.length)
      const { explore } = await import('./commands/explore.ts')
      const { defaultRepository } = await import('./places.ts')
      const shown = path === undefined ? defaultRepository() : { path, name: path }
      await explore(shown.path, { ...options, name: shown.name })
    })
  withGraphOptions(withListenOptions(program))
  const commands = [indexCommand(), auditCommand(), routesCommand(), tablesCommand()]
  commands.push(pathCommand().addHelpText('after', PATH_EXAMPLES), queryCommand().addHelpText('after', QUERY_EXAMPLES), serveCommand())
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands])
    command
      .exitOverride()
      .showHelpAfterError(`(${command === program ? 'throughline' : `throughline ${command.name()}`} --help says how it is used)`)
      .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'throughline: ')) })
  return program
}

/** A word that is neither a command nor a folder was meant as a command, surely so if more follows it. */
function requireFolder(path: string, words: number): void {
  if (words > 1) throw new UsageError(`there is no command ${path}; throughline --help lists them`)
  if (/^[\w-]+$/.test(path) && !existsSync(path))
    throw new UsageError(`there is no folder and no command ${path}; throughline --help lists the commands`)
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const message = operatorMessage(error)
  process.stderr.write(message === undefined ? `${error instanceof Error ? error.stack : error}\n` : `throughline: ${message}\n`)
  return 2
}

function version(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}
