// The TypeScript stage in a thread of its own: its input comes as workerData, its output is the one message.

import { parentPort, workerData } from 'node:worker_threads'
import { indexTypeScript } from './analyse.ts'
import type { TypeScriptInput } from './index-typescript.ts'

parentPort?.postMessage(await indexTypeScript(workerData as TypeScriptInput))
