// Numbers as they are read.

/** Short where it is small, round where it is large. */
export function amount(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 })
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** `1.2 MB`, as PostgreSQL counts: 1024 to the next. */
export function bytes(value: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)))
  return `${amount(value / 1024 ** step)} ${UNITS[step]}`
}

/** `4.2 ms`, `12 s` */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${amount(milliseconds)} ms` : `${amount(milliseconds / 1000)} s`
}
