// How discovery tells of what it could not or would not read.

/** Trouble in the analysed code; becomes a Diagnostic node. */
export interface DiscoveryDiagnostic {
  readonly stage: 'discover'
  readonly reason: 'unreadable' | 'too-large' | 'binary' | 'invalid-utf8' | 'minified' | 'outside-link' | 'bad-module'
  readonly message: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly file: string
  readonly line?: number
}
