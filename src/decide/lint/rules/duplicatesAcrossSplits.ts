import { defineRule } from "../define.ts";

const SHARE = 0.01;

export const duplicatesAcrossSplits = defineRule({
  id: "duplicatesAcrossSplits",
  title: "the same rows in training and validation",
  severity: "error",
  why: "validation then measures memory: 3 % duplicates between CIFAR's parts were worth up to 5 points of accuracy",
  paper: "Barz & Denzler 2020, arXiv:1902.00423",
  fix: "let the split keep twins together (compare and fit do), or remove them",
  check: ({ situation }) => {
    const { rows = 0, identical = 0 } = situation?.across ?? {};
    if (rows === 0 || identical < SHARE * rows || identical === 0) return undefined;
    const message = `${identical} of ${rows} validation rows stand among the training rows too`;
    return { message, evidence: { identical, rows } };
  },
});
