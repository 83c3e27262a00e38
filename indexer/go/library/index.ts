// All library models. A new one is a row here and a file beside it.

import { databaseSqlModel } from '../data/database-sql/model.ts'
import { goquModel } from '../data/goqu/model.ts'
import { dotsqlModel, goyesqlModel } from '../data/named-files/model.ts'
import { pgxModel } from '../data/pgx/model.ts'
import { boilModel, boilModsModel, boilQueriesModel } from '../data/sqlboiler/model.ts'
import { sqlbuilderModel } from '../data/sqlbuilder/model.ts'
import { sqlxModel } from '../data/sqlx/model.ts'
import { squirrelModel } from '../data/squirrel/model.ts'
import { xormModel } from '../data/xorm/model.ts'
import { aliceModel } from '../frameworks/alice.ts'
import { chiModel } from '../frameworks/chi/index.ts'
import { connectModel } from '../frameworks/connect/index.ts'
import { echoModel } from '../frameworks/echo/index.ts'
import { fiberHandlers, fiberModel, fiberRegistrars } from '../frameworks/fiber/index.ts'
import { fiberMiddleware } from '../frameworks/fiber/middleware.ts'
import { ginModel } from '../frameworks/gin/index.ts'
import { gorillaMuxModel } from '../frameworks/gorilla-mux/index.ts'
import { grpcGatewayModel } from '../frameworks/grpc-gateway.ts'
import { httprouterModel } from '../frameworks/httprouter/index.ts'
import { humaModel } from '../frameworks/huma/index.ts'
import { netHttpModel } from '../frameworks/net-http/index.ts'
import { openapiValidators } from '../frameworks/openapi-security.ts'
import { routegroupModel } from '../frameworks/routegroup/index.ts'
import { bunModel } from './bun.ts'
import { containerModel, wireModel } from './containers.ts'
import { entSchemaModel } from './ent-schema.ts'
import { goPgModel } from './go-pg.ts'
import { gormModel } from './gorm.ts'
import { createLibrary, type Library } from './model.ts'
import { panickingModel } from './panicking.ts'
import { redisModel } from './redis.ts'
import { regexpModel } from './regexp.ts'
import { retryingModel } from './retrying.ts'
import { standardModels } from './standard.ts'
import { tracingModel } from './tracing.ts'

export const library: Library = createLibrary([
  fiberModel,
  fiberHandlers,
  fiberRegistrars,
  fiberMiddleware,
  netHttpModel,
  ginModel,
  echoModel,
  chiModel,
  gorillaMuxModel,
  aliceModel,
  httprouterModel,
  routegroupModel,
  humaModel,
  connectModel,
  grpcGatewayModel,
  openapiValidators,
  gormModel,
  databaseSqlModel,
  sqlxModel,
  pgxModel,
  bunModel,
  goPgModel,
  entSchemaModel,
  boilModel,
  boilModsModel,
  boilQueriesModel,
  sqlbuilderModel,
  squirrelModel,
  xormModel,
  goquModel,
  goyesqlModel,
  dotsqlModel,
  redisModel,
  retryingModel,
  panickingModel,
  tracingModel,
  containerModel,
  wireModel,
  regexpModel,
  ...standardModels,
])
