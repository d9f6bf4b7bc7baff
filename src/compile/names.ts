import { RegularizeError } from "../core/index.ts";
import type { OnnxName } from "../graph/index.ts";

/** Marks names that we made until the program is finished, so that no name a user chose can meet one. */
const OURS = "\0";

/** The names of the tensors of one program: those that users chose stay, ours fill the gaps. */
export class Names {
  readonly #chosen = new Set<string>();
  readonly #final = new Map<OnnxName, string>();
  #count = 0;

  /** Takes a name for a part of the program; throws E320 when another part has it. */
  choose(name: string, part: string): void {
    if (this.#chosen.has(name) || name === "" || name.includes(OURS))
      throw new RegularizeError({
        code: "E320",
        where: name,
        message: `${JSON.stringify(name)} cannot name an ${part} of a program`,
        expected: "a name that no other input, output or constant has",
        todo: "rename one of the two",
      });
    this.#chosen.add(name);
  }

  /** A handle that becomes a name when the program is finished. */
  fresh(): OnnxName {
    return `${OURS}${this.#count++}`;
  }

  /** Whether the tensor still waits for its name. */
  isOurs(name: OnnxName): boolean {
    return name.startsWith(OURS) && !this.#final.has(name);
  }

  settle(handle: OnnxName, name: string): void {
    this.#final.set(handle, name);
  }

  /** What the tensor is called in the file. */
  final(name: OnnxName): string {
    if (!name.startsWith(OURS)) return name;
    const known = this.#final.get(name);
    if (known !== undefined) return known;
    let free = `t${name.slice(OURS.length)}`;
    while (this.#chosen.has(free)) free += "_";
    this.#chosen.add(free);
    this.#final.set(name, free);
    return free;
  }
}
