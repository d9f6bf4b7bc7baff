/** Keys of a recipe that have a flag of their own. */
const FLAGS: Readonly<Record<string, string>> = {
  epochs: "--epochs",
  learningRate: "--lr",
  batchSize: "--batch-size",
  hidden: "--hidden",
};

/** `epochs: 20` as the command line takes it: `--epochs 20`, `--recipe '{dropout: 0}'`; any other sentence as it is. */
export function editAsFlags(edit: string): string {
  const [, key = "none", value = ""] = /^([a-z]\w*): (\[[\d, ]+\]|[\w.+-]+)$/iu.exec(edit) ?? [];
  if (key === "none") return edit;
  const flag = FLAGS[key];
  return flag === undefined ? `--recipe '{${edit}}'` : `${flag} ${value.replace(/[[\] ]/gu, "")}`;
}
