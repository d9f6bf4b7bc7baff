import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What takes longest, in the order in which it is begun. Begun last it would leave a processor idle; vitest itself knows durations from an
 * earlier run alone, and takes long files for slow ones.
 */
const LONGEST = [
  "readme",
  "faults/tune",
  "faults/kill",
  "job/tune",
  "browser/playground",
  "e2e/",
  "ui/dashboard",
  "examples/article",
  "docs/site",
  "job/pool",
  "faults/",
  "cli/spawn",
  "bench/",
];

/** The files of LONGEST first, the others in vitest's own order. */
export default class Longest extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
      return rank < 0 ? LONGEST.length : rank;
    };
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
