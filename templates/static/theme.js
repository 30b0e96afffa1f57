// Runs before the first paint: the chosen theme, or the system's where none was chosen.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === 'auto' ? (dark.matches ? 'dark' : 'light') : chosen;
  };
  dark.addEventListener('change', apply);
  document.addEventListener('themechosen', apply);
  apply();
})();
