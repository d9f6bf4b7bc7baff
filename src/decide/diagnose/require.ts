import { didYouMean, RegularizeError } from "../../core/index.ts";
import { show } from "../wording.ts";

const OPERATORS = {
  "<=": (a: number, b: number) => a <= b,
  ">=": (a: number, b: number) => a >= b,
  "<": (a: number, b: number) => a < b,
  ">": (a: number, b: number) => a > b,
  "=": (a: number, b: number) => a === b,
} as const;
type Operator = keyof typeof OPERATORS;

/** A number that must be on one side of a bound: `gap<=.05`. */
export interface Requirement {
  readonly name: string;
  readonly operator: Operator;
  readonly bound: number;
}

const ONE =
  /^\s*([\p{L}_][\p{L}\p{N}_ ]*?)\s*(<=|>=|==|=|<|>|≤|≥)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%?)\s*$/iu;
const SAME: Readonly<Record<string, Operator>> = { "≤": "<=", "≥": ">=", "==": "=" };

/** Several are joined by commas or `and`. Throws E163, at the flag, for what is no requirement. */
export function parseRequirements(text: string, flag: "--require" | "--goal" = "--require"): Requirement[] {
  return text.split(/,|&&|\band\b/iu).map((part) => {
    const [, name, operator, bound, percent] = ONE.exec(part) ?? [];
    if (name === undefined || operator === undefined) throw unreadable(part, flag);
    return {
      name: plain(name),
      operator: SAME[operator] ?? (operator as Operator),
      bound: Number(bound) / (percent === "%" ? 100 : 1),
    };
  });
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/gu, "");

const unreadable = (part: string, flag: "--require" | "--goal"): RegularizeError =>
  new RegularizeError({
    code: "E163",
    where: flag,
    message: `${JSON.stringify(part.trim())} is no ${flag === "--goal" ? "goal" : "requirement"}`,
    expected: "a name, one of <= >= < > =, and a number",
    todo: flag === "--goal" ? '--goal "auc>=.9"' : '--require "gap<=.05, auc>=.8"',
  });

export interface Required extends Requirement {
  readonly value: number;
  readonly met: boolean;
}

/** Each requirement with the value that was found; NaN meets none. Throws E163 for a name that has no value. */
export function checkRequirements(
  wanted: readonly Requirement[],
  values: Readonly<Record<string, number>>,
): Required[] {
  const known = new Map(Object.entries(values).map(([name, value]) => [plain(name), value]));
  return wanted.map((requirement) => {
    const value = known.get(requirement.name);
    if (value === undefined)
      throw new RegularizeError({
        code: "E163",
        where: "--require",
        message: `There is no ${JSON.stringify(requirement.name)} to require`,
        todo: didYouMean(requirement.name, Object.keys(values)),
      });
    return { ...requirement, value, met: OPERATORS[requirement.operator](value, requirement.bound) };
  });
}

const said = (x: number): string => (Number.isInteger(x) ? String(x) : show(x));

/** Throws E701, exit code 7, with what was found, when a requirement is missed. */
export function demand(checked: readonly Required[], where: string): void {
  const missed = checked.filter(({ met }) => !met);
  if (missed.length === 0) return;
  const say = ({ name, operator, bound }: Required): string => `${name}${operator}${said(bound)}`;
  throw new RegularizeError({
    code: "E701",
    where,
    message: `${where}: ${missed.length === 1 ? "a requirement is" : `${missed.length} requirements are`} missed`,
    expected: missed.map(say).join(", "),
    received: missed.map(({ name, value }) => `${name} ${said(value)}`).join(", "),
    ...(missed.length < checked.length
      ? {
          details: [
            `met: ${checked
              .filter(({ met }) => met)
              .map(say)
              .join(", ")}`,
          ],
        }
      : {}),
  });
}
