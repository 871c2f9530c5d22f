(() => {
  const macros = {};
  for (const e of document.querySelectorAll(".math")) {
    const tex = e.textContent.slice(2, -2);
    try {
      katex.render(tex, e, {
        displayMode: e.classList.contains("display"),
        throwOnError: false,
        strict: false,
        globalGroup: true,
        errorColor: "var(--bad)",
        macros,
      });
    } catch (_) {
      e.textContent = tex;
    }
  }
})();
