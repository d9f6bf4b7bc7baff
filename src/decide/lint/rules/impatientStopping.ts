import { defineRule } from "../define.ts";

const LEAST = 3;

export const impatientStopping = defineRule({
  id: "impatientStopping",
  title: "early stopping without patience",
  severity: "warning",
  why: "validation is noisy: a bad epoch or two say nothing. Slower criteria gained about 4 % for four times the time",
  paper: "Prechelt 1998, doi:10.1007/3-540-49430-8_3",
  fix: "patience: 15",
  check: ({ recipe }) => {
    const { earlyStopping, patience = 15, warmupEpochs = 0 } = recipe ?? {};
    const least = Math.max(LEAST, warmupEpochs + 1);
    if (earlyStopping !== true || patience >= least) return undefined;
    const during = patience >= LEAST ? ` with a warm-up of ${warmupEpochs}` : "";
    return { message: `patience ${patience}${during}`, evidence: { patience, least } };
  },
});
