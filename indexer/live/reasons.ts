// Why a live database cannot be read, in a line for the operator.

interface Told {
  readonly host: string
  readonly port: string
  readonly database: string
  readonly user: string
}

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be asked for',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ECONNRESET: 'it ended the connection',
  EACCES: 'you may not use its socket',
}

export function reasonOf(error: unknown, { host, port, database, user }: Told, secrets: readonly string[]): string {
  const { code = '', message = '' } = (error ?? {}) as { readonly code?: string; readonly message?: string }
  const at = host.startsWith('/') ? host : `${host}:${port}`
  // As the server or the driver says it: on one line, and never with a secret.
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message.replace(/\s+/g, ' ').trim())
  if (NETWORK[code]) return `cannot connect to PostgreSQL at ${at}: ${NETWORK[code]}`
  if (/timeout expired|Connection terminated/i.test(said)) return `cannot connect to PostgreSQL at ${at}: ${code || said}`
  if (/does not support SSL/i.test(said)) return `PostgreSQL at ${at} does not speak TLS; ask without sslmode, or with sslmode=disable`
  if (/CERT|SIGNED|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL|EPROTO/.test(code))
    return `the TLS certificate of PostgreSQL at ${at} is not trusted (${said}); name its authority with sslrootcert=<file> in the address`
  switch (code) {
    case '28P01':
      return `PostgreSQL at ${at} does not take the password of ${user}`
    case '28000':
      return `PostgreSQL at ${at} does not let ${user} in: ${said}${/no encryption|SSL off/i.test(said) ? '; add ?sslmode=require to the address' : ''}`
    case '3D000':
      return `there is no database ${database} on PostgreSQL at ${at}`
    case '42501':
      return `${user} may not read what is needed of ${database}: ${said}; it takes CONNECT and the role pg_read_all_stats`
    case '55P03':
      return `a table of ${database} is locked by another session: try again`
    case '57014':
      return `PostgreSQL at ${at} took longer than 5 s for a question to its catalog: try again when it has less to do`
    case '08P01':
      return `what answers at ${at} refuses the settings of a read-only session (${said}); give the address of PostgreSQL itself, not of a pooler`
  }
  if (/password must be a string|no password/i.test(said))
    return `PostgreSQL at ${at} asks for a password of ${user}: write it into the address, PGPASSWORD or ~/.pgpass`
  return `PostgreSQL at ${at} cannot be read: ${said || code}`
}
