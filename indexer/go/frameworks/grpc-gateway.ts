// gRPC-gateway: a mux whose routes stand in protobuf files, in front of a gRPC server with interceptors of its own. Nothing
// here follows it; that a route leads into it is kept, so that nobody calls the route open.

import { guardNotes } from '../guard-paths.ts'
import type { LibraryModel } from '../library/model.ts'
import { handsOn } from './request.ts'
import { libraryType } from './router.ts'

export const grpcGatewayModel: LibraryModel = {
  id: 'gRPC-gateway',
  packages: ['github.com/grpc-ecosystem/grpc-gateway/runtime'],
  unfollowedHandlers: ['ServeMux'],
  call(call) {
    const { name, on, path, receiver, run } = call
    if (!receiver && name === 'NewServeMux')
      return { kind: 'symbolic', origin: { kind: 'library', package: path, name }, type: libraryType(call, '*ServeMux') }
    if (on !== 'ServeMux' || name !== 'ServeHTTP' || run.mode !== 'guard') return undefined
    guardNotes(run).unfollowed = grpcGatewayModel.id
    return handsOn(run)
  },
}
