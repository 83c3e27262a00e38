// elk's layered layout in its own worker, started when the first picture needs it.

import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'

type Elk = InstanceType<typeof ELK.default>

let elk: Elk | undefined

export function layered(graph: ElkNode): Promise<ElkNode> {
  elk ??= new ELK.default({ workerFactory: () => new Worker(workerUrl) })
  return elk.layout(graph)
}
