import { gain } from "../../train/best.ts";
import { defineStopping, type Rule } from "./define.ts";

interface Memory {
  /** Epochs of the strip that is running. */
  readonly epochs: number;
  /** Score at the end of the strip before. */
  readonly last: number | null;
  /** Strips in a row at whose end the score was worse than at that of the one before. */
  readonly rises: number;
}

/** Stops when the validation error rose over s successive strips of k epochs, by however much. */
export const up = defineStopping({
  name: "up",
  doc: "Prechelt's UP: stops when validation got worse over several strips in a row.",
  paper: "Prechelt 1998, doi:10.1007/3-540-49430-8_3",
  advice: {
    when: "A stop by how often validation got worse in a row.",
    typical: "strips of 5 epochs",
    pitfalls: ["Slower criteria gain about 4 % for 4 times the time."],
  },
  settings: {
    strips: { default: 3, range: [1, 10_000], integer: true, search: [2, 8, "linear"], doc: "s, rises in a row." },
    stripEpochs: { default: 5, range: [1, 10_000], integer: true, doc: "k, epochs between two looks." },
  },
  main: "strips",
  rule: ({ strips, stripEpochs }): Rule<Memory> => ({
    init: () => ({ epochs: 0, last: null, rises: 0 }),
    observe: ({ epochs: before, last, rises: counted }, { score, better }) => {
      const epochs = before + 1;
      if (epochs < stripEpochs) return { memory: { epochs, last, rises: counted } };
      const rises = last !== null && gain(better, score, last) < 0 ? counted + 1 : 0;
      const memory = { epochs: 0, last: score, rises };
      return { memory, stop: rises >= strips ? `validation got worse over ${rises} strips in a row` : undefined };
    },
  }),
});
