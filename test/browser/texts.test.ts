import { expect, it } from "vitest";
import { sets } from "../../dashboard/playground/data/sets.ts";
import { thesaurusOf } from "../../dashboard/playground/engine/texts.ts";
import { passageOf, wordNet } from "../../src/augment/text/index.ts";
import { synonymsAt } from "../../src/augment/text/thesaurus.ts";

it("the playground has WordNet's synonyms for the words of its messages, but for a few that are left out", async () => {
  const { texts, synonyms } = await sets.messages.load();
  const [own, whole] = [thesaurusOf({ synonyms: synonyms! }), wordNet()];
  const wrong: string[] = [];
  let [asked, without] = [0, 0];
  for (const { words } of texts!.map((one) => passageOf(one))) {
    const names = words.map((word) => word.toLowerCase());
    for (const [place, name] of names.entries()) {
      // Synonyms are asked for where a word stands first.
      if (names.indexOf(name) < place) continue;
      const [here, there] = [own, whole].map((thesaurus) => synonymsAt(words, place, thesaurus).join());
      asked += Number(there !== "");
      if (here !== there && here === "") without++;
      else if (here !== there) wrong.push(`${names[place - 1] ?? ""} ${name}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(2000);
  expect(without / asked).toBeLessThan(0.04);
});
