import { flag as parseFlag, type Parse } from "./parse.ts";

export type CommandName =
  | "ablate"
  | "audit"
  | "augment"
  | "compare"
  | "diagnose"
  | "fit"
  | "learning-curve"
  | "lint"
  | "predict"
  | "resume"
  | "sweep"
  | "tune"
  | "techniques"
  | "ui";

interface Facts {
  /** What the value is called in the help. */
  readonly value: string;
  readonly doc: string;
  readonly commands: readonly CommandName[];
  /** What is legal, for the error. */
  readonly expected: string;
  /** A legal value to try, for the error. */
  readonly example: string;
  /** Other names of the same thing, in camel case. */
  readonly aliases?: readonly string[];
  readonly choices?: readonly string[];
  /** What the shell completes. */
  readonly completes?: "file" | "folder";
  /** What happens when nothing is given and there is no default. */
  readonly otherwise?: string;
}

/** Takes one value; of several, the last counts. */
export interface OneSetting<T> extends Facts {
  readonly kind: "one";
  readonly parse: Parse<T>;
  readonly default?: T;
  /** As a user would write it; needed where `String` does not say it. */
  show?(value: T): string;
}

/** Takes any number of values, also as `a,b`; `\,` is a comma inside a value. */
export interface ManySetting<T> extends Facts {
  readonly kind: "many";
  readonly parse: Parse<T>;
}

/** Needs no value; off by default. */
export interface FlagSetting extends Facts {
  readonly kind: "flag";
  readonly parse: Parse<boolean>;
  readonly default: false;
}

/** One thing that a user may set: by flag, by environment, in the file. */
export type Setting<T = unknown> = OneSetting<T> | ManySetting<T> | FlagSetting;

export const one = <T>(
  parse: Parse<T>,
  facts: Facts & Pick<OneSetting<NoInfer<T>>, "default" | "show">,
): OneSetting<T> => ({
  kind: "one",
  parse,
  ...facts,
});

export const many = <T>(parse: Parse<T>, facts: Facts): ManySetting<T> => ({ kind: "many", parse, ...facts });

export const flag = (facts: Pick<Facts, "doc" | "commands">): FlagSetting => ({
  kind: "flag",
  parse: parseFlag,
  default: false,
  value: "",
  expected: "true or false",
  example: "true",
  ...facts,
});

/** A value as a user would write it. */
export function showValue(setting: Setting, value: unknown): string {
  if (setting.kind === "one" && setting.show !== undefined) return setting.show(value);
  if (!Array.isArray(value)) return String(value);
  return value.map((item) => (setting.kind === "many" ? String(item).replaceAll(",", "\\,") : String(item))).join(",");
}
