// Puts into README.md the files that its code blocks show. `node scripts/readme.mjs --output` also puts in what `npm start` prints.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../README.md", import.meta.url);
const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8").trimEnd();
let text = readFileSync(path, "utf8").replace(
  /<!-- (examples\/\S+) -->\n```(\w*)\n[\s\S]*?```/gu,
  (_, file, language) => `<!-- ${file} -->\n\`\`\`${language}\n${read(file)}\n\`\`\``,
);
if (process.argv.includes("--output")) {
  const { stdout, stderr, status } = spawnSync("npm", ["start", "--silent"], {
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "100", NO_COLOR: "1" },
  });
  if (status !== 0) throw new Error(stderr);
  const progress = stderr.split("\n").filter((line) => line.startsWith("✔") || line.includes("⚠"));
  const shown = `${progress.join("\n")}\n${stdout.trimEnd()}`;
  text = text.replace(
    /<!-- output of npm start -->\n```\n[\s\S]*?```/u,
    () => `<!-- output of npm start -->\n\`\`\`\n${shown}\n\`\`\``,
  );
}
writeFileSync(path, text);
