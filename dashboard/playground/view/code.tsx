import { computed, signal } from "@preact/signals";
import { createRef } from "preact";
import { codeOf } from "../code.ts";
import { sets } from "../data/sets.ts";
import { jsonOf, splitOf } from "../engine/rows.ts";
import { settings } from "../state.ts";
import { copyText } from "./clipboard.ts";

const code = computed(() => codeOf(settings.value));
const said = signal("Copy code");
const listing = createRef<HTMLPreElement>();

/** Onto the clipboard; where there is none, the code is selected. */
async function copy(): Promise<void> {
  const done = await copyText(code.value);
  if (!done) getSelection()?.selectAllChildren(listing.current!);
  said.value = done ? "Copied" : "Selected";
  setTimeout(() => {
    said.value = "Copy code";
  }, 1500);
}

/** The very rows that the page learns. */
async function download(): Promise<void> {
  const text = jsonOf(splitOf(await sets[settings.value.data].load(), settings.value));
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "playground.json" });
  link.click();
  URL.revokeObjectURL(url);
}

const PARTS =
  /(\/\/.*)|("[^"]*")|\b(import|from|const|await|for|of|if|continue|type|let|return|as)\b|\b(\d[\d.e-]*)\b/gu;
const KINDS = ["comment", "string", "word", "number"] as const;

/** Comments, strings, words and numbers in colours of their own. */
function coloured(text: string) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(PARTS)) {
    const kind = KINDS[match.slice(1).findIndex((part) => part !== undefined)];
    pieces.push(text.slice(end, match.index), <span class={kind}>{match[0]}</span>);
    end = match.index + match[0].length;
  }
  return [...pieces, text.slice(end)];
}

/** What the page does, as code that runs. */
export const Code = () => (
  <section class="card code" aria-labelledby="code-title">
    <div class="head">
      <h2 id="code-title">The same in TypeScript</h2>
      <button type="button" class="quiet" onClick={() => void copy()}>
        {said.value}
      </button>
      <button type="button" class="quiet" onClick={() => void download()}>
        Download playground.json
      </button>
    </div>
    <p class="soft">
      <code>npm install regularize</code>, save both files, <code>npx tsx playground.ts</code>: it prints the losses of
      the regularized network as the curves show them.
    </p>
    <pre tabIndex={0} ref={listing}>
      <code>{coloured(code.value)}</code>
    </pre>
  </section>
);
