import pc from "picocolors";

type Environment = Readonly<Record<string, string | undefined>>;
export type Colors = ReturnType<typeof pc.createColors>;

/** FORCE_COLOR decides, then NO_COLOR, then whether somebody looks: a terminal that is not dumb, outside CI. */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  return isInteractive(env, isTerminal);
}

/** A person watches: progress may redraw its line. */
export function isInteractive(env: Environment, isTerminal: boolean): boolean {
  const ci = env["CI"] ?? "";
  return isTerminal && env["TERM"] !== "dumb" && (ci === "" || ci === "false" || ci === "0");
}

export const colorsFor = (env: Environment, isTerminal: boolean): Colors =>
  pc.createColors(wantsColor(env, isTerminal));
