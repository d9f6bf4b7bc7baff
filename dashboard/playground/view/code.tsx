import { computed, signal } from "@preact/signals";
import { codeOf } from "../code.ts";
import { sets } from "../data/sets.ts";
import { jsonOf, splitOf } from "../engine/rows.ts";
import { settings } from "../state.ts";

const code = computed(() => codeOf(settings.value));
const copied = signal(false);

async function copy(): Promise<void> {
  await navigator.clipboard.writeText(code.value);
  copied.value = true;
  setTimeout(() => (copied.value = false), 1500);
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
        {copied.value ? "Copied" : "Copy code"}
      </button>
      <button type="button" class="quiet" onClick={() => void download()}>
        Download playground.json
      </button>
    </div>
    <p class="faint">
      <code>npm install regularize</code>, save both files, <code>npx tsx playground.ts</code>: it prints the losses of
      the regularized network as the curves show them.
    </p>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
    <pre tabIndex={0}>
      <code>{coloured(code.value)}</code>
    </pre>
  </section>
);
