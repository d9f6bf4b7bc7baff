import { definePractice } from "./define.ts";

export const lrFind = definePractice({
  name: "lrFind",
  doc: "A learning rate that rises from step to step until the loss blows up; where it fell fastest is a rate to begin with.",
  paper: "Smith 2017, arXiv:1506.01186",
  use: "library: `lrFind(trainer, rows, { batchSize: 64 })`; the trainer is afterwards as it was, bit for bit",
  aliases: ["learning rate finder", "LR range test", "learning rate"],
  advice: {
    when: "A new network or data set, before oneCycle.",
    typical: "1e-7 to 10 in 100 steps",
    cost: "100 steps",
  },
  settings: {},
});
