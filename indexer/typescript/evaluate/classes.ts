// Classes and their instances: members along the chain of bases, fields as the constructor leaves them.

import type { Class, Site } from '../program.ts'
import type { Evaluator } from './evaluator.ts'
import { alternativesOf, type ClassValue, either, type Frame, hole, type Instance, NONE, type Value } from './values.ts'

const MOST_INSTANCES = 12

export function baseClass(ev: Evaluator, cls: Class | undefined): ClassValue | undefined {
  const base = cls?.fact.base && ev.value(cls.module, cls.fact.base)
  return base?.t === 'class' ? base : undefined
}

function chain(ev: Evaluator, cls: ClassValue): ClassValue[] {
  const found: ClassValue[] = []
  for (let at: ClassValue | undefined = cls; at && !found.some((c) => c.cls === at?.cls); at = baseClass(ev, at.cls)) found.push(at)
  return found
}

/** The frame in which a class's constructor and field initialisers run for one instance. */
function constructorFrame(ev: Evaluator, instance: Instance, cls: ClassValue): Frame | undefined {
  const fn = cls.cls.module.functions[cls.cls.fact.ctor]
  if (!fn) return undefined
  const known = instance.frames.get(cls.cls)
  if (known) return known
  const frame = ev.enter({ t: 'fn', fn, frame: cls.frame, self: instance }, argumentsFor(ev, instance, cls))
  instance.frames.set(cls.cls, frame)
  return frame
}

function argumentsFor(ev: Evaluator, instance: Instance, cls: ClassValue): readonly Value[] | undefined {
  if (instance.cls.cls === cls.cls) return instance.args
  const below = chain(ev, instance.cls).find((c) => baseClass(ev, c.cls)?.cls === cls.cls)
  if (!below) return undefined
  if (!below.cls.fact.explicit) return argumentsFor(ev, instance, below)
  const ctor = below.cls.module.functions[below.cls.fact.ctor]
  const superCall = ctor?.sites.find((site) => site.fact.callee.k === 'super')
  return superCall && ev.args(superCall, constructorFrame(ev, instance, below))
}

/** Fields being looked up, so that one assigned from itself ends. */
const asked = new WeakMap<Evaluator, Map<Class, Set<string>>>()

export function instanceMember(ev: Evaluator, instance: Instance, name: string): Value {
  const assigned = instance.site && ev.assigned(instance.site, name)
  if (assigned) return assigned
  const all = asked.get(ev) ?? new Map<Class, Set<string>>()
  asked.set(ev, all)
  const names = all.get(instance.cls.cls) ?? new Set()
  all.set(instance.cls.cls, names)
  const key = `${name} ${instance.args ? 'made' : 'this'}`
  if (names.has(key)) return NONE
  names.add(key)
  const found = lookUp(ev, instance, name)
  names.delete(key)
  return found
}

function lookUp(ev: Evaluator, instance: Instance, name: string): Value {
  for (const cls of chain(ev, instance.cls)) {
    const found = ownMember(ev, instance, cls, name)
    if (found) return found
  }
  const fixed = staticMember(ev, instance.cls, name)
  return fixed ?? hole(name)
}

function ownMember(ev: Evaluator, instance: Instance, cls: ClassValue, name: string): Value | undefined {
  const { fact, module } = cls.cls
  // What a component is given and keeps changes as it lives.
  if ((name === 'state' || name === 'props') && module.functions[fact.ctor]?.fact.classComponent) return hole(name)
  const frame = constructorFrame(ev, instance, cls)
  const initial = fact.members.find(([n]) => n === name)?.[1]
  if (initial?.k === 'fn' || initial?.k === 'getter') {
    const of = ev.value(module, initial, frame)
    if (of.t === 'getter') return ev.call({ ...of.of, self: instance }, [])
    return of.t === 'fn' ? { ...of, self: instance } : of
  }
  const assigned = fact.assigned.filter(([n]) => n === name)
  if (!initial && assigned.length === 0) return undefined
  if (!instance.args && initial?.k !== 'made') {
    const common = commonMember(ev, instance, cls.cls, name)
    if (common) return common
  }
  const inside = assigned.filter(([, , f]) => f === fact.ctor).map(([, e]) => ev.value(module, e, frame))
  const start = inside.length > 0 ? either(inside) : initial ? ev.value(module, initial, frame) : NONE
  if (start.t !== 'none') return start
  return either(assigned.filter(([, , f]) => f !== fact.ctor).map(([, e]) => ev.value(module, e)))
}

