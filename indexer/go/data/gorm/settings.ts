// What the handle was opened with: names of tables, and whether keys between tables are made. In: the configurations given
// to gorm.Open, as values. A setting that is not a constant is as if it were not there.

import { constantText, type Value } from '../../values.ts'
import type { ProgramContext } from '../session.ts'
import { DEFAULT_NAMING, type NamingStrategy } from './naming.ts'

export interface GormSettings {
  readonly naming: NamingStrategy
  /** Every column is asked for by name, and never a star. */
  readonly queryFields: boolean
  /** AutoMigrate makes foreign keys. */
  readonly foreignKeys: boolean
}

export const DEFAULT_SETTINGS: GormSettings = { naming: DEFAULT_NAMING, queryFields: false, foreignKeys: true }

export function gormSettings(configurations: readonly Value[], sources: ProgramContext['sources']): GormSettings {
  const found = configurations
    .flatMap((c) => sources(c).values)
    .flatMap((v) => (v.kind === 'instance' && v.type.kind === 'external' && v.type.name === 'Config' ? [v] : []))
  const values = (name: string) => found.flatMap((c) => c.fields.get(name)?.value ?? [])
  return {
    naming:
      values('NamingStrategy')
        .flatMap(sourcesOf)
        .map(namingOf)
        .find((n) => n !== undefined) ?? DEFAULT_NAMING,
    queryFields: values('QueryFields').some(isOn),
    foreignKeys: !values('DisableForeignKeyConstraintWhenMigrating').some(isOn) && !values('IgnoreRelationshipsWhenMigrating').some(isOn),
  }

  function sourcesOf(value: Value): readonly Value[] {
    return sources(value).values
  }
}

const isOn = (value: Value): boolean => value.kind === 'boolean' && value.value

function namingOf(value: Value): NamingStrategy | undefined {
  if (value.kind !== 'instance' || value.type.kind !== 'external' || value.type.name !== 'NamingStrategy') return undefined
  const flag = (name: string) => {
    const field = value.fields.get(name)
    return field !== undefined && isOn(field.value)
  }
  return {
    tablePrefix: constantText(value.fields.get('TablePrefix')?.value) ?? '',
    singularTable: flag('SingularTable'),
    noLowerCase: flag('NoLowerCase'),
  }
}
