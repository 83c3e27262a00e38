// Go's build constraints, as a plain `go build` on 64-bit Linux sees them.

const always: ReadonlySet<string> = new Set(['linux', 'amd64', 'unix', 'gc', 'cgo'])
const systems: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(' '),
)
const machines: ReadonlySet<string> = new Set(
  '386 amd64 amd64p32 arm arm64 armbe arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
)

const holds = (tag: string): boolean => always.has(tag) || /^go1(?:\.\d+)?$/.test(tag)

/** Whether a `//go:build` expression holds; one that cannot be read does, since Go would refuse it and we would rather see the file. */
export function evaluateBuild(expression: string): boolean {
  const tokens = expression.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? []
  let next = 0
  const take = (token: string): boolean => tokens[next] === token && ++next > 0
  const either = (): boolean => {
    let value = both()
    while (take('||')) value = both() || value
    return value
  }
  const both = (): boolean => {
    let value = term()
    while (take('&&')) value = term() && value
    return value
  }
  const term = (): boolean => {
    let negations = 0
    while (take('!')) negations++
    let value: boolean
    if (take('(')) {
      value = either()
      next++
    } else value = holds(tokens[next++] ?? 'go1')
    return negations % 2 === 0 ? value : !value
  }
  const value = either()
  return value || next !== tokens.length
}

/** The system or machine that a file's name binds it to, where that is another than ours: `x_windows.go`, `x_linux_arm64.go`. */
export function foreignPlatform(path: string): string | undefined {
  const parts = (path.split('/').at(-1) ?? '')
    .replace(/(?:_test)?\.go$/, '')
    .split('_')
    .slice(1)
  const [last, before] = [parts.at(-1) ?? '', parts.at(-2) ?? '']
  const bound = machines.has(last) ? [last, ...(systems.has(before) ? [before] : [])] : systems.has(last) ? [last] : []
  return bound.find((tag) => !holds(tag))
}

/** Why `go build` leaves a file out, or undefined where it does not. */
export function buildExclusion(path: string, expression: string | undefined): string | undefined {
  const platform = foreignPlatform(path)
  if (platform !== undefined) return `built on ${platform} only`
  return expression === undefined || evaluateBuild(expression) ? undefined : `build constraint ${expression}`
}
