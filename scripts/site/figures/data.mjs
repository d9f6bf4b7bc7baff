// What happens to the data: images, mixtures, texts, new rows of a rare class.
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { clothes } from "./learn.mjs";
import { plot } from "./plot.mjs";

const SIDE = 28;

/** Grey images, [28, 28] from 0 to 1 each, as one picture of a row; dark where the cloth is. */
async function strip(images) {
  const width = images.length * SIDE;
  const bytes = Buffer.alloc(width * SIDE);
  for (const [n, image] of images.entries())
    for (let i = 0; i < SIDE * SIDE; i++)
      bytes[Math.floor(i / SIDE) * width + n * SIDE + (i % SIDE)] = Math.round(
        255 * (1 - Math.min(1, Math.max(0, image[i]))),
      );
  const png = await sharp(bytes, { raw: { width, height: SIDE, channels: 1 } })
    .png({ compressionLevel: 9, palette: true, colours: 32 })
    .toBuffer();
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** Rows of pictures with a name before each. */
async function sheet({ html, raw, text }, rows, { side = 44, left = 150 } = {}) {
  const drawn = [];
  for (const [i, { title, images, below }] of rows.entries()) {
    const top = 6 + i * (side + 12);
    drawn.push(
      html`${text(4, top + side / 2 + (below === undefined ? 4 : -2), title, "strong")}${below === undefined ? undefined : text(4, top + side / 2 + 14, below, "soft small")}${raw(`<image x="${left}" y="${top}" width="${images.length * side}" height="${side}" href="${await strip(images)}"/>`)}`
        .text,
    );
  }
  return { height: 6 + rows.length * (side + 12), body: drawn.join("") };
}

const rowOf = ({ x }, row) => x.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE);

export async function imageAugmentation(engine) {
  const { augment, keyOf, fold, chart } = engine;
  const { train } = await clothes(engine, 40);
  const pixels = Uint8Array.from(train.x, (v) => Math.round(255 * v));
  const chosen = [
    ["as they are", ""],
    ["flip", "randomHorizontalFlip", 1],
    ["rotation", "randomRotation", 15],
    ["shift and zoom", "randomAffine", { degrees: 0, translate: [0.1, 0.1], scale: [0.85, 1.15] }],
    ["crop", "randomResizedCrop", { size: SIDE, scale: [0.5, 1] }],
    ["erasing", "randomErasing", { p: 1 }],
    ["RandAugment", "randAugment"],
  ];
  const shown = Int32Array.of(0, 1, 16, 18, 5, 8);
  const rows = chosen.map(([title, name, given]) => {
    const out = new Float32Array(shown.length * SIDE * SIDE);
    const policy = name === "" ? augment.image.compose() : augment.image[name](given);
    augment.image.augmentBatch(
      policy,
      { shape: [1, SIDE, SIDE], pixels },
      shown,
      (row) => fold(keyOf(11), name, row),
      out,
    );
    return { title, below: name, images: Array.from(shown, (_, i) => rowOf({ x: out }, i)) };
  });
  return {
    ...(await sheet(chart, rows)),
    label: "Six images of clothes as they are and after six augmentations",
    caption:
      "Six training images, and what each step made of them in one draw. All keep their label; every epoch draws anew. See yours with <code>regularize augment DATA</code>.",
  };
}

export async function mixup(engine) {
  const { augment, keyOf, fold, chart } = engine;
  const { train } = await clothes(engine, 40);
  const shown = [0, 1, 16, 18, 5, 8];
  const data = Float32Array.from(shown.flatMap((row) => [...rowOf(train, row)]));
  const batch = {
    count: shown.length,
    channels: 1,
    height: SIDE,
    width: SIDE,
    data,
    targets: Float32Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0)),
  };
  const lines = [{ title: "a batch", images: shown.map((_, i) => rowOf({ x: data }, i)) }];
  for (const [name, alpha] of [
    ["mixup", 0.4],
    ["mixup", 1],
    ["cutMix", 1],
  ]) {
    const one = augment.image[name](alpha);
    const key = Array.from({ length: 60 }, (_, n) => fold(keyOf(n), name, alpha)).find((candidate) => {
      const share = one.apply(batch, one.sample(candidate, batch)).targets[0];
      return share > 0.55 && share < 0.8;
    });
    const mixed = one.apply(batch, one.sample(key ?? keyOf(1), batch));
    lines.push({
      title: `${name} α ${String(alpha).replace("0.", ".")}`,
      below: `λ = ${mixed.targets[0].toFixed(2)}`,
      images: shown.map((_, i) => rowOf({ x: mixed.data }, i)),
    });
  }
  return {
    ...(await sheet(chart, lines)),
    label: "A batch of images, blended by mixup and patched by CutMix",
    caption:
      "Each image is mixed with the one before it in the batch: λ of its own pixels and of its own target, the rest of its neighbour's. Draws with λ in the middle are shown; small α gives mostly λ near 0 or 1.",
  };
}

