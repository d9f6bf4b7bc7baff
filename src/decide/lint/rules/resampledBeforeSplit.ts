import { defineRule } from "../define.ts";

const OFTEN = 0.5;
const SELDOM = 0.1;
const LEAST_ROWS = 10;

export const resampledBeforeSplit = defineRule({
  id: "resampledBeforeSplit",
  title: "rows that look oversampled",
  severity: "warning",
  why: "a table that was oversampled before its split has the same row on both sides: cross-validation said .724 where .698 was true",
  paper: "Santos et al. 2018, doi:10.1109/MCI.2018.2866730",
  fix: "give the table without copies, and augment: [randomOverSampler] or classWeights: balanced",
  check: ({ situation }) => {
    const known = (situation?.twins ?? []).filter(({ rows }) => rows >= LEAST_ROWS);
    const share = ({ twins, rows }: { twins: number; rows: number }): number => twins / rows;
    const most = known.reduce((a, b) => (share(b) > share(a) ? b : a), known[0] ?? { name: "", rows: 1, twins: 0 });
    const least = Math.min(1, ...known.map(share));
    if (known.length < 2 || share(most) < OFTEN || least > SELDOM) return undefined;
    return {
      message: `${most.twins} of ${most.rows} rows of ${JSON.stringify(most.name)} are copies of each other, of another class ${Math.round(100 * least)} %`,
      evidence: { class: most.name, copies: most.twins, rows: most.rows, least },
    };
  },
});
