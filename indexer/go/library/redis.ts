// go-redis: every command is a round trip; a pipeline is one when it is executed.

import { runArguments } from '../evaluate/calls.ts'
import { isInlined } from '../evaluate/frame.ts'
import { type Type, UNKNOWN_TYPE } from '../types.ts'
import { typed, type Value } from '../values.ts'
import type { LibraryCall, LibraryModel } from './model.ts'

const CLIENTS = new Set(['Client', 'ClusterClient', 'UniversalClient', 'Cmdable', 'Ring', 'Conn', 'Tx'])
const QUIET = new Set(
  'Close Options PoolStats Context WithContext WithTimeout AddHook SetLimiter Conn String Channel Wrap Do_ OnNewNode ForEachShard ForEachMaster'.split(
    ' ',
  ),
)
const READS =
  /^(M?Get|HGet|HMGet|HExists|HKeys|HLen|HVals|HScan|Exists|TTL|PTTL|Type|Keys|Scan|LRange|LLen|LIndex|SMembers|SIsMember|SMIsMember|SCard|SInter|SUnion|SRandMember|SScan|ZRange|ZRevRange|ZScore|ZMScore|ZRank|ZRevRank|ZCard|ZCount|ZScan|StrLen|BitCount|GetBit|GetRange|XRange|XRead|XLen|PubSub|Ping|DBSize|Info|Time|GeoPos|GeoSearch|PFCount)/

export const redisModel: LibraryModel = {
  id: 'redis',
  packages: ['github.com/redis/go-redis', 'github.com/go-redis/redis'],
  call(call) {
    const { name, on } = call
    if (!call.receiver) return packageFunction(call)
    if (on === 'Script') return /^(Run|RunRO|Eval|EvalSha|EvalRO)$/.test(name) ? effect(call, 'script', 'write', call.args[2]) : undefined
    if (on === 'Pipeliner') {
      if (name === 'Exec') return effect(call, 'pipeline', 'write', undefined)
      runArguments(call.run, call.frame, call.args, call.site)
      return result(call)
    }
    // Methods of results (`.Err()`, `.Result()`) are no commands.
    if (on === undefined || !CLIENTS.has(on)) return undefined
    switch (name) {
      case 'Pipeline':
      case 'TxPipeline':
        return typed(library(call.path, 'Pipeliner'))
      case 'Pipelined':
      case 'TxPipelined':
        runArguments(call.run, call.frame, call.args, call.site)
        return effect(call, 'pipeline', 'write', undefined)
      case 'Publish':
      case 'SPublish':
        call.run.record({
          kind: 'effect',
          fn: call.frame.fn,
          site: call.site,
          effect: { kind: 'publish', store: 'redis', channel: call.args[1] },
          open: false,
          inlined: isInlined(call.run, call.frame),
        })
        return result(call)
      case 'Subscribe':
      case 'PSubscribe':
        return result(call)
      case 'Watch':
        runArguments(call.run, call.frame, call.args, call.site)
        return effect(call, 'watch', 'read', undefined)
    }
    if (QUIET.has(name) || !/^[A-Z]/.test(name)) return undefined
    return effect(call, name.toLowerCase(), READS.test(name) ? 'read' : 'write', call.args[1])
  },
  errors: (name, on) =>
    name === 'Err' || name === 'Result' || (on !== undefined && CLIENTS.has(on) && !QUIET.has(name) && !/Pipeline|Subscribe/.test(name))
      ? 'cache'
      : undefined,
}

const library = (path: string, name: string): Type => ({ kind: 'external', package: path, name })

function packageFunction(call: LibraryCall): Value | undefined {
  switch (call.name) {
    case 'NewClient':
    case 'NewFailoverClient':
      return typed({ kind: 'pointer', of: library(call.path, 'Client') })
    case 'NewClusterClient':
      return typed({ kind: 'pointer', of: library(call.path, 'ClusterClient') })
    case 'NewUniversalClient':
      return typed(library(call.path, 'UniversalClient'))
    case 'NewScript':
      return typed({ kind: 'pointer', of: library(call.path, 'Script') })
    default:
      return undefined
  }
}

function result(call: LibraryCall): Value {
  return { kind: 'symbolic', origin: { kind: 'library', package: call.path, name: call.name }, type: UNKNOWN_TYPE }
}

function effect(call: LibraryCall, operation: string, access: 'read' | 'write', key: Value | undefined): Value {
  const ttl = /^(set|setnx|setex|expire|getex)$/.test(operation) ? call.args[call.args.length - 1] : undefined
  call.run.record({
    kind: 'effect',
    fn: call.frame.fn,
    site: call.site,
    effect: { kind: 'cache', store: 'redis', operation, access, key, ttl },
    open: false,
    inlined: isInlined(call.run, call.frame),
  })
  return result(call)
}
