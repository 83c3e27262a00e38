// All library models. A new one is a row here and a file beside it.

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
  redisModel,
  ...standardModels,
])