/** A field of `this` in a method seen alone: what all instances agree on, else a hole that a caller's receiver fills. */
function commonMember(ev: Evaluator, instance: Instance, cls: Class, name: string): Value | undefined {
  const all = ev.instances(cls).slice(0, MOST_INSTANCES)
  if (all.length === 0) return undefined
  const value = either(all.map((one) => instanceMember(ev, one, name)))
  if (value.t !== 'either' || all.length === 1 || !instance.method) return value
  return hole(name, { param: { fn: instance.method, index: -1 } })
}

export function staticMember(ev: Evaluator, cls: ClassValue, name: string): Value | undefined {
  for (const at of chain(ev, cls)) {
    const found = at.cls.fact.statics.find(([n]) => n === name)
    if (!found) continue
    const of = ev.value(at.cls.module, found[1], at.frame)
    if (of.t === 'getter') return ev.call({ ...of.of, self: cls }, [])
    return of.t === 'fn' ? { ...of, self: cls } : of
  }
  return undefined
}

export function superMember(ev: Evaluator, cls: Class | undefined, name: string, self: Value): Value {
  const base = baseClass(ev, cls)
  for (const at of base ? chain(ev, base) : []) {
    const found = at.cls.fact.members.find(([n]) => n === name)
    const of = found && ev.value(at.cls.module, found[1], at.frame)
    if (of) return of.t === 'fn' ? { ...of, self } : of
  }
  return hole(name)
}

/** Names of properties whose assignment from elsewhere configures a client. */
const CONFIGURES = /^(base|baseURL|baseUrl|BASE|prefixUrl|url|host|endpoint|apiUrl|API_URL|fetcher)$/

/** What is made and what is assigned anywhere in the program, found on first use. */
export function createInstanceIndex(evaluator: () => Evaluator): Pick<Evaluator, 'instances' | 'assigned'> {
  let instances: Map<Class, Instance[]> | undefined
  let assignments: Map<object | string, Map<string, Value[]>> | undefined
  return {
    instances(cls) {
      if (!instances) {
        const found = new Map<Class, Instance[]>()
        instances = found
        const ev = evaluator()
        ev.apart(() => {
          for (const site of sitesOf(ev)) if (site.fact.kind === 'new') addInstances(ev, found, site)
        })
      }
      return instances.get(cls) ?? []
    },
    assigned(owner, name) {
      if (!assignments) {
        const found = new Map<object | string, Map<string, Value[]>>()
        assignments = found
        evaluator().apart(() => addAssignments(evaluator(), found))
      }
      const values = assignments.get(owner)?.get(name)
      return values && either(values)
    },
  }
}

function* sitesOf(ev: Evaluator): Iterable<Site> {
  for (const module of ev.program.modules.values()) yield* module.sites
}

function addInstances(ev: Evaluator, into: Map<Class, Instance[]>, site: Site): void {
  for (const cls of alternativesOf(ev.callee(site))) {
    if (cls.t !== 'class') continue
    const instance = ev.construct(cls, ev.args(site), site)
    for (const { cls: at } of chain(ev, cls)) {
      const list = into.get(at)
      if (list) list.push(instance)
      else into.set(at, [instance])
    }
  }
}

function addAssignments(ev: Evaluator, into: Map<object | string, Map<string, Value[]>>): void {
  for (const module of ev.program.modules.values())
    for (const set of module.facts.sets) {
      if (set.f !== 0 && !CONFIGURES.test(set.p)) continue
      for (const owner of alternativesOf(ev.value(module, set.of))) {
        const id = identityOf(owner)
        if (id === undefined) continue
        const names = into.get(id) ?? new Map<string, Value[]>()
        into.set(id, names)
        names.set(set.p, [...(names.get(set.p) ?? []), ev.value(module, set.e)])
      }
    }
}

/** What stands for a value when something is assigned to it. */
export function identityOf(value: Value): object | string | undefined {
  switch (value.t) {
    case 'obj':
      return value.id
    case 'fn':
      return value.fn
    case 'class':
      return value.cls
    case 'made':
      return identityOf(value.of) ?? value.fn
    case 'instance':
      return value.site
    case 'lib':
      return value.site ?? `${value.root ?? ''} ${value.path}`
    default:
      return undefined
  }
}
