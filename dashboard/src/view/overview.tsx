import { current } from "../state/store.ts";
import { Progress } from "../ui/progress.tsx";
import { Verdict } from "./overview/verdict.tsx";
import { Cards } from "./overview/cards.tsx";
import { Interval } from "./overview/interval.tsx";
import { Training } from "./overview/training.tsx";
import { Leaderboard } from "./overview/leaderboard.tsx";
import { Joined, joinedOf } from "./strengths/joined.tsx";

export function Overview() {
  const run = current.value!;
  const joined = joinedOf(run);
  return (
    <>
      <Verdict run={run} />
      {run.progress !== undefined && run.state !== "done" && <Progress run={run} />}
      <Cards run={run} />
      {run.job === "fit" && <Training />}
      {joined !== undefined && <Joined {...joined} />}
      <Interval run={run} />
      <Leaderboard run={run} />
    </>
  );
}
