import { type Child, clean, html, type Markup, raw } from "../../report/write/html.ts";
import { insteadOf, runsOf, type Shown } from "./words.ts";

const TAGS = { removed: "del", added: "ins" } as const;

/** Words as a paragraph: what was removed and what was added is marked. */
export function paragraph(shown: Shown): Markup {
  if (typeof shown === "string" || shown.length === 0) return html`<p class="soft">${insteadOf(shown)}</p>`;
  const parts = runsOf(shown).map(({ kind, text, spaced }, i): Child => {
    const content = clean(text, 20_000);
    const tag = kind === "same" ? undefined : raw(TAGS[kind]);
    return [i > 0 && spaced ? " " : "", tag === undefined ? content : html`<${tag}>${content}</${tag}>`];
  });
  return html`<p dir="auto">${parts}</p>`;
}
