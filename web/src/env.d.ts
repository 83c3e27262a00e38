/// <reference types="vite/client" />

declare module 'cytoscape-fcose' {
  import type { Ext } from 'cytoscape'

  const register: Ext
  // biome-ignore lint/style/noDefaultExport: it is theirs.
  export default register
}
