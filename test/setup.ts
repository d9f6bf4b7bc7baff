import fc from "fast-check";

/** The same examples in every run, so that a failure is the change's and not the day's; FC_SEED explores others. */
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 42) });
