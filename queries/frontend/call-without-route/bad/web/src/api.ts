const BASE = '/api'

async function request<T>(path: string, options: RequestInit = {}): Promise<T> {
  const response = await fetch(`${BASE}${path}`, options)
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}

export const api = {
  plots: () => request('/plots'),
  rename: (id: string, name: string) => request(`/plots/${id}`, { method: 'PATCH', body: name }), // want "that path answers PUT only"
  harvest: (id: string) => request(`/plots/${id}/harvest`, { method: 'POST' }), // want /`POST \/api\/plots\/:\w+\/harvest`, and no route/
}

export async function login(email: string): Promise<Response> {
  return fetch('/api/login', { method: 'POST', body: email }) // want "`POST /api/login`"
}

export async function prune(id: string, late: boolean): Promise<Response> {
  return fetch(late ? `${BASE}/prune/late/${id}` : `${BASE}/prune/${id}`) // want "or `GET"
}
