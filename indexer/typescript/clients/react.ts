// React and state libraries: hooks that hand back what they are given, contexts, stores.

import type { Evaluator } from '../evaluate/evaluator.ts'
import { alternativesOf, either, hole, NONE, type Value } from '../evaluate/values.ts'
import type { Site } from '../program.ts'
import type { LibraryModel, Models } from './model.ts'

const first: LibraryModel = { result: ({ args }) => args[0] ?? NONE }
const calls: LibraryModel = { result: ({ args }, ev) => args[0] && ev.call(args[0], []) }

const react: Models = {
  useCallback: first,
  useEffectEvent: first,
  useDeferredValue: first,
  memo: first,
  forwardRef: first,
  useMemo: calls,
  // State changes: only what is no string stays what it was at first (a client, a socket, a function).
  useState: { result: ({ args }, ev) => ({ t: 'arr', items: [stateOf(args[0], ev), { t: 'lib', path: 'react#setState', args: [] }] }) },
  // It is there to be filled.
  useRef: {
    result: ({ args: [first = NONE] }) => ({
      t: 'obj',
      id: {},
      entries: [['current', () => (first.t === 'none' ? hole('current') : first)]],
    }),
  },
  lazy: {
    result: ({ args }, ev) => {
      const [load] = args
      return load?.t === 'fn' ? ev.get(ev.call(load, []), 'default') : undefined
    },
  },
  useContext: { result: ({ args }, ev) => args[0] && contextValue(args[0], ev) },
  use: { result: ({ args }, ev) => args[0] && contextValue(args[0], ev) },
}

function stateOf(initial: Value | undefined, ev: Evaluator): Value {
  const start = initial?.t === 'fn' ? ev.call(initial, []) : initial
  return start && (start.t === 'instance' || start.t === 'lib' || start.t === 'made') ? start : hole('')
}

const provided = new WeakMap<Evaluator, Map<Site, Value[]>>()

/** What the providers of a context give, anywhere in the program; its default if there is none. */
function contextValue(context: Value, ev: Evaluator): Value | undefined {
  const inner = context.t === 'made' ? context.of : context
  if (inner.t !== 'lib' || !inner.site) return undefined
  let all = provided.get(ev)
  if (!all) {
    const found = new Map<Site, Value[]>()
    all = found
    provided.set(ev, found)
    ev.apart(() => {
      for (const module of ev.program.modules.values()) for (const site of module.sites) addProvided(ev, found, site)
    })
  }
  const values = all.get(inner.site)
  return values ? either(values) : inner.args[0]
}

function addProvided(ev: Evaluator, into: Map<Site, Value[]>, site: Site): void {
  const { kind, callee } = site.fact
  if (kind !== 'jsx') return
  const tag = ev.callee(site)
  const isProvider = callee.k === 'get' && callee.p === 'Provider'
  for (const one of alternativesOf(tag.t === 'made' ? tag.of : tag)) {
    if (one.t !== 'lib' || !one.site || !(isProvider || /#createContext\(\)$/.test(one.path))) continue
    const [props = NONE] = ev.args(site)
    const value = ev.get(props, 'value')
    into.set(one.site, [...(into.get(one.site) ?? []), value])
  }
}

/** zustand: `create((set, get) => state)`; the store called with a selector gives what the selector takes from the state. */
function storeState(store: Value | undefined, ev: Evaluator): Value {
  const at = store?.t === 'made' ? store.of : store
  let creator = at?.t === 'lib' ? at.args[0] : undefined
  // `devtools(persist(creator, …))`: the creator is the first argument all the way down.
  while (creator?.t === 'lib') [creator] = creator.args
  if (!at || !creator) return hole('')
  return ev.call(creator, [hole('set'), { t: 'lib', path: 'zustand#create().getState', args: [], of: at }])
}

const store: LibraryModel = {
  result: ({ callee, args }, ev) => {
    if (callee.args.length === 0) return undefined
    const state = storeState(callee, ev)
    const [selector] = args
    return selector?.t === 'fn' ? ev.call(selector, [state]) : state
  },
}
const getState: LibraryModel = { result: ({ of }, ev) => storeState(of, ev) }

const zustand: Models = {
  'create()': store,
  'create()()': store,
  'create().getState': getState,
  'create()().getState': getState,
}

export const REACT: Models = {
  ...prefixed('react', react),
  ...prefixed('preact/hooks', react),
  ...prefixed('zustand', zustand),
}

function prefixed(module: string, models: Models): Models {
  return Object.fromEntries(Object.entries(models).map(([name, model]) => [`${module}#${name}`, model]))
}
