import { count, plural } from "../../core/count.ts";
import { RegularizeError } from "../../core/index.ts";
import type { SplitPlan } from "./plan.ts";

interface Why {
  readonly text: string;
  readonly expected: string;
  readonly received: string;
  readonly todo: string;
}

function byGroup(units: number, { name, groups }: NonNullable<SplitPlan["group"]>): Why {
  const joined = groups > units;
  return {
    text: `${name} has ${plural(groups, "group")}${joined && groups > 2 ? `, and rows that are equal in every feature join them into ${count(units)}` : ""}`,
    expected: "at least 3 groups, to train, validate and test",
    received: plural(joined && groups > 2 ? units : groups, "group"),
    todo:
      joined && groups > 2
        ? "remove the duplicate rows, or leave --group out"
        : "group by a column of more values, or leave --group out",
  };
}

function why(rows: number, units: number, plan: SplitPlan): Why {
  const expected = "at least 3 rows, to train, validate and test";
  if (plan.group !== undefined) return byGroup(units, plan.group);
  if (units === rows) return { text: "", expected, received: plural(rows, "row"), todo: "add rows" };
  return {
    text: units === 1 ? "all of them are equal in every feature" : `only ${count(units)} of them differ in a feature`,
    expected: "at least 3 different rows, to train, validate and test",
    received: `${count(units)} different`,
    todo: "add rows, or keep a column in which they differ",
  };
}

/** E206: `rows` rows make only `units` units that may be parted. `whole` says that nothing was split off before. */
export function unsplittable(rows: number, units: number, plan: SplitPlan, whole: boolean): RegularizeError {
  const { text, ...rest } = why(rows, units, plan);
  return new RegularizeError({
    code: "E206",
    ...(plan.where === undefined ? {} : { where: plan.where }),
    message: `${plural(rows, "row")}${whole ? "" : " left for training and validation"} cannot be split${text === "" ? "" : `: ${text}`}`,
    ...rest,
  });
}
