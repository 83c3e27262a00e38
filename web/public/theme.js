// Runs before the first paint, so that no wrong theme flashes. state/theme.ts takes over from here.
;(() => {
  let theme
  try {
    theme = localStorage.getItem('throughline.theme')
  } catch {
    // Storage may be closed to us; the system's preference then holds.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = theme === 'light' || theme === 'dark' ? theme : dark ? 'dark' : 'light'
})()
