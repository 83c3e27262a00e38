// Reads the audit library: queries/<section>/<id>/{query.cypher, README.md, undecided.cypher?} and queries/checklist.json.
// Folders that begin with `_` are not audits. A broken library is refused as a whole.

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { compare } from '#graph/graph.ts'
import { NODE_LABELS } from '#graph/schema.ts'
import { parseHeader } from './header.ts'
import { type Audit, type AuditLibrary, AuditLibraryError, type ChecklistPoint } from './library.ts'

export async function loadLibrary(folder: string): Promise<AuditLibrary> {
  const checklist = await loadChecklist(path.join(folder, 'checklist.json'))
  const audits: Audit[] = []
  for (const section of await folders(folder))
    for (const id of await folders(path.join(folder, section))) audits.push(await loadAudit(folder, section, id))
  check(audits, checklist)
  return { audits, checklist }
}

async function loadAudit(folder: string, section: string, id: string): Promise<Audit> {
  const at = path.join(folder, section, id)
  const where = `${section}/${id}/query.cypher`
  const cypher = await read(path.join(at, 'query.cypher'), where)
  const header = parseHeader(cypher, where)
  if (header.id !== id) throw new AuditLibraryError(`${where}: @id is ${header.id}, but the folder is ${id}`)
  for (const label of header.requires.flat())
    if (!(label in NODE_LABELS)) throw new AuditLibraryError(`${where}: @requires names ${label}, which is not a label of the graph`)
  const page = await read(path.join(at, 'README.md'), `${section}/${id}/README.md`)
  const undecided = await readFile(path.join(at, 'undecided.cypher'), 'utf8').catch(() => null)
  return { ...header, section, cypher, undecided, page, overview: overviewOf(page) }
}

function check(audits: readonly Audit[], checklist: readonly ChecklistPoint[]): void {
  const ids = new Set<string>()
  for (const audit of audits) {
    if (ids.has(audit.id)) throw new AuditLibraryError(`two audits have the id ${audit.id}`)
    ids.add(audit.id)
    for (const point of audit.checklist)
      if (!checklist.some((p) => p.id === point)) throw new AuditLibraryError(`${audit.id}: the checklist has no point ${point}`)
  }
  for (const point of checklist)
    for (const id of point.answeredBy)
      if (!audits.some((a) => a.id === id && a.checklist.includes(point.id)))
        throw new AuditLibraryError(`checklist.json: ${point.id} is answered by ${id}, which does not name that point`)
}

async function loadChecklist(file: string): Promise<readonly ChecklistPoint[]> {
  const data: unknown = JSON.parse(await read(file, 'checklist.json'))
  if (!Array.isArray(data)) throw new AuditLibraryError('checklist.json: not a list')
  return data.map((raw: Partial<ChecklistPoint>) => {
    const { id, kind, section, text } = raw
    if (!id || !kind || !section || !text)
      throw new AuditLibraryError(`checklist.json: ${id ?? 'a point'} has no id, kind, section or text`)
    return { id, kind, section, text, parent: raw.parent ?? null, answeredBy: raw.answeredBy ?? [], manual: raw.manual ?? null }
  })
}

function overviewOf(page: string): string {
  const section = /^## Overview\s*\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(page)
  return (section?.[1] ?? '').trim().replace(/\s*\n\s*/g, ' ')
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new AuditLibraryError(`the audit library cannot be read: ${folder}`)
  })
  return entries
    .filter((e) => e.isDirectory() && !e.name.startsWith('_'))
    .map((e) => e.name)
    .sort(compare)
}

async function read(file: string, name: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new AuditLibraryError(`${name} is missing`)
  })
}
