// The parts of pages that come from the catalogue, the commands and the recipe's schema.
import { escaped, inline } from "./markdown.mjs";

const code = (text) => `<code>${escaped(text)}</code>`;
const table = (head, rows, kind = "") =>
  `<div class="scroll" tabindex="0"><table${kind}><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead><tbody>${rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell, i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`)).join("")}</tr>`,
    )
    .join("\n")}</tbody></table></div>`;
const items = (lines) => `<ul>${lines.map((line) => `<li>${inline(line)}</li>`).join("")}</ul>`;

/** File names of members, which two of different kinds may share a name in. */
export function memberPath({ catalog }, { name, kind }) {
  const isShared = catalog.some((other) => other.kind !== kind && other.name.toLowerCase() === name.toLowerCase());
  return `technique/${isShared ? `${name}-${kind}` : name}.html`;
}

export const settingsTable = ({ legal, usual, searched }, { settings }) => {
  const rows = Object.entries(settings).map(([name, setting]) => [
    code(name),
    escaped(usual(setting)),
    escaped(legal(setting)),
    escaped(searched(setting)) || "–",
    inline(setting.doc),
  ]);
  return rows.length === 0 ? "" : table(["setting", "default", "legal", "worth trying", "what it is"], rows);
};

/** When, typical values, cost, pitfalls and what goes together, as the member tells it. */
export function adviceList({ advice = {}, use, paper, aliases = [] }) {
  const facts = [
    ["when to use it", advice.when],
    ["typical", advice.typical],
    ["cost", advice.cost],
    ["how", use],
    ["other names", aliases.join(" · ")],
    ["paper", paper],
  ].filter(([, text]) => text);
  const list = facts.map(([name, text]) => `<dt>${name}</dt><dd>${inline(text)}</dd>`).join("");
  const told = [
    ["Pitfalls", advice.pitfalls],
    ["What goes together", advice.interactions],
  ].filter(([, lines = []]) => lines.length > 0);
  return { facts: `<dl class="facts">${list}</dl>`, told };
}

const FACTORIES = {
  imageAugmentation: "augment.image",
  textAugmentation: "augment.text",
  tableAugmentation: "augment.tabular",
  layer: "nn",
  loss: "loss",
  penalty: "penalty",
  optimizer: "optim",
  gradient: "optim.gradient",
  constraint: "optim.constraint",
  schedule: "optim.schedule",
  averaging: "optim.averaging",
  sharpness: "optim.sharpness",
  stopping: "stopping",
};

/** The page of one member of the catalogue, as HTML below its title. */
export function memberPage(source, member, guides) {
  const { facts, told } = adviceList(member);
  const guide = guides.find(({ members = [] }) => members.includes(member.name));
  const settings = settingsTable(source, member);
  const owner = FACTORIES[member.kind];
  const parts = [
    `<p class="lead">${inline(member.doc)}</p>`,
    guide === undefined
      ? ""
      : `<p class="see">Formula, figure and code: <a href="../${guide.url}">${escaped(guide.title)}</a>.</p>`,
    facts,
    owner === undefined
      ? ""
      : `<p>In TypeScript: ${code(`${owner}.${member.name}`)} of <code>"regularize"</code>. On the command line: ${code(`regularize techniques ${member.name}`)}.</p>`,
    settings === ""
      ? ""
      : `<h2 id="settings">Settings<a class="anchor" href="#settings" aria-label="Link to Settings">#</a></h2>${settings}`,
    ...told.map(([title, lines]) => {
      const slug = title.toLowerCase().replaceAll(" ", "-");
      return `<h2 id="${slug}">${title}<a class="anchor" href="#${slug}" aria-label="Link to ${title}">#</a></h2>${items(lines)}`;
    }),
  ];
  return parts.join("\n");
}

