import { earlyStopping } from "./stopping/index.ts";

export { earlyStopping };
export type EarlyStoppingOptions = Exclude<Parameters<typeof earlyStopping>[0], number | undefined>;
