import { stat } from "node:fs/promises";

/** Whether anything lies there; with `what`, whether it is that. */
export const exists = (path: string, what?: "isFile" | "isDirectory"): Promise<boolean> =>
  stat(path).then(
    (found) => what === undefined || found[what](),
    () => false,
  );
