// Serves the explorer's built files. Names in assets/ carry a hash and may be kept for ever; index.html answers every deep link.

import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Throughline</title>
<p>The explorer has not been built. The GraphQL API answers at <code>/graphql</code>.`

export async function serveExplorer(app: FastifyInstance, webFolder: string | undefined): Promise<void> {
  const built = webFolder !== undefined && existsSync(join(webFolder, 'index.html'))
  if (built)
    await app.register(fastifyStatic, {
      root: webFolder,
      cacheControl: false,
      setHeaders(reply, path) {
        const lasting = path.startsWith(join(webFolder, 'assets') + sep)
        reply.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  else app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(NOT_BUILT))

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const deepLink =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/\.\w+$/.test(path.split('/').at(-1) ?? '') &&
      accepts(request.headers.accept)
    if (built && deepLink) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    return reply.code(404).send({ error: `there is nothing at ${path}` })
  })
}

function accepts(accept: string | undefined): boolean {
  return accept === undefined || accept.includes('text/html') || accept.includes('*/*')
}
