import { describe, expect, it } from "vitest";
import { diagnose, parseHistory } from "../../../src/decide/diagnose/index.ts";

const falling = (from: number, to: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => to + (from - to) * Math.exp(-i / 4) + 1e-3 * ((7 * i) % 3));
const rising = (n: number): number[] => falling(1, 0.5, n).map((v, i) => v + (i > 10 ? 0.05 * (i - 10) : 0));
const of = (text: string, metric?: string) => parseHistory(text, "h", metric === undefined ? {} : { metric });
const code = (text: string, metric?: string): unknown => {
  try {
    of(text, metric);
    return "nothing thrown";
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
};

const keras = {
  loss: falling(1, 0.05, 30),
  val_loss: rising(30),
  accuracy: falling(0.5, 0.99, 30),
  val_accuracy: falling(0.5, 0.8, 30),
};

describe("histories are told apart by their content", () => {
  it("Keras: history.history, with or without what holds it", () => {
    for (const value of [keras, { history: keras, epoch: keras.loss.map((_, i) => i) }]) {
      const { story, notes } = of(JSON.stringify(value));
      expect([story.source, story.epochs.length, story.epochs[0]!.epoch]).toEqual(["keras", 30, 1]);
      expect(diagnose(story).kind).toBe("harmfulOverfitting");
      expect(notes[0]).toMatch(/judged by the loss.*--metric accuracy/u);
    }
  });

  it("TensorFlow.js: acc, null for NaN", () => {
    const history = {
      loss: [...falling(1, 0.5, 5), null],
      val_loss: [...falling(1, 0.5, 5), null],
      acc: falling(0.5, 0.9, 6),
      val_acc: falling(0.5, 0.9, 6),
    };
    const { story } = of(JSON.stringify({ validationData: null, params: {}, epoch: [0, 1, 2, 3, 4, 5], history }));
    expect([story.source, diagnose(story).kind]).toEqual(["tensorflow.js", "diverged"]);
  });

  it("Lightning: lines of training and of validation, steps, an unfinished epoch", () => {
    const n = 30;
    const [train, validation] = [falling(1, 0.05, n), rising(n)];
    const lines = train.flatMap((loss, i) => [
      `${i},${20 * i + 9},${loss},,`,
      `${i},${20 * i + 19},,${validation[i]},${loss}`,
    ]);
    const text = ["epoch,step,train_loss_step,val_loss,train_loss_epoch", ...lines, `${n},999,0.04,,`].join("\r\n");
    const { story } = of(text);
    expect([story.source, story.epochs.length]).toEqual(["lightning", n]);
    expect(story.epochs[3]).toEqual({ epoch: 4, loss: { train: train[3], validation: validation[3] } });
    expect(diagnose(story).kind).toBe("harmfulOverfitting");
  });

  it("Lightning: names with slashes, and a loss that is nan", () => {
    const text = "epoch,step,train/loss,val/loss\n0,1,0.9,\n0,1,,0.9\n1,2,nan,\n1,2,,nan\n";
    expect(diagnose(of(text).story).kind).toBe("diverged");
  });

  it("Keras' CSVLogger", () => {
    const text = [
      "epoch,accuracy,loss,val_accuracy,val_loss",
      ...keras.loss.map((l, i) => `${i},${keras.accuracy[i]},${l},${keras.val_accuracy[i]},${keras.val_loss[i]}`),
    ].join("\n");
    expect(diagnose(of(text).story).kind).toBe("harmfulOverfitting");
  });

  it("Python's NaN and Infinity, in numbers but not in names", () => {
    const { story } = of('{"loss": [1.0, NaN], "val_loss": [1.0, -Infinity], "NaN": [1, 2]}');
    expect(story.epochs[1]!.loss.train).toBeNaN();
  });
});

describe("the metric", () => {
  it("by its name: what is better, what is perfect; told", () => {
    const { story, notes } = of(JSON.stringify(keras), "accuracy");
    expect(story.metric).toEqual({ name: "accuracy", better: "higher", perfect: 1 });
    expect(notes[0]).toMatch(/accuracy, higher is better/u);
    expect(
      of(JSON.stringify({ ...keras, mae: keras.loss, val_mae: keras.val_loss }), "val_mae").story.metric?.better,
    ).toBe("lower");
    const hundred = {
      ...keras,
      accuracy: keras.accuracy.map((x) => 100 * x),
      val_accuracy: keras.val_accuracy.map((x) => 100 * x),
    };
    expect(of(JSON.stringify(hundred), "accuracy").story.metric?.perfect).toBe(100);
  });

  it("a loss that rises while accuracy does not is a benign gap of too sure probabilities", () => {
    const { kind, sentence } = diagnose(of(JSON.stringify(keras), "accuracy").story);
    expect([kind, sentence]).toEqual(["benignGap", expect.stringContaining("too sure")]);
  });

  it("one whose name says nothing is refused", () => {
    expect(code(JSON.stringify({ ...keras, foo: keras.loss, val_foo: keras.loss }), "foo")).toBe("E162");
  });
});

describe("what is wrong with a history is named", () => {
  it("missing columns", () => {
    expect(() => of('{"loss": [1, 2]}')).toThrow(/no val_loss/u);
    expect(() => of('{"val_loss": [1, 2]}')).toThrow(/no loss/u);
    expect(() => of("epoch,step,lr\n0,1,0.1\n")).toThrow(/no loss and no val_loss/u);
    expect(code(JSON.stringify(keras), "auc")).toBe("E162");
  });

  it("a text where a number should be, in a column that is used", () => {
    for (const text of [
      '{"loss": ["a", 1], "val_loss": [1, 1]}',
      "epoch,loss,val_loss\n0,1,1\nepoch,loss,val_loss\n",
      "epoch,step,train_loss,val_loss\n0,1,tensor(0.5),1\n",
    ]) {
      expect(code(text), text).toBe("E162");
      expect(() => of(text), text).toThrow(/loss holds a text/u);
    }
    expect(of('{"loss": ["1.5"], "val_loss": ["nan"], "note": ["warm"]}').story.epochs).toHaveLength(1);
    expect(() => of('{"loss": [1], "val_loss": [1], "acc": ["x"], "val_acc": [1]}', "acc")).toThrow(/acc holds/u);
  });

  it("a metric that is not there: another, not other data", () => {
    expect(() => of(JSON.stringify(keras), "auc")).toThrow(
      expect.objectContaining({ todo: expect.stringContaining("--metric") }),
    );
  });

  it("columns of different lengths, no epochs, and texts that are no history", () => {
    expect(code('{"loss": [1, 2], "val_loss": [1]}')).toBe("E162");
    expect(() => diagnose(of('{"loss": [], "val_loss": []}').story)).toThrow(expect.objectContaining({ code: "E165" }));
    for (const text of [
      "",
      "{",
      "[]",
      "{}",
      "null",
      '{"a": {}}',
      "hello",
      "a,b\n1,2",
      '{"__proto__": 1}',
      "\u0000\u0001",
    ])
      expect(code(text), text).toBe("E164");
  });
});

describe("a history of few epochs, whose last weights were kept", () => {
  const short = (n: number) =>
    diagnose(
      of(JSON.stringify({ loss: [1, 0.5, 0.2, 0.1, 0.05].slice(0, n), val_loss: [1, 0.9, 1.2, 1.5, 1.8].slice(0, n) }))
        .story,
    );

  it("cannot show that validation turned, and says what it did", () => {
    for (const n of [2, 3, 4]) expect(short(n).kind, `${n}`).toBe("cannotTell");
    expect(short(4).sentence).toContain(
      "4 epochs are too few to see validation turn: loss .900 at its best, 1.5 at the end",
    );
    expect(short(5).kind).toBe("harmfulOverfitting");
  });
});
