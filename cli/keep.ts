import { UsageError } from './errors.ts'
import { writeSaved } from './saved.ts'

/** The cache is a convenience, save that the embedded graph lies in it too. */
export async function keep(file: string, data: object): Promise<void> {
  try {
    await writeSaved(file, data)
  } catch (error) {
    throw new UsageError(
      `the cache cannot be written: ${error instanceof Error ? error.message : error}; choose another folder with --cache`,
      { cause: error },
    )
  }
}
