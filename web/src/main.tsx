import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { listenToShortcuts } from './state/shortcuts.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/marks.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
listenToShortcuts()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
