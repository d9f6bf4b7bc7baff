import { defineRule } from "../define.ts";

const USUAL = 5;

export const plateauOutlastsStopping = defineRule({
  id: "plateauOutlastsStopping",
  title: "plateau's patience is not below early stopping's",
  severity: "warning",
  why: "training stops before the learning rate is ever cut: the schedule does nothing",
  fix: "patience: 15, three times the plateau's 5",
  check: ({ recipe }) => {
    const { schedule, earlyStopping, patience = 15, plateauPatience = USUAL } = recipe ?? {};
    if (schedule !== "plateau" || earlyStopping !== true || plateauPatience < patience) return undefined;
    const message = `the rate is cut after more than ${plateauPatience} bad epochs, and training stops after ${patience}`;
    return { message, evidence: { plateauPatience, patience } };
  },
});
