import { clean } from "../text/format.ts";

/** A sentence from outside. Words of the command line such as `--seeds` are not broken after a dash. */
export const Words = ({ text, limit }: { readonly text: string; readonly limit: number }) => (
  <bdi>
    {clean(text, limit)
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
