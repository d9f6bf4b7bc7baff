import { defineRewriting } from "./define.ts";

/** Says a text in other words, as a text-to-text model does it. The model makes the copies before training. */
export const paraphrase = defineRewriting({
  name: "paraphrase",
  doc: "A text in other words, by a text-to-text model of yours.",
  paper: "Kumar et al. 2019, doi:10.18653/v1/N19-1363",
  aliases: ["paraphrasing"],
  advice: {
    when: "Few rows of whole sentences and a paraphrasing model (T5, BART) at hand.",
    typical: "1–4 copies, temperature 0.8–1",
    cost: "minutes per thousand sentences on a CPU, once: a cache keeps the copies",
    pitfalls: [
      "A model that was not trained to paraphrase invents: read the copies and audit the labels.",
      "Split first: a copy belongs into the fold of its text.",
    ],
    interactions: ["Put it before steps that change words: a copy takes the place of the whole text."],
  },
  models: { model: "folder of a text-to-text model that paraphrases" },
});
