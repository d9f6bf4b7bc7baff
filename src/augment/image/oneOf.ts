import { fold, randomOf, RegularizeError } from "../../core/index.ts";
import type { ImageAugmentation } from "./define.ts";
import { grouped, type Members } from "./group.ts";

interface Choice {
  readonly index: number;
  readonly drawn: unknown;
}

const definition = {
  name: "oneOf",
  doc: "One of several augmentations, each as likely.",
  use: "library: `augment.image.oneOf(a, b)`",
  aliases: ["random choice"],
  advice: {
    when: "Augmentations that are too much together: blur or noise, mild ones of one sort.",
    interactions: ["trivialAugmentWide is one of fourteen, with a strength drawn."],
  },
  settings: {},
} as const;

function make(...members: Members): ImageAugmentation<Choice> {
  if (members.length === 0)
    throw new RegularizeError({ code: "E265", where: "oneOf", message: "oneOf has nothing to choose from" });
  return grouped<Choice>({
    name: "oneOf",
    settings: {},
    facts: {},
    sample: (key, size) => {
      const index = randomOf(key).below(members.length);
      return { index, drawn: members[index]!.sample(fold(key, index, members[index]!.name), size) };
    },
    plan: (picture, { index, drawn }) => members[index]!.plan(picture, drawn),
    resized: (size, { index, drawn }) => members[index]!.resized(size, drawn),
    parts: ({ index, drawn }) => [{ augmentation: members[index]!, drawn }],
  });
}

/** One of several, each as likely: torchvision's RandomChoice. E265 without any. */
export const oneOf = Object.assign(make, { definition });
