import { InferenceSession, Tensor } from "onnxruntime-node";

const session = await InferenceSession.create(`${process.argv[2] ?? "runs/credit"}/model.onnx`);
const word = (text: string) => new Tensor("string", [text], [1, 1]);
const number = (value: number) => new Tensor("float32", [value], [1, 1]);
const given: Record<string, Tensor> = { duration: number(24), credit_amount: number(3000), purpose: word("radio/tv") };
const unknown = (name: string) =>
  session.inputMetadata.some((input) => input.name === name && input.isTensor && input.type === "string")
    ? word("")
    : number(Number.NaN);

const feeds = Object.fromEntries(session.inputNames.map((name) => [name, given[name] ?? unknown(name)]));
const { label, probabilities } = await session.run(feeds);
console.log(label?.data, probabilities?.data);
