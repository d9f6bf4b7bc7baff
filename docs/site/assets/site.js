// Theme, search, copied code, the playground's frame: everything works without it but these.
(() => {
  const KEY = "regularize-theme";
  const root = document.documentElement;
  const here = document.currentScript.dataset.root;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const chosen = stored();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

  const setUpTheme = () => {
    const button = document.querySelector("#theme");
    const show = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", `Show on a ${isDark() ? "light" : "dark"} ground`);
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEY, root.dataset.theme);
        localStorage.setItem("tsd-theme", root.dataset.theme); // the API's pages
      } catch {
        // Storage may be forbidden: the choice then lasts as long as the page.
      }
      show();
    });
    system.addEventListener("change", show);
    show();
  };

  /** Every word of the query begins a word of the entry; titles before texts, exact before begun. */
  const scoreOf = ([title, , , words], parts) => {
    const name = title.toLowerCase();
    let score = 0;
    for (const part of parts) {
      const begins = new RegExp(`(?:^|[^\\p{L}\\p{N}])${part.replace(/[^\p{L}\p{N}]/gu, "\\$&")}`, "u");
      if (name === part) score += 12;
      else if (name.startsWith(part)) score += 8;
      else if (begins.test(name)) score += 6;
      else if (name.includes(part)) score += 3;
      else if (begins.test(words)) score += 1;
      else return 0;
    }
    return score - name.length / 100;
  };
  const find = (query) => {
    const parts = query.toLowerCase().split(/\s+/u).filter(Boolean);
    if (parts.length === 0) return [];
    return (globalThis.searchIndex ?? [])
      .map((entry) => [scoreOf(entry, parts), entry])
      .filter(([score]) => score > 0)
      .sort((a, b) => b[0] - a[0])
      .slice(0, 12)
      .map(([, entry]) => entry);
  };

  const setUpSearch = () => {
    const input = document.querySelector("#search");
    const list = document.querySelector("#found");
    let at = -1;
    const load = () => {
      if (document.querySelector("script[data-index]") !== null) return;
      const script = document.createElement("script");
      script.src = `${here}assets/search-index.js`;
      script.dataset.index = "";
      script.addEventListener("load", show);
      document.head.append(script);
    };
    const select = (next) => {
      const options = [...list.querySelectorAll("[role=option]")];
      at = options.length === 0 ? -1 : (next + options.length) % options.length;
      for (const [i, option] of options.entries()) option.setAttribute("aria-selected", String(i === at));
      if (at >= 0) {
        input.setAttribute("aria-activedescendant", options[at].id);
        options[at].scrollIntoView({ block: "nearest" });
      }
    };
    const show = () => {
      const query = input.value.trim();
      const found = find(query);
      list.replaceChildren(
        ...found.map(([title, url, part], i) => {
          const item = document.createElement("li");
          item.id = `found-${i}`;
          item.role = "option";
          const link = document.createElement("a");
          link.href = here + url;
          link.tabIndex = -1;
          const where = document.createElement("span");
          where.textContent = part;
          link.append(title, where);
          item.append(link);
          return item;
        }),
      );
      if (query !== "" && found.length === 0) {
        const none = document.createElement("li");
        none.className = "none";
        none.textContent = globalThis.searchIndex === undefined ? "Looking…" : "Nothing found.";
        list.append(none);
      }
      list.hidden = query === "";
      input.setAttribute("aria-expanded", String(!list.hidden));
      select(0);
    };
    input.addEventListener("focus", load);
    input.addEventListener("input", () => {
      load();
      show();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") select(at + (event.key === "ArrowDown" ? 1 : -1));
      else if (event.key === "Enter" && at >= 0) list.querySelectorAll("a")[at]?.click();
      else if (event.key === "Escape") {
        list.hidden = true;
        input.setAttribute("aria-expanded", "false");
      } else return;
      event.preventDefault();
    });
    document.addEventListener("click", ({ target }) => {
      if (!target.closest(".search")) list.hidden = true;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || /^(?:input|textarea|select)$/iu.test(document.activeElement.tagName)) return;
      event.preventDefault();
      input.focus();
    });
  };

  const setUpCode = () => {
    if (navigator.clipboard === undefined) return;
    for (const block of document.querySelectorAll(".code")) {
      const button = document.createElement("button");
      button.className = "copy";
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(block.querySelector("code").textContent);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy"), 1500);
      });
      block.append(button);
    }
  };

  /** Modules do not load from files: the frame stays closed there. */
  const setUpFrame = () => {
    if (location.protocol === "file:") return;
    for (const frame of document.querySelectorAll("iframe[data-src]")) {
      frame.addEventListener("load", () => {
        const page = frame.contentDocument;
        if (page === null) return;
        const fit = () => {
          frame.style.height = `${page.body.offsetHeight + 24}px`;
        };
        new ResizeObserver(fit).observe(page.body);
        fit();
      });
      frame.src = frame.dataset.src;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    setUpTheme();
    setUpSearch();
    setUpCode();
    setUpFrame();
    if (matchMedia("(max-width: 56rem)").matches) for (const menu of document.querySelectorAll(".side details")) menu.open = false;
  });
})();
