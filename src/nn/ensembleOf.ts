import { RegularizeError, showShape } from "../core/index.ts";
import { add, mul, reshape } from "../graph/index.ts";
import type { Module } from "./context.ts";
import { defineWrapper } from "./define.ts";
import { fanIn, randomSigns } from "./init.ts";
import { perGroup } from "./perGroup.ts";
import { requireAxes } from "./shape.ts";

const seesBatch = ({ facts, children = [] }: Module): boolean => facts.seesBatch === true || children.some(seesBatch);

/**
 * TabM-mini: members that share one body and differ in a learned scale of their inputs, ±1 at first, and in their heads.
 * [batch, features] → [batch, members · outputs], member by member. The body sees [batch, members, features] and gives
 * [batch, members, hidden]. Train it with `meanOverMembers(loss, members)`, which averages the predictions.
 *
 * @example
 * const model = ensembleOf(sequential(linear(512), relu(), dropout(0.1)), { members: 32, outputs: 3 });
 */
export const ensembleOf = defineWrapper({
  name: "ensembleOf",
  doc: "TabM-mini: many members share one body and differ in the scale of their inputs and in their heads.",
  paper: "Gorishniy et al. 2025, arXiv:2410.24210",
  aliases: ["TabM", "TabM-mini"],
  advice: {
    when: "Tables: about 8 to 9 % less error than a tuned MLP.",
    typical: "32 members, width 512, dropout 0.1, adamW with lr 2e-3 and decay 3e-4, batch 256, patience 16",
    cost: "a step of the body for every member",
    pitfalls: [
      "Train it with meanOverMembers: the mean of the members' losses, not the loss of their mean.",
      "Never minimize the gap: it wins 79 of 86 splits, on 43 of them with a larger gap than the MLP's.",
    ],
  },
  settings: {
    members: { default: 32, range: [1, 1024], integer: true, doc: "Number of members." },
    outputs: { default: 1, range: [1, 1e6], integer: true, doc: "Numbers that each member predicts." },
  },
  main: "outputs",
  children: (body: Module) => [body],
  apply: (x, body, { members, outputs }, { parameter, call }) => {
    requireAxes(x, "ensembleOf", "[batch, features]");
    if (seesBatch(body)) throw mixes();
    const [batch, features] = x.shape as readonly [number, number];
    const scale = parameter("scale", [members, features], randomSigns, "scale");
    const hidden = call("body", body, mul(reshape(x, [batch, 1, features]), scale));
    const inner = hidden.shape[2];
    if (hidden.shape.length !== 3 || hidden.shape[1] !== members || inner === undefined)
      throw new RegularizeError({
        code: "E339",
        where: "ensembleOf",
        message: `ensembleOf: the body gives ${showShape(hidden.shape)}, not [batch, ${members} members, hidden]`,
        todo: "use layers that act on the last axis, such as linear, relu and dropout",
      });
    const weight = parameter("weight", [members, inner, outputs], fanIn(inner), "weight");
    const bias = parameter("bias", [members, outputs], fanIn(inner), "bias");
    return reshape(add(perGroup(hidden, weight), bias), [batch, members * outputs]);
  },
});

const mixes = (): RegularizeError =>
  new RegularizeError({
    code: "E338",
    where: "ensembleOf",
    message: "ensembleOf: a layer of the body looks at the batch, which would take members for features",
    todo: "use layerNorm or rmsNorm instead of batch norm",
  });
