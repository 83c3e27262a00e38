// What a run leaves beside the graph for the next: JSON files, replaced whole. A damaged one is as good as none.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export async function readSaved<T extends object>(file: string): Promise<Partial<T>> {
  try {
    const data: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof data === 'object' && data !== null ? (data as Partial<T>) : {}
  } catch {
    return {}
  }
}

export async function writeSaved(file: string, data: object): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, JSON.stringify(data))
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}
