// The site's colours are the report's: taken from its style sheet.

/** Colours beside the report's, for figures with more lines. */
const MORE = {
  light: "--third:#00795a;--fourth:#8a4a7f;--link:#005f97;--keyword:#8a4a7f;--number:#a04000;--string:#00795a",
  dark: "--third:#3fc79a;--fourth:#d89ac3;--link:#7cc4f0;--keyword:#d89ac3;--number:#f0a030;--string:#3fc79a",
};

/** The variables of both grounds as rules: by the system, by choice, and light on paper. */
export function themeRules(style) {
  const [light, dark] = [...style.matchAll(/:root\{([^}]*)\}/gu)].map((match) =>
    match[1].replaceAll("\n", "").replace("color-scheme:light dark;", ""),
  );
  if (!light?.includes("--page") || !dark?.includes("--page"))
    throw new Error("the report's style sheet has no two grounds");
  return `:root{color-scheme:light;${light};${MORE.light}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark};${MORE.dark}}}
@media screen{:root[data-theme=dark]{color-scheme:dark;${dark};${MORE.dark}}}
`;
}

/** What figures look like, in a page and as files of their own. */
export const FIGURE_STYLE = `.fig text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink)}
.fig .soft{fill:var(--soft)}.fig .small{font-size:11px}.fig .strong{font-weight:650}.fig .mid{text-anchor:middle}.fig .end{text-anchor:end}
.fig .halo{paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}
.fig .grid{stroke:var(--faint)}.fig .axis{stroke:var(--soft)}.fig .ideal{stroke:var(--soft);stroke-dasharray:3 3}
.fig path,.fig polyline{fill:none;stroke-width:1.9;stroke-linejoin:round;stroke-linecap:round}
.fig .a{stroke:var(--worse)}.fig .b{stroke:var(--better)}.fig .c{stroke:var(--third)}.fig .d{stroke:var(--fourth)}.fig .e{stroke:var(--unclear)}
.fig .dash{stroke-dasharray:5 4;stroke-width:1.5}.fig .thin{stroke-width:1}
.fig text.a,.fig .dot.a,.fig .bar.a{fill:var(--worse)}.fig text.b,.fig .dot.b,.fig .bar.b{fill:var(--better)}.fig text.c,.fig .dot.c{fill:var(--third)}.fig text.d,.fig .dot.d{fill:var(--fourth)}.fig text.e,.fig .dot.e{fill:var(--unclear)}
.fig text,.fig text.a,.fig text.b,.fig text.c,.fig text.d,.fig text.e,.fig tspan.b{stroke:none}.fig tspan.b{fill:var(--better);font-weight:650}.fig text.halo{stroke:var(--page)}.fig .dot{stroke:var(--page);stroke-width:.8}.fig .bar{fill-opacity:.45;stroke-width:1}
.fig .cells{stroke:none}.fig .on{fill:var(--better)}.fig .off{fill:var(--rule);fill-opacity:.6}.fig .mark{fill:var(--mark)}.fig .ring{fill:var(--page);stroke-width:1.8}.fig .added{fill:var(--mark)}
`;
