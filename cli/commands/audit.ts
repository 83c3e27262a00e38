import { writeFile } from 'node:fs/promises'
import { Argument, Command, Option } from 'commander'
import type { AuditResult, Severity } from '#audit/finding.ts'
import type { ReportOutput } from '#audit/report/report.ts'
import { outTerminal, withSession, write } from '../answer.ts'
import { UsageError } from '../errors.ts'
import { formatOption, type GraphOptions, toList, withGraphOptions } from '../options.ts'

const FORMATS = ['text', 'json', 'markdown', 'sarif'] as const
type Format = (typeof FORMATS)[number]

interface Options extends GraphOptions {
  readonly format: Format
  readonly output?: string
  readonly failOn?: Severity
  readonly only?: readonly string[]
}

export function auditCommand(): Command {
  const command = new Command('audit')
    .description(
      'Run the saved audits and write the findings, each with its proof and its fix, and the verdict for every point of the review.',
    )
    .addArgument(new Argument('<path>', 'folder of the repository'))
    .addOption(formatOption(FORMATS))
    .option('--output <file>', 'write there instead of to standard output')
    .addOption(new Option('--fail-on <severity>', 'exit with 1 when a finding is as severe').choices(['critical', 'high', 'medium', 'low']))
    .option('--only <ids>', 'only these audits, by id, with commas between', toList)
    .action(async (path: string, { format, output, failOn, only, ...graph }: Options) => {
      const result = await withSession({ path, ...graph }, (session) => session.audit(only))
      const text = await report(format, result, output === undefined)
      if (output === undefined) await write(text)
      else await save(output, text)
      const { exitCodeFor } = await import('#audit/summary.ts')
      process.exitCode = exitCodeFor(result.findings, failOn)
    })
  return withGraphOptions(command)
}

async function report(format: Format, result: AuditResult, toTerminal: boolean): Promise<string> {
  switch (format) {
    case 'json':
      return output((await import('#audit/report/json.ts')).jsonReport(result))
    case 'markdown':
      return output((await import('#audit/report/markdown.ts')).markdownReport(result))
    case 'sarif':
      return output((await import('#audit/report/sarif.ts')).sarifReport(result))
    case 'text': {
      const { textReport } = await import('#audit/report/text.ts')
      const { auditText } = await import('../text/audit.ts')
      return auditText(output(textReport(result)), outTerminal(), toTerminal)
    }
  }
}

function output(report: ReportOutput): string {
  return report.output
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
