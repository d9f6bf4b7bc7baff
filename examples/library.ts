import { compare, predictRows } from "regularize";

const result = await compare(
  { data: "data/german-credit.csv", target: "class", seeds: 2, base: { epochs: 5 }, out: "runs/library" },
  (event) => event.type === "trial" && console.error(`${event.done}/${event.total} ${event.recipe}`),
);
console.log(result.conclusion);
console.log(result.winner, result.test.winner.value, "against plain", result.test.plain.value);

const { columns } = await predictRows({ run: result.run, data: "data/german-credit.csv" });
console.log(columns.map(({ name, values }) => `${name}: ${values[0]}`));
