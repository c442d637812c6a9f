// Lets the reader keep light or dark. Runs before the first paint; the choice outlives the page.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try { return localStorage.getItem("pb-theme"); } catch { return null; }
  }
  function show() {
    const forced = root.dataset.theme;                    // a wall screen says which
    root.dataset.bsTheme = forced || chosen() || (dark.matches ? "dark" : "light");
  }
  function toggle() {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("pb-theme", next); } catch { /* a private window forgets */ }
    document.cookie = `pb-theme=${next};path=/;max-age=31536000;samesite=lax`;
    show();
    dispatchEvent(new CustomEvent("pb:theme", { detail: next }));
  }

  show();
  dark.addEventListener("change", show);
  addEventListener("storage", event => { if (event.key === "pb-theme") show(); });
  addEventListener("click", event => { if (event.target.closest("[data-theme-toggle]")) toggle(); });
})();
