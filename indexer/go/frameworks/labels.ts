// How a handler or middleware is named to a person: as it is written at its registration.

import { defaultImportName } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { pointerless } from '../types.ts'
import type { Value } from '../values.ts'
import { words } from '../walk.ts'

export function handlerLabel(value: Value, expression: Expression | undefined): string {
  switch (value.kind) {
    case 'function':
      return value.label ?? value.entity.name
    case 'model':
      return value.label ?? written(expression)
    case 'libraryFunction':
      if (!expression && !value.receiver) return `${defaultImportName(value.package)}.${value.name}`
      return value.receiver || expression?.kind !== 'selector' ? written(expression) : words(expression)
    case 'symbolic':
      if (value.origin.kind === 'library' && expression?.kind === 'name')
        return `${defaultImportName(value.origin.package)}.${value.origin.name}`
      if (value.origin.kind === 'result')
        return value.origin.fn.receiver ? `${value.origin.fn.receiver.name}.${value.origin.fn.syntax.name}` : written(expression)
      return written(expression)
    case 'instance': {
      const type = pointerless(value.type)
      return type.kind === 'named' ? `${type.entity.name}.ServeHTTP` : written(expression)
    }
    case 'interfaceMethod':
      return value.on.kind === 'named' ? `${value.on.entity.name}.${value.name}` : value.name
    case 'choice':
      return value.options[0] ? handlerLabel(value.options[0], expression) : written(expression)
    default:
      return written(expression)
  }
}

/** A factory call is named by its callee. */
function written(expression: Expression | undefined): string {
  if (expression?.kind === 'function') return 'func literal'
  return expression?.kind === 'call' ? words(expression.callee) : words(expression)
}
