// Names as xorm quotes them: each part, where it is nothing but a name.

export const quoted = (name: string): string =>
  /^[\w.]+$/.test(name)
    ? name
        .split('.')
        .map((part) => `"${part}"`)
        .join('.')
    : name
