import type { ComponentChildren } from "preact";

/** A column's heading: its words, and whether numbers stand below it or a name that may be long. */
export type Heading = string | readonly [title: ComponentChildren, kind?: "number" | "name"] | false;

/** The head of a table; headings that are false are left out. */
export const Head = ({ of }: { readonly of: readonly Heading[] }) => (
  <thead>
    <tr>
      {of.map((heading, i) => {
        if (heading === false) return null;
        const [title, kind] = typeof heading === "string" ? [heading, undefined] : heading;
        return (
          <th key={i} scope="col" class={kind}>
            {title}
          </th>
        );
      })}
    </tr>
  </thead>
);

/** A heading that only a screen reader says. */
export const Unseen = ({ text }: { readonly text: string }) => <span class="hidden">{text}</span>;
