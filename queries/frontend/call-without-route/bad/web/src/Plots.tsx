import { useEffect, useState } from 'react'
import { api } from './api'

export function Plots() {
  const [plots, setPlots] = useState<unknown>(null)
  useEffect(() => {
    api.plots().then(setPlots)
  }, [])
  return <button onClick={() => api.rename('1', 'Rose bed')}>{JSON.stringify(plots)}</button>
}
