// Writes docs/techniques.md from the built catalogue.
import { mkdirSync, writeFileSync } from "node:fs";
import { catalog } from "../dist/catalog.js";
import { techniquesPage } from "../dist/cli/report/markdown.js";

const folder = new URL("../docs/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("techniques.md", folder), techniquesPage(catalog));
