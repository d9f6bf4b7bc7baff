// Markdown to HTML: anchors at headings, coloured code, and lines `::name argument` that are filled from the code.
import MarkdownIt from "markdown-it";

export const escaped = (text) =>
  String(text).replace(/[&<>"]/gu, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

export const slugOf = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-|-$/gu, "") || "section";

const WORDS = {
  ts: "as async await break const continue else export for from function if import in interface let new of readonly return type typeof while",
  sh: "cd git npm npx regularize",
  json: "true false null",
  yaml: "true false null",
  py: "class def for from if import in lambda return with",
};

/** One alternative a kind of token; the first that fits colours it. */
function tokensOf(language) {
  const comment = language === "ts" ? String.raw`\/\/[^\n]*` : String.raw`(?<=^|\s)#[^\n]*`;
  const words = `\\b(?:${WORDS[language].split(" ").join("|")})\\b`;
  const key = language === "yaml" ? String.raw`^[\s-]*[\w]+(?=:)` : String.raw`(?<=\s)--?[a-z][\w-]*`;
  const parts = {
    comment,
    string: '"(?:[^"\\\\\\n]|\\\\.)*"|`[^`]*`',
    key,
    word: words,
    number: String.raw`\b\d[\d_.]*(?:e-?\d+)?\b`,
  };
  if (language === "ts") delete parts.key;
  return new RegExp(
    Object.entries(parts)
      .map(([name, part]) => `(?<${name}>${part})`)
      .join("|"),
    "gmu",
  );
}

function coloured(code, language) {
  if (!(language in WORDS)) return escaped(code);
  let [html, at] = ["", 0];
  for (const match of code.matchAll(tokensOf(language))) {
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    html += `${escaped(code.slice(at, match.index))}<span class="t-${kind}">${escaped(match[0])}</span>`;
    at = match.index + match[0].length;
  }
  return html + escaped(code.slice(at));
}

function fence(tokens, index) {
  const { content, info } = tokens[index];
  const [language = ""] = info.trim().split(/\s+/u);
  const code = content.trimEnd();
  if (language === "math") return `<div class="formula" role="math">${escaped(code)}</div>\n`;
  const name = language === "" ? "" : ` data-language="${escaped(language)}"`;
  return `<div class="code"${name}><pre tabindex="0"><code>${coloured(code, language)}</code></pre></div>\n`;
}

function createRenderer() {
  const md = new MarkdownIt({ html: true, typographer: false });
  md.renderer.rules.fence = fence;
  md.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n';
  md.renderer.rules.table_close = () => "</table></div>\n";
  md.renderer.rules.heading_open = (tokens, index, _options, env) => {
    const { tag } = tokens[index];
    const text = tokens[index + 1].children.map((child) => child.content).join("");
    let slug = slugOf(text);
    for (let n = 2; env.slugs.has(slug); n++) slug = `${slugOf(text)}-${n}`;
    env.slugs.add(slug);
    env.headings.push({ tag, text, slug });
    return `<${tag} id="${slug}">`;
  };
  md.renderer.rules.heading_close = (tokens, index, _options, env) => {
    const { tag } = tokens[index];
    const { slug, text } = env.headings.at(-1);
    return tag === "h1"
      ? "</h1>\n"
      : `<a class="anchor" href="#${slug}" aria-label="Link to ${escaped(text)}">#</a></${tag}>\n`;
  };
  return md;
}

const page = createRenderer();
const plain = new MarkdownIt({ html: false });

/** A sentence of the catalogue: code between backticks, papers as links; stars are signs of a product. */
export function inline(text) {
  const safe = text.replace(/`[^`]*`|[*_[\]<]/gu, (part) => (part.startsWith("`") ? part : `\\${part}`));
  return plain
    .renderInline(safe)
    .replace(/doi:(\S*[\w)])/gu, (_, id) => `<a href="https://doi.org/${id}">doi:${id}</a>`)
    .replace(/arXiv:(\d+\.\d+)/gu, (_, id) => `<a href="https://arxiv.org/abs/${id}">arXiv:${id}</a>`);
}

/** Renders a page; `fill(name, argument)` gives the HTML of a line `::name argument`. */
export function render(source, fill) {
  const env = { slugs: new Set(), headings: [] };
  const parts = source.split(/^::(\w+)[ \t]*(.*)$/mu);
  let html = "";
  for (let i = 0; i < parts.length; i += 3) {
    html += page.render(parts[i], env);
    if (i + 1 < parts.length) html += fill(parts[i + 1], parts[i + 2].trim());
  }
  return { html, headings: env.headings };
}