/** All members by kind, for the page that lists them. */
export function catalogueList(source) {
  return source.kinds
    .map((kind) => ({ kind, own: source.catalog.filter((member) => member.kind === kind) }))
    .filter(({ own }) => own.length > 0)
    .map(({ kind, own }) => {
      const rows = own.map((member) => [
        `<a href="../${memberPath(source, member)}">${code(member.name)}</a>`,
        inline(member.doc),
        inline(member.advice?.when ?? "–"),
      ]);
      return `<h2 id="${kind}">${source.KINDS[kind]}<a class="anchor" href="#${kind}" aria-label="Link to ${source.KINDS[kind]}">#</a></h2>${table(["name", "what it does", "when to use it"], rows, ' class="members"')}`;
    })
    .join("\n");
}

/** What the guide's techniques say of themselves: settings and the catalogue's own advice. */
export function fromCatalogue(source, names) {
  return names
    .flatMap((name) => source.catalog.filter((member) => member.name === name))
    .map((member) => {
      const { facts, told } = adviceList(member);
      const title = `<a href="../${memberPath(source, member)}">${code(member.name)}</a> <span class="soft">${escaped(source.spoken(member.kind))}</span>`;
      const rest = told.map(([heading, lines]) => `<p class="over">${heading}</p>${items(lines)}`).join("");
      return `<section class="member"><h3>${title}</h3><p>${inline(member.doc)}</p>${facts}${settingsTable(source, member)}${rest}</section>`;
    })
    .join("\n");
}

/** The options of a command, by the headings of its help. */
export function optionsTable(source, command) {
  const { groups, settingOf, namesFor, flagOf, defaultOf, showValue, commands } = source;
  const definition = commands.find(({ name }) => name === command);
  if (definition?.settings === undefined) throw new Error(`::options ${command}: no such command`);
  const wanted = namesFor(definition.settings);
  const args = definition.args.map(({ name, doc }) => [code(name), inline(doc), ""]);
  const rows = Object.values(groups).flatMap((members) =>
    wanted
      .filter((name) => Object.hasOwn(members, name))
      .map((name) => {
        const setting = settingOf(name);
        const value = setting.kind === "one" ? defaultOf(setting) : undefined;
        const usual =
          value === undefined
            ? setting.kind === "many"
              ? "repeatable"
              : (setting.otherwise ?? "")
            : showValue(setting, value);
        return [
          code(setting.kind === "flag" ? flagOf(name) : `${flagOf(name)} ${setting.value}`),
          inline(setting.doc),
          inline(usual),
        ];
      }),
  );
  return table(["option", "what it does", "when it is not given"], [...args, ...rows], ' class="options"');
}

/** The keys of a recipe with their defaults. */
export function recipeTable({ recipeSchema, resolveRecipe }) {
  const usual = resolveRecipe({ name: "mine" });
  const legalOf = (key) => {
    let schema = recipeSchema.shape[key];
    while (schema.def?.innerType !== undefined) schema = schema.def.innerType;
    if (schema.def.type === "enum") return Object.keys(schema.def.entries).join(" | ");
    const [low, high] = [schema.minValue, schema.maxValue].map((x) =>
      x === null || !Number.isFinite(x) || Math.abs(x) > 1e12 ? undefined : x,
    );
    if (schema.def.type === "number")
      return low === undefined && high === undefined ? "a number" : `${low ?? "…"} … ${high ?? "∞"}`;
    return { boolean: "true | false", array: "a list", string: "a word" }[schema.def.type] ?? schema.def.type;
  };
  const rows = Object.keys(recipeSchema.shape).map((key) => [
    code(key),
    usual[key] === undefined ? "by the data" : code(JSON.stringify(usual[key])),
    escaped(legalOf(key)),
  ]);
  return table(["key", "default", "legal"], rows);
}

/** Every rule of `lint`: what it finds, why that hurts, what to change. */
export const lintTable = ({ rules }) =>
  table(
    ["rule", "finds", "why", "fix"],
    rules.map(({ id, title, severity, why, fix }) => [
      code(id),
      `${inline(title)} <span class="soft">(${severity})</span>`,
      inline(why),
      inline(fix),
    ]),
    ' class="rules"',
  );

/** Mistakes that there is no way to make. */
export const cannotHappenTable = ({ cannotHappen }) =>
  table(
    ["mistake", "why it hurts", "what prevents it"],
    cannotHappen.map(({ title, why, prevented }) => [inline(title), inline(why), inline(prevented)]),
  );
