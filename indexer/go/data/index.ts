// All data layers: a row a library, by the name that its statement effects carry. A new one is a folder here and a row.

import type { StatementEffect } from '../evaluate/events.ts'
import { renderBun } from './bun/render.ts'
import { renderEnt } from './ent/render.ts'
import { goquText, renderGoqu } from './goqu/render.ts'
import { type RenderContext, renderGorm } from './gorm/render.ts'
import { renderSqlboiler } from './sqlboiler/render.ts'
import { builderText, partText } from './sqlbuilder/render.ts'
import { renderSquirrel, squirrelText } from './squirrel/render.ts'
import type { RenderedStatement } from './statement.ts'
import { renderText } from './text/render.ts'
import type { Chains } from './text/write.ts'
import { renderXorm } from './xorm/render.ts'

type Render = (effect: StatementEffect, context: RenderContext, chains: Chains) => readonly RenderedStatement[]

const CHAINS: Chains = { squirrel: squirrelText, goqu: goquText, sqlbuilder: builderText, sqlbuilderPart: partText }

const LAYERS: Readonly<Record<string, Render>> = {
  bun: renderBun,
  'go-pg': renderBun,
  ent: renderEnt,
  gorm: renderGorm,
  'database/sql': renderText,
  sqlx: renderText,
  pgx: renderText,
  sqlc: renderText,
  sqlboiler: renderSqlboiler,
  sqlbuilder: renderText,
  squirrel: renderSquirrel,
  goqu: renderGoqu,
  xorm: renderXorm,
}

export function renderStatement(effect: StatementEffect, context: RenderContext): readonly RenderedStatement[] {
  const render = LAYERS[effect.library]
  if (!render) throw new Error(`no data layer renders the statements of ${effect.library}`)
  return render(effect, context, CHAINS)
}
