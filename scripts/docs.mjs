// Writes docs/techniques.md from the catalogue: `npm run docs`.
import { mkdirSync, writeFileSync } from "node:fs";
import { catalog } from "../src/catalog.ts";
import { techniquesPage } from "../src/cli/report/markdown.ts";

const folder = new URL("../docs/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("techniques.md", folder), techniquesPage(catalog));
