const BASE = '/api'

async function request<T>(path: string, options: RequestInit = {}): Promise<T> {
  const response = await fetch(`${BASE}${path}`, options)
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}

export const api = {
  plots: () => request('/plots?sort=name'),
  rename: (id: string, name: string) => request(`/plots/${id}`, { method: 'PUT', body: name }),
  clear: (plot: string, bed: number) => request(`/plots/${plot}/beds/${bed}`, { method: 'DELETE' }),
}

export async function weather(): Promise<Response> {
  return fetch('https://weather.example.com/v1/today')
}

/** Where nothing is named, all of them. */
export function beds(plot?: string): Promise<Response> {
  let url = `${BASE}/plots`
  if (plot) url += `/${plot}/beds`
  return fetch(url)
}

function address({ id, action }: { id?: string; action?: string } = {}): string {
  let base = `${BASE}/plots`
  if (id) base = `${base}/${id}`
  if (action) base = `${base}/${action}`
  return base
}

export async function replant(id: string): Promise<Response> {
  return fetch(address({ id }), { method: 'PUT' })
}
