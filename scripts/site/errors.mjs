// The error codes, from the places that throw them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { escaped } from "./markdown.mjs";

export const CLASSES = {
  1: ["Usage", 2, "A word of the command line, the environment or a file of settings."],
  2: ["Data", 3, "What was found in the data file, or not found there."],
  3: ["Model", 2, "Shapes, settings and parts of a model that do not fit together."],
  4: ["Diverged", 4, "Training produced a number that is not finite; the last good weights are kept."],
  5: ["Resources", 5, "Memory, disk, processes and the engine."],
  6: ["Queue and storage", 6, "What several processes share."],
  7: ["Requirement missed", 7, "`--require` did not hold."],
  8: [
    "Corrupt or unsafe file",
    8,
    "A run, a model or a checkpoint that is not as it was written, or that is not safe to read.",
  ],
  9: ["A bug of ours", 1, "Please report it, with the stack that `REGULARIZE_DEBUG=1` prints."],
};

/** The text of a template, with what is filled in as an ellipsis: `${…}` may hold braces and templates itself. */
function shown(literal) {
  let [text, depth] = ["", 0];
  for (let i = 0; i < literal.length; i++) {
    if (depth === 0 && literal.startsWith("${", i)) {
      text += "…";
      depth = 1;
      i++;
    } else if (depth > 0) depth += literal[i] === "{" ? 1 : literal[i] === "}" ? -1 : 0;
    else text += literal[i];
  }
  return text.replaceAll("\\`", "`").replaceAll('\\"', '"').replace(/…+/gu, "…").replace(/\s+/gu, " ").trim();
}

/** The string or template that begins at `at`, without its quotes. */
function literalAt(text, at) {
  const quote = text[at];
  let depth = 0;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (quote === "`" && text.startsWith("${", i)) depth++;
    else if (depth > 0 && text[i] === "}") depth--;
    else if (depth === 0 && text[i] === quote) return text.slice(at + 1, i);
  }
  return undefined;
}

/** Messages after a code, up to the end of the object that they stand in: each branch of a choice is one. */
function factOf(block, name) {
  const found = new RegExp(`\\b${name}:\\s*`, "u").exec(block);
  if (found === null) return [];
  const start = found.index + found[0].length;
  if (/["`]/u.test(block[start] ?? "")) return [literalAt(block, start)];
  const line = block.slice(start, block.slice(start).search(/,\n|\n\s*\}/u) + start);
  return [...line.matchAll(/[?:]\s*(["`])/gu)].map((match) => literalAt(line, match.index + match[0].length - 1));
}

const STRUCTURAL = /^[…\s"'.,:;()]*$/u;

/** Every code with what it says where it is thrown. */
export function scanErrors(root) {
  const codes = new Map();
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  for (const file of files.toSorted()) {
    const text = readFileSync(join(root, "src", file), "utf8");
    for (const match of text.matchAll(/"(E\d{3})"/gu)) {
      if (/===\s*$/u.test(text.slice(0, match.index))) continue;
      const entry = codes.get(match[1]) ?? { code: match[1], messages: new Set(), todos: new Set(), files: new Set() };
      codes.set(match[1], entry);
      entry.files.add(file);
      if (!/code:[^\n]*$/u.test(text.slice(0, match.index))) continue;
      const rest = text.slice(match.index);
      const end = /\n\s*\}\)|code: /u.exec(rest)?.index ?? 900;
      const block = rest.slice(0, Math.min(end, 900));
      for (const [set, name] of [
        [entry.messages, "message"],
        [entry.todos, "todo"],
      ])
        for (const one of factOf(block, name))
          if (one !== undefined && !STRUCTURAL.test(shown(one))) set.add(shown(one));
    }
  }
  return [...codes.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

const list = (items, kind) => [...items].map((item) => `<span class="${kind}">${escaped(item)}</span>`).join("");

/** The codes of one class as a table; each row is an anchor. */
export function errorTable(codes, digit) {
  const rows = codes
    .filter(({ code }) => code[1] === String(digit))
    .map(({ code, messages, todos, files }) => {
      const said =
        messages.size === 0
          ? `<span class="soft">said where it is thrown: ${[...files].map((file) => `<code>src/${escaped(file)}</code>`).join(", ")}</span>`
          : list(messages, "said");
      return `<tr id="${code.toLowerCase()}"><th scope="row"><a href="#${code.toLowerCase()}">${code}</a></th><td>${said}</td><td>${list(todos, "todo")}</td></tr>`;
    });
  return `<div class="scroll" tabindex="0"><table class="errors"><thead><tr><th scope="col">code</th><th scope="col">what it says</th><th scope="col">what to do</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}
