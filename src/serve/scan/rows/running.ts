import type { TrialRow } from "../../types.ts";
import { at, type Json, text } from "../json.ts";
import { settingsOf } from "../settings.ts";
import { EMPTY, errorOf, finite, mean, type Sources } from "./line.ts";

/** What is known of recipes while they are trained: means over the repeats so far. */
export function running({ told, recipes }: Sources, sign: number): TrialRow[] {
  const byName = new Map<string, Json[]>();
  for (const record of told)
    if (record["type"] === "trial") {
      const name = text(record["recipe"]);
      byName.set(name, [...(byName.get(name) ?? []), record]);
    }
  const names = [...new Set([...recipes.map((recipe) => text(recipe["name"])), ...byName.keys()])];
  return names.map((name) => {
    const of = byName.get(name) ?? [];
    const validation = finite(of.map((record) => record["validation"]));
    const [train, valid] = [mean(finite(of.map((record) => record["train"]))), mean(validation)];
    const failed = of.find((record) => record["status"] === "failed");
    return {
      ...{ ...EMPTY, name, settings: settingsOf(recipes.find((recipe) => recipe["name"] === name)) },
      state: failed === undefined ? "running" : "failed",
      ...{ train, validation: valid, se: errorOf(validation), repeats: validation.length },
      gap: train === null || valid === null ? null : sign * (train - valid),
      ...(failed === undefined ? {} : { reason: text(at(failed["error"], "message")) }),
    };
  });
}
