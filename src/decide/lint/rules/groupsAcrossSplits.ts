import { defineRule } from "../define.ts";

export const groupsAcrossSplits = defineRule({
  id: "groupsAcrossSplits",
  title: "one group in training and validation",
  severity: "error",
  why: "rows of one patient or one device are alike: what is measured is whether the model knows them, not whether it generalizes",
  paper: "Kapoor & Narayanan 2023, doi:10.1016/j.patter.2023.100804",
  fix: "--group COLUMN",
  check: ({ situation }) => {
    const { rows = 0, sameGroup = 0 } = situation?.across ?? {};
    if (rows === 0 || sameGroup === 0) return undefined;
    const message = `${sameGroup} of ${rows} validation rows belong to groups of training rows`;
    return { message, evidence: { sameGroup, rows } };
  },
});
