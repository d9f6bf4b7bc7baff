import { z } from "zod";

/** What a JSON schema says about one value. */
interface Rule {
  /** In words, where types do not say it. */
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Rule;
}

/** What is legal at a path, in words: `a number in [0, 0.95]`. Undefined for what is no key of the schema. */
export function legalAt(schema: z.ZodObject, path: readonly PropertyKey[]): string | undefined {
  const { properties } = z.toJSONSchema(schema, { io: "input" });
  const [key, index] = path;
  if (key === undefined) return "names and values";
  const rule = properties?.[String(key)] as Rule | undefined;
  const own = index === undefined ? rule : rule?.items;
  return own === undefined ? undefined : inWords(own);
}

function inWords(rule: Rule): string {
  if (rule.description !== undefined) return rule.description;
  if (rule.enum !== undefined) return rule.enum.join(" | ");
  if (rule.type === "boolean") return "true or false";
  if (rule.type === "string")
    return `a text of ${rule.minLength ?? 0} to ${rule.maxLength ?? "any number of"} characters`;
  if (rule.type === "array") return `a list of at most ${rule.maxItems}, each ${inWords(rule.items ?? {})}`;
  return `${rule.type === "integer" ? "a whole number" : "a number"} ${rangeOf(rule)}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Rule): string {
  if (exclusiveMinimum !== undefined) return `above ${exclusiveMinimum}, at most ${maximum}`;
  if (maximum === undefined) return `of at least ${minimum}`;
  return minimum === undefined ? `of at most ${maximum}` : `in [${minimum}, ${maximum}]`;
}
