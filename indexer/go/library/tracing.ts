// Tracers: `ctx, span := tracer.Start(ctx, …)` gives the context that it got, with a span in it.

import { UNKNOWN_TYPE } from '../types.ts'
import type { Value } from '../values.ts'
import type { LibraryModel } from './model.ts'

/** What makes a span of a context, and whether the span is the first result. */
const STARTS: Readonly<Record<string, { readonly name: string; readonly spanFirst?: true }>> = {
  'go.opentelemetry.io/otel': { name: 'Start' },
  'go.opentelemetry.io/otel/trace': { name: 'Start' },
  'go.opencensus.io/trace': { name: 'StartSpan' },
  'go.elastic.co/apm': { name: 'StartSpan', spanFirst: true },
  'gopkg.in/DataDog/dd-trace-go/ddtrace/tracer': { name: 'StartSpanFromContext', spanFirst: true },
  'github.com/DataDog/dd-trace-go/ddtrace/tracer': { name: 'StartSpanFromContext', spanFirst: true },
  'github.com/opentracing/opentracing-go': { name: 'StartSpanFromContext', spanFirst: true },
}

export const tracingModel: LibraryModel = {
  id: 'tracing',
  packages: Object.keys(STARTS),
  call({ package: path, name, args }) {
    const row = STARTS[path]
    const [context] = args
    if (row?.name !== name || !context) return undefined
    const span: Value = { kind: 'symbolic', origin: { kind: 'library', package: path, name }, type: UNKNOWN_TYPE }
    return { kind: 'tuple', elements: row.spanFirst ? [span, context] : [context, span] }
  },
}
