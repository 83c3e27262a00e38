// Go files whose statements run once: those that change schemas, beside or above the migrations, and those that fill or mend a database by
// hand.

import type { MigrationSet } from './migrations.ts'

const NAMED = /^(?:db|schema)?[_-]?migrat(?:e|es|ion|ions|or|ors)$/i

const BY_HAND = /(?:^|\/)(?:seed(?:s|er|ers|ing)?|scripts?)\//i

export const runsOnce = (file: string, set: MigrationSet | undefined): boolean => BY_HAND.test(file) || isMigrationCode(file, set)

/** A file in the folder of the set, or in one above it that is named for migrations. */
function isMigrationCode(file: string, set: MigrationSet | undefined): boolean {
  if (!set || set.tool === 'plain' || set.tool === 'models' || set.folder === '') return false
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')))
  if (folder === set.folder) return NAMED.test(folder.split('/').at(-1) ?? '') || set.steps.some((s) => s.file === file)
  return set.folder.startsWith(`${folder}/`) && NAMED.test(folder.split('/').at(-1) ?? '')
}
