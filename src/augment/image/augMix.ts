import { randomOf } from "../../core/index.ts";
import { betaOf, dirichletOf } from "./beta.ts";
import { defineImage } from "./define.ts";
import type { Image } from "./image.ts";
import { finish, type Picture, pictureOf, withPixels } from "./picture.ts";
import { remade } from "./pointwise.ts";
import { type Chosen, choose, OPERATIONS, spaceOf } from "./policy.ts";
import { partly } from "./room.ts";
import { resident } from "./source.ts";

const { identity: _, ...every } = spaceOf({
  shear: 0.3,
  shift: (side) => side / 3,
  degrees: 30,
  colour: 0.9,
  bits: 4,
  bitsLost: 4,
});
/** Without what the corruptions of CIFAR-C and ImageNet-C contain. */
const { brightness: _b, color: _c, contrast: _k, sharpness: _s, ...clean } = every;

/** One chain of operations and its share of the result. */
interface Chain {
  readonly share: number;
  readonly chosen: readonly Chosen[];
}

/** Σ share · chain(image); what the shares leave is the image itself. */
const mixed = (image: Image, chains: readonly Chain[]): Image =>
  remade(image, (kernels, out, x) => {
    const own = chains.reduce((left, { share }) => left - share, 1);
    kernels.scaleShift(out, x, own, 0, { least: -Infinity, most: Infinity });
    const apply = (picture: Picture, { name, magnitude }: Chosen): Picture => OPERATIONS[name](picture, magnitude);
    for (const { share, chosen } of chains)
      partly(() => kernels.axpy(out, resident(finish(chosen.reduce(apply, pictureOf(image)))).data, share));
  });

/** m · x + (1 − m) · Σ wᵢ chainᵢ(x): w ~ Dirichlet(alpha), m ~ Beta(alpha, alpha), a chain is one to three operations. */
export const augMix = defineImage({
  name: "augMix",
  doc: "Mixes an image with a few chains of mild operations.",
  paper: "Hendrycks et al. 2020, arXiv:1912.02781",
  advice: {
    when: "Robustness against noise, blur and weather that training data does not show.",
    typical: "severity 3, 3 chains",
    cost: "as many passes as there are chains",
    interactions: ["Gains most with a consistency loss between two views."],
  },
  settings: {
    severity: {
      default: 3,
      range: [1, 10],
      integer: true,
      search: [1, 10, "linear"],
      doc: "Strengths drawn from, of 10.",
    },
    chains: { default: 3, range: [1, 16], integer: true, doc: "How many chains are mixed." },
    depth: { default: 0, range: [0, 16], integer: true, doc: "Operations per chain; 0 draws one to three." },
    alpha: { default: 1, range: [0.01, 100], doc: "Shape of the distributions of the weights." },
    allOperations: { default: true, doc: "With brightness, colour, contrast and sharpness." },
  },
  main: "severity",
  audit: [
    {
      stage: "preset",
      strengths: [1, 3, 5, 7, 10],
      at: (severity) => ({ severity: Math.max(1, Math.round(severity)) }),
    },
  ],
  sample: (key, size, { severity, chains, depth, alpha, allOperations }): { readonly chains: readonly Chain[] } => {
    const random = randomOf(key);
    const space = allOperations ? every : clean;
    const changed = betaOf(random, alpha, alpha);
    const chain = (weight: number): Chain => {
      const length = depth > 0 ? depth : 1 + random.below(3);
      const chosen = Array.from({ length }, () => choose(random, space, size, () => random.below(severity) / 9));
      return { share: changed * weight, chosen };
    };
    return { chains: dirichletOf(random, alpha, chains).map(chain) };
  },
  plan: (picture, { chains }) => withPixels(picture, (image) => mixed(image, chains)),
});
