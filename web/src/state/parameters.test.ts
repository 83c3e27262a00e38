import { expect, test } from 'vitest'
import { parameterNames, readParameters, writeValue } from './parameters.ts'

test('a parameter is JSON where it is JSON, else text; an empty one keeps its default', () => {
  expect(readParameters({ a: '2', b: '["x"]', c: 'plain', d: ' ', e: '"2"' })).toEqual({ a: 2, b: ['x'], c: 'plain', e: '2' })
  expect([writeValue(2), writeValue('x'), writeValue(['a']), writeValue(null)]).toEqual(['2', 'x', '["a"]', ''])
})

test('names are taken from the text, not from its strings and comments', () => {
  expect(parameterNames("MATCH (n) WHERE n.a = $one AND n.b = '$two' // $three\nRETURN n LIMIT $one + $four")).toEqual(['one', 'four'])
})
