import { drawnLabel } from "../../observe/index.ts";
import { type GivenStep, namedStep, SHELVES } from "../augment/steps.ts";

type Settings = Readonly<Record<string, unknown>>;

interface Definition {
  readonly settings: Readonly<Record<string, { readonly default: unknown }>>;
  readonly main?: string;
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Numbers as they are, steps within a step by their names. */
function told(value: unknown): string {
  if (!Array.isArray(value)) return isSettings(value) ? namedStep(value, "augment").name : drawnLabel(value);
  return value.map(told).join(", ");
}

/** The size of the data is no strength, and nothing is done by a 0. */
const isTelling = ([name, value]: readonly [string, unknown]): boolean => name !== "size" && value !== 0;

/** How strong a step is, a line each: what was set, else its main setting: `degrees 15`. */
export function strengthOf(kind: keyof typeof SHELVES, step: GivenStep): string[] {
  const { name, settings } = namedStep(step, "augment");
  if (Array.isArray(settings)) return [told(settings)];
  if (isSettings(settings))
    return Object.entries(settings)
      .filter(isTelling)
      .map(([key, value]) => `${key} ${told(value)}`);
  const { main, settings: schema } = (SHELVES[kind][name]?.definition ?? { settings: {} }) as Definition;
  return main === undefined ? [] : [`${main} ${told(settings ?? schema[main]?.default)}`];
}

/** The same on one line: `randomRotation (degrees 15)`. */
export function stepLine(kind: keyof typeof SHELVES, step: GivenStep): string {
  const strength = strengthOf(kind, step).join(", ");
  const { name } = namedStep(step, "augment");
  return strength === "" ? name : `${name} (${strength})`;
}