/** Words in lines of at most `limit` letters. */
function wrap(words, limit) {
  const lines = [""];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > limit) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

export async function eda({ augment, keyOf, fold, chart }) {
  const { text } = augment;
  const [source] = /On the other hand the unseen window [^.]*\./u.exec(readFileSync("data/spam.csv", "utf8"));
  const steps = [
    ["synonyms", "synonymReplacement", 0.2],
    ["insertion", "randomInsertion", 0.2],
    ["swap", "randomSwap", 0.2],
    ["deletion", "wordDropout", 0.2],
    ["AEDA", "aeda"],
  ];
  const rows = [
    ["as written", source],
    ...steps.map(([title, name, given]) => {
      const [one, passage] = [text[name](given), text.passageOf(source)];
      const got = one.apply(passage, one.sample(fold(keyOf(4), name), passage));
      return [title, text.textOf(Array.isArray(got) ? got.at(-1) : got)];
    }),
  ];
  const bare = (word) => word.toLowerCase().replace(/[^\w']/gu, "");
  const before = new Set(source.split(" ").map(bare));
  let top = 18;
  const body = rows.map(([title, words]) => {
    const lines = wrap(words.split(" "), 56);
    const drawn =
      chart.html`${chart.text(4, top, title, "strong")}${lines.map((one, i) => chart.html`<text x="88" y="${top + i * 16}">${one.split(" ").map((word) => chart.html`<tspan class="${(bare(word) !== "" && before.has(bare(word))) || title === "as written" ? "" : "b"}">${word} </tspan>`)}</text>`)}`
        .text;
    top += lines.length * 16 + 12;
    return drawn;
  });
  return {
    height: top - 8,
    body: body.join(""),
    label: "A message and what each operation of EDA made of it",
    caption:
      "One message of the spam data and one draw of each operation at strength .2 (usual: .1). Coloured words are not those of the original.",
  };
}

export async function smote({ augment, keyOf, chart }) {
  const lines = readFileSync("data/german-credit.csv", "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const at = (name) => lines[0].findIndex((cell) => cell.replaceAll('"', "") === name);
  const [duration, amount, target] = [at("duration"), at("credit_amount"), at("class")];
  const chosen = lines.slice(1, 161);
  const bad = chosen.map((row) => (row[target].includes("bad") ? 1 : 0));
  // Scaled first: distances mix the units of columns.
  const x = Float32Array.from(chosen.flatMap((row) => [Number(row[duration]) / 12, Number(row[amount]) / 2800]));
  const fold = augment.tabular.trainingFold(
    {
      rows: chosen.length,
      width: 2,
      x,
      targets: Float32Array.from(bad),
      task: { kind: "binary", classes: ["good", "bad"], positive: "bad" },
    },
    Int32Array.from({ length: chosen.length }, (_, i) => i),
  );
  const one = augment.tabular.smote();
  const made = one.apply(fold, one.sample(keyOf(42), fold));
  const count = made.labels.length;
  const point = (sx, sy, i, kind, r) =>
    chart.html`<circle class="${kind}" cx="${chart.px(sx.at(made.x[2 * i] * 12))}" cy="${chart.px(sy.at((made.x[2 * i + 1] * 2800) / 1000))}" r="${r}"/>`;
  const indices = Array.from({ length: count }, (_, i) => i);
  const isRare = (i) => made.labels[i] === 1;
  return {
    ...plot(chart, {
      ...{
        height: 300,
        right: 90,
        x: { title: "duration of the loan (months)", domain: [0, 62] },
        y: { title: "amount (thousands)", domain: [0, 16] },
      },
      more: (sx, sy, frame) => [
        indices.filter((i) => i < made.kept && !isRare(i)).map((i) => point(sx, sy, i, "dot e", 2.2)),
        indices.filter((i) => i >= made.kept).map((i) => point(sx, sy, i, "ring added b", 3.2)),
        indices.filter((i) => i < made.kept && isRare(i)).map((i) => point(sx, sy, i, "dot a", 3.2)),
        [
          ["good", "e"],
          ["bad", "a"],
          ["bad, new", "b"],
        ].map(([name, kind], i) => chart.text(frame.right + 7, frame.top + 16 + i * 18, name, kind)),
      ],
    }),
    label: "Loans by duration and amount: good ones, bad ones, and the bad ones that SMOTE made between them",
    caption: `160 loans of the credit data, two columns. SMOTE made ${count - made.kept} rows of the rarer class, each between a bad loan and one of its five nearest, until both classes have as many.`,
  };
}
