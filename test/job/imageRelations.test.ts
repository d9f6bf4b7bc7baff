import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { foldOf, prepare } from "../../src/job/prepare.ts";
import { idxFolder, pictureFolder, type Pictures, scratch } from "./kinds.ts";
import { csv, errorOf } from "./make.ts";

const { at } = scratch();
const PICTURES: Pictures = { rows: 40, classes: 2, side: 8, channels: 1 };
/** Rows of the list: one names no file, the last lists the first picture again, a later day and another patient. */
const ROWS = PICTURES.rows + 2;
const patient = (row: number): number => (row * 7) % 9;
const day = (row: number): number => (row * 11) % ROWS;
const file = (row: number): string => {
  const shown = row === 5 ? 999 : row === ROWS - 1 ? 0 : row % PICTURES.rows;
  return `class ${shown % 2}/${shown}.png`;
};
/** The row of the list of each image: all but the one without a file. */
const LISTED = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row !== 5);
let folder: string;
let list: string;
beforeAll(async () => {
  folder = await pictureFolder(at("pictures"), PICTURES);
  list = at("pictures/list.csv");
  writeFileSync(
    list,
    csv(["patient", "file", "when", "label"], ROWS, (row) => [
      `p${patient(row)}`,
      file(row),
      new Date(Date.UTC(2024, 0, 1 + day(row))).toISOString().slice(0, 10),
      row === ROWS - 1 || row === PICTURES.rows ? "a" : row % 2 === 0 ? "a" : "b",
    ]),
  );
});

const sidesOf = async (options: { group?: string; time?: string }) => {
  const prepared = await prepare({ data: list, target: "label", ...options }, 3);
  const { train, validation } = foldOf(prepared, 1);
  const rows = (ids: ArrayLike<number>): number[] => Array.from(ids, (id) => LISTED[id - 1]!);
  const told = prepared.notices.map(({ message }) => message).join("\n");
  return { sides: [rows(train.ids!), rows(validation.ids!), rows(prepared.test.map((row) => row + 1))] as const, told };
};

describe("images that a table lists", () => {
  it("stay on one side by a column, near-duplicates of other groups too", async () => {
    const { sides, told } = await sidesOf({ group: "patient" });
    expect(sides.flat().toSorted((a, b) => a - b)).toEqual(LISTED);
    for (const side of sides) expect(side.length).toBeGreaterThan(0);
    const sideOf = (row: number): number => sides.findIndex((side) => side.includes(row));
    for (const row of LISTED)
      for (const other of LISTED)
        if (patient(row) === patient(other) || file(row) === file(other)) expect(sideOf(row)).toBe(sideOf(other));
    expect(told).toMatch(/grouped by patient/u);
    expect(told).toMatch(/patient groups the rows/u);
  });

  it("are learned from in the order of a column", async () => {
    const { sides, told } = await sidesOf({ time: "when" });
    const [train, validation, test] = sides.map((side) => side.filter((row) => ![0, 40, 41].includes(row)).map(day));
    expect(Math.max(...train!)).toBeLessThan(Math.min(...validation!));
    expect(Math.max(...validation!)).toBeLessThan(Math.min(...test!));
    expect(told).toMatch(/by when/u);
  });

  it("have another hash when the column that relates them changes", async () => {
    const hashOf = async (group?: string) =>
      (await prepare({ data: list, target: "label", ...(group === undefined ? {} : { group }) }, 3)).data.hash;
    expect(await hashOf("patient")).toBe(await hashOf("patient"));
    expect(await hashOf("patient")).not.toBe(await hashOf());
  });
});

it("a folder and files of pixels have no columns: the error says what has", async () => {
  const pixels = idxFolder(at("digits"), PICTURES);
  for (const [data, has] of [
    [folder, "a folder of images has only the names"],
    [pixels, "a folder of images has only the names"],
    [`${pixels}/train-images-idx3-ubyte`, "IDX files hold pixels and labels"],
  ] as const)
    for (const flag of ["group", "time"] as const) {
      const error = await errorOf(prepare({ data, [flag]: "patient" }, 1));
      expect(error).toMatchObject({ code: "E139", where: `--${flag}` });
      expect(error.message).toContain(has);
      expect(error.todo).toContain("image,label,patient");
    }
  expect(await errorOf(prepare({ data: list, target: "label", group: "patiant" }, 1))).toMatchObject({ code: "E201" });
});
