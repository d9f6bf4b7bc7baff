import { RegularizeError } from "../../../core/index.ts";
import { type History, type HistoryOptions, historyOf } from "./columns.ts";
import type { StoryEpoch } from "../story.ts";
import { readCsv } from "./csv.ts";
import { readJson } from "./json.ts";

export type { History } from "./columns.ts";

/**
 * The history that Keras, Lightning or TensorFlow.js wrote, told apart by its content. Throws E164 for a text that is none,
 * E162 for one without both losses, or whose columns are of different lengths.
 */
export function parseHistory(text: string, where: string, options: HistoryOptions = {}): History {
  const read = text.trimStart().startsWith("{") ? readJson(text) : readCsv(text);
  if (read === undefined)
    throw new RegularizeError({
      code: "E164",
      where,
      message: `${where} is no history of a training`,
      expected: "history.history of Keras or TensorFlow.js as JSON, or Lightning's metrics.csv",
      received: JSON.stringify(text.trim().slice(0, 40)),
      todo: "json.dump(model.fit(…).history, open('history.json', 'w'))",
    });
  const lengths = new Set([...read.columns.values()].map((column) => column.length));
  if (lengths.size > 1)
    throw new RegularizeError({
      code: "E162",
      where,
      message: `${where}: its columns are of different lengths`,
      expected: "a number per epoch in each",
      received: [...read.columns].map(([name, column]) => `${name} ${column.length}`).join(", "),
      todo: "write the history of one training, as a whole",
    });
  const history = historyOf(read, where, options);
  if (read.source !== "lightning") return history;
  // Lightning checks validation before the first epoch, may log training less often than it, and dies in mid-epoch.
  const isWhole = ({ loss }: StoryEpoch): boolean => !Number.isNaN(loss.train) && !Number.isNaN(loss.validation);
  return { ...history, story: { ...history.story, epochs: history.story.epochs.filter(isWhole) } };
}
