import { defineSchedule, now, perSetting } from "./define.ts";

/** Half a cosine down from 1 to `final`, again and again; each period is `growth` times as long as the one before. */
export const cosineRestarts = defineSchedule({
  name: "cosineRestarts",
  doc: "Half a cosine down, then a warm restart; periods grow.",
  paper: "Loshchilov & Hutter 2017, arXiv:1608.03983",
  aliases: ["warm restarts", "SGDR"],
  advice: {
    when: "A model at the end of each period, for snapshotEnsemble.",
    typical: "periods of 15, 30 and 60 epochs (regularization cocktails)",
  },
  settings: {
    periodEpochs: { default: 10, range: [1e-3, 1e6], search: [5, 50, "log"], doc: "Length of the first period." },
    growth: { default: 2, range: [1, 10], doc: "Length of a period over that of the one before." },
    final: { default: 0, range: [0, 1], doc: "Share of the base value at the end of a period." },
    per: perSetting("step"),
  },
  main: "periodEpochs",
  factor: (progress, { periodEpochs, growth, final, per }) => {
    let [into, period] = [now(progress, per), periodEpochs];
    if (growth === 1) into %= period;
    for (; into >= period; period *= growth) into -= period;
    return final + (1 - final) * 0.5 * (1 + Math.cos((Math.PI * into) / period));
  },
});
