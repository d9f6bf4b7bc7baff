import { definePractice } from "./define.ts";

export const residual = definePractice({
  name: "residual",
  doc: "A body of layers adds to what comes in: the gradient has a way around it.",
  paper: "He et al. 2016, arXiv:1512.03385",
  use: "library: `nn.residual(body, { dropPath: 0.1 })`; branches side by side: `nn.parallel([a, b])`",
  aliases: ["skip connection", "resnet", "shortcut", "parallel"],
  advice: {
    when: "Networks so deep that they train worse than shallow ones.",
    pitfalls: ["The body must end with the shape that came in, or the shortcut needs a layer of its own."],
    interactions: ["dropPath at the end of the body lets rows skip it."],
  },
  settings: {},
});
