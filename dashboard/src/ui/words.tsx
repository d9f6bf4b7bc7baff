import { clean } from "../text/format.ts";

/** A minus before a number, as tables have it. */
const MINUS = /(?<=^|[\s([±])-(?=\.?\d)/gu;

interface WordsProps {
  readonly text: string;
  readonly limit: number;
  /** To be copied: nothing of it is made prettier. */
  readonly verbatim?: boolean;
}

/** A sentence from outside. Words of the command line such as `--seeds` are not broken after a dash. */
export const Words = ({ text, limit, verbatim = false }: WordsProps) => (
  <bdi>
    {clean(verbatim ? text : text.replace(MINUS, "−"), limit)
      .split(/(--?[a-z][a-z-]*)/u)
      .map((part, i) =>
        i % 2 === 0 ? (
          part
        ) : (
          <span key={i} class="whole">
            {part}
          </span>
        ),
      )}
  </bdi>
);
