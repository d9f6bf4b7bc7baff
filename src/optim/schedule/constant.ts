import { defineSchedule } from "./define.ts";

/** The base value throughout. */
export const constant = defineSchedule({
  name: "constant",
  doc: "The base value throughout.",
  settings: {},
  factor: () => 1,
});
