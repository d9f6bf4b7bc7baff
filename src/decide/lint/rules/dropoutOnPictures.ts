import { defineRule } from "../define.ts";
import { blocksOf, chainsOf, givesPictures, rateOf } from "../layers.ts";

export const dropoutOnPictures = defineRule({
  id: "dropoutOnPictures",
  title: "dropout of single pixels",
  severity: "hint",
  why: "neighbours in a feature map tell nearly the same: what is silenced is read off next to it. Whole channels have to go",
  paper: "Tompson et al. 2015, arXiv:1411.4280",
  fix: "dropout2d (spatialDropout in recipes), .1 to .2",
  check: ({ model }) => {
    const blocks = model === undefined ? [] : chainsOf(model).flatMap(blocksOf);
    for (const block of blocks) {
      const flat = block.findIndex(({ name }) => name === "flatten" || /^global|^adaptive/u.test(name));
      const pictures = flat < 0 ? block : block.slice(0, flat);
      const drop = pictures.find(({ name }) => name === "dropout");
      if (!pictures.some(givesPictures) || drop === undefined) continue;
      return { message: `dropout ${rateOf(drop)} after ${pictures[0]!.name}`, evidence: { rate: rateOf(drop) } };
    }
    return undefined;
  },
});
