// Tiny trainings on the data shipped with the package.

/** The first rows of clothes: 28 × 28 grey images of ten classes. */
export async function clothes({ readImages, pickRows }, rows, held = 300) {
  const read = (part) =>
    readImages(`data/fashion/${part}-images-idx3-ubyte.gz`, `data/fashion/${part}-labels-idx1-ubyte.gz`);
  const first = (images, count) =>
    pickRows(
      images,
      Int32Array.from({ length: count }, (_, i) => i),
    );
  return {
    train: first(await read("train"), rows),
    validation: first(await read("t10k"), held),
    input: [1, 28, 28],
    outputs: 10,
  };
}

/** Credit: 600 rows to learn from, 200 to validate on. */
export async function credit({ prepare, foldOf }) {
  const { train, validation, shape, interpret } = foldOf(
    await prepare({ data: "data/german-credit.csv", target: "class" }, 42),
    0,
  );
  return { train, validation, interpret, input: [shape.width], outputs: 2 };
}

export const mlp = ({ nn }, widths, outputs, between = () => []) =>
  nn.sequential(
    nn.flatten(),
    ...widths.flatMap((width) => [nn.linear(width), nn.relu(), ...between()]),
    nn.linear(outputs),
  );

/** Trains, and gives the trainer with [epoch, training loss] and [epoch, validation loss]; `each` looks on. */
export async function learn(engine, { data, model, epochs, batchSize = 50, each, loop = {}, ...given }) {
  const { createTrainer, trainLoop, loss, optim, metrics, classPredictions, runtime } = engine;
  const { train, validation, input, outputs, interpret = classPredictions } = data;
  const trainer = await createTrainer({
    ...{
      model,
      loss: loss.crossEntropy(),
      penalties: [],
      optimizer: optim.adam(1e-3),
      input,
      outputs,
      batchSize,
      runtime,
    },
    ...given,
  });
  const [fitted, held, events] = [[], [], []];
  const options = { trainer, train, validation, metric: metrics.accuracy, interpret, batchSize, length: { epochs } };
  let end;
  for await (const event of trainLoop({ ...options, ...loop })) {
    if (event.type !== "epoch") {
      end = event;
      continue;
    }
    events.push(event);
    fitted.push([event.epoch, event.train.loss]);
    held.push([event.epoch, event.validation.loss]);
    await each?.(trainer, event);
  }
  return { trainer, fitted, held, events, end };
}

/** All weights but biases and norms, by tensor. */
export const weightsOf = (trainer) =>
  Object.entries(trainer.tensors()).filter(([name, { shape }]) => name.endsWith("weight") && shape.length > 1);

export const lowest = (points) => points.reduce((a, b) => (b[1] < a[1] ? b : a));
export const number = (x, digits = 2) => x.toFixed(digits).replace(/^(-?)0\./u, "$1.");
