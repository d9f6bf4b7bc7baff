import { defineSampler, drawNew } from "./define.ts";

export const random = defineSampler({
  name: "random",
  doc: "Uniform draws on each parameter's own scale.",
  paper: "Bergstra & Bengio 2012, JMLR 13:281",
  aliases: ["random search"],
  advice: { when: "A baseline for searches, or when all trials run at once.", cost: "nothing" },
  settings: {},
  draw: drawNew,
});
