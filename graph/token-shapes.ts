// Shapes of tokens that are certain to be secrets: what the indexer reports is by construction what every output masks.

/** Patterns have no flags: whoever searches a whole text adds `g`. */
export const TOKEN_SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/],
  ['AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['GitHub token', /\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_\w{40,}\b/],
  ['GitLab token', /\bglpat-[\w-]{20,}/],
  ['Stripe key', /\b[sr]k_live_[\w-]{10,}/],
  ['Slack token', /\bxox[abeprs]-[\w-]{10,}/],
  ['Google API key', /\bAIza[\w-]{35}/],
  ['SendGrid key', /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['OpenAI key', /\bsk-(?:proj-)?[\w-]{32,}/],
  ['JSON Web Token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
]

/** What every one of them begins with: a text without it holds none. */
export const TOKEN_STARTS = /-----BEGIN|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|[sr]k_live_|xox|AIza|SG\.|npm_|sk-|eyJ/
