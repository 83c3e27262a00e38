// All library models. A new one is a row here and a file beside it.

import { databaseSqlModel } from '../data/database-sql/model.ts'
import { pgxModel } from '../data/pgx/model.ts'
import { sqlxModel } from '../data/sqlx/model.ts'
import { fiberHandlers, fiberModel, fiberRegistrars } from '../frameworks/fiber/index.ts'
import { fiberMiddleware } from '../frameworks/fiber/middleware.ts'
import { gormModel } from './gorm.ts'
import { createLibrary, type Library } from './model.ts'
import { redisModel } from './redis.ts'
import { standardModels } from './standard.ts'

export const library: Library = createLibrary([
  fiberModel,
  fiberHandlers,
  fiberRegistrars,
  fiberMiddleware,
  gormModel,
  databaseSqlModel,
  sqlxModel,
  pgxModel,
  redisModel,
  ...standardModels,
])
