// What the site tells of the code comes from the code: loads what it needs of src/.
import { register } from "tsx/esm/api";

register();
const at = (path) => import(new URL(`../../src/${path}`, import.meta.url).href);

/** The catalogue, the commands with their options, the keys of recipes and the report's colours. */
export async function loadSource() {
  const [
    { catalog },
    kinds,
    told,
    { commands },
    options,
    { defaultOf },
    { showValue },
    recipe,
    { style },
    rules,
    { cannotHappen },
  ] = await Promise.all([
    at("catalog.ts"),
    at("cli/report/kinds.ts"),
    at("cli/report/settings.ts"),
    at("cli/run.ts"),
    at("cli/options/settings.ts"),
    at("cli/options/layers.ts"),
    at("cli/options/define.ts"),
    at("job/recipe.ts"),
    at("observe/report/write/style.ts"),
    at("decide/lint/rules/index.ts"),
    at("decide/lint/cannotHappen.ts"),
  ]);
  return {
    catalog,
    ...kinds,
    ...told,
    commands,
    ...options,
    defaultOf,
    showValue,
    ...recipe,
    colours: style.text,
    rules: Object.values(rules),
    cannotHappen,
  };
}

/** The public API, and what the report's charts are drawn with. */
export async function loadEngine() {
  const [library, scale, svg, { html, raw }] = await Promise.all([
    at("index.ts"),
    at("observe/report/draw/scale.ts"),
    at("observe/report/draw/svg.ts"),
    at("observe/report/write/html.ts"),
  ]);
  return { ...library, chart: { ...scale, ...svg, html, raw } };
}
