import { defineRewriting } from "./define.ts";

/** Translates to another language and back: the same said in other words. Two models make the copies before training. */
export const backTranslation = defineRewriting({
  name: "backTranslation",
  doc: "A text translated to another language and back, by models of yours.",
  paper: "Yu et al. 2018, arXiv:1804.09541; Xie et al. 2020, arXiv:1904.12848",
  aliases: ["round-trip translation"],
  advice: {
    when: "Few rows of whole sentences and a pair of translation models at hand.",
    typical: "1–4 copies, temperature 0.7–0.9",
    cost: "minutes per thousand sentences on a CPU, once: a cache keeps the copies",
    pitfalls: [
      "Slang, names and spelling mistakes are smoothed away: check labels that hang on them.",
      "Split first: a copy belongs into the fold of its text.",
    ],
    interactions: ["Put it before steps that change words: a copy takes the place of the whole text."],
  },
  models: {
    there: "folder of the model that translates from the texts' language to another",
    back: "folder of the model that translates back",
  },
});
