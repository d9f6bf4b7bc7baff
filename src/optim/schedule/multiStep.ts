import { defineSchedule } from "./define.ts";

/** factor^(number of milestones passed); a milestone named twice cuts twice. */
export const multiStep = defineSchedule({
  name: "multiStep",
  doc: "Multiplies by a factor at named epochs.",
  advice: {
    when: "Falls at epochs that are known to be good.",
  },
  settings: {
    milestones: { default: [30, 60, 90], each: [0, 1e6], doc: "Epochs, counted from 0, that begin with a cut." },
    factor: { default: 0.1, range: [0, 1], search: [0.1, 0.5, "log"], doc: "What a cut multiplies with." },
  },
  factor: ({ epoch }, { milestones, factor }) => factor ** milestones.filter((at) => epoch >= at).length,
});
