// One POST to /graphql and what can go wrong with it, told apart: the API is away, or it answers that it will not.

/** A GraphQL document whose result and variables are known to the compiler. */
export interface Operation<Result, Variables> {
  readonly text: string
  /** Only for the compiler. */
  readonly types?: readonly [Result, Variables]
}

export function operation<Result, Variables = Record<never, never>>(text: string): Operation<Result, Variables> {
  return { text }
}

export class ApiError extends Error {
  /** AWAY when nothing answered, else `extensions.code` of the schema's errors. */
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ApiError'
    this.code = code
  }
}

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

export async function request<Result, Variables>(
  what: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  let response: Response
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: what.text, variables }),
      ...(signal ? { signal } : {}),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError('AWAY', 'Nothing answers at this address.', { cause })
  }
  const answer = await read(response)
  const error = answer?.errors?.[0]
  if (error) throw new ApiError(error.extensions?.code ?? 'INTERNAL', error.message)
  if (!answer || answer.data === undefined || answer.data === null)
    throw new ApiError(response.status >= 500 ? 'AWAY' : 'INTERNAL', `The server answered ${response.status} without data.`)
  return answer.data as Result
}

async function read(response: Response): Promise<Answer | undefined> {
  try {
    return (await response.json()) as Answer
  } catch {
    return undefined
  }
}
