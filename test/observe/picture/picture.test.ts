import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../../src/core/index.ts";
import {
  colours,
  fitted,
  folded,
  lengthOf,
  moved,
  svgDocument,
  svgToPng,
  unpictured,
} from "../../../src/observe/picture/index.ts";
import { type FaceName, fontFiles } from "../../../src/observe/picture/fonts.ts";
import { html, raw } from "../../../src/observe/report/write/html.ts";
import { text } from "../../../src/observe/report/draw/svg.ts";
import { HOSTILE } from "../sheet/hostile.ts";

const STYLES: Readonly<Record<FaceName, string>> = {
  regular: "",
  bold: "font-weight:700",
  condensed: "font-stretch:condensed",
  condensedBold: "font-weight:700;font-stretch:condensed",
  mono: "font-family:'DejaVu Sans Mono'",
};
const page = (body: ReturnType<typeof html>, size = 300): string =>
  svgDocument({ width: size, height: 60, label: "a test", body });

async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    info,
    at: (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)],
  };
}

describe("letters", () => {
  it.each(Object.keys(STYLES) as FaceName[])("%s: the length of a text is what the renderer gives it", (face) => {
    const drawn = (content: string): number => {
      const svg = page(
        html`<text x="10" y="30" font-size="20" style="font-size:20px;${raw(STYLES[face])}">${content}</text>`,
        900,
      );
      const box = new Resvg(svg.replace(/<rect[^>]*>/u, ""), {
        font: { loadSystemFonts: false, fontFiles: fontFiles() },
      }).getBBox()!;
      return box.width;
    };
    // Between two equal signs, so that the empty space beside the outer ones cancels out.
    for (const content of ["nnnnnnnn", "Hm iil 1.05°", "Жук λ₁ ≤ −3"])
      expect(drawn(`|${content}|`) - drawn("||")).toBeCloseTo(lengthOf(content, { size: 20, face }), 0);
  });

  it("cut texts fit, and are whole when there is room", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.integer({ min: 30, max: 200 }),
        (content, width) => {
          const lettering = { size: 12, face: "regular" } as const;
          const result = fitted(content, width, lettering);
          expect(lengthOf(result, lettering)).toBeLessThanOrEqual(width);
          for (const line of folded(content, width, 2, lettering))
            expect(lengthOf(line, lettering)).toBeLessThanOrEqual(width);
        },
      ),
    );
    expect(fitted("short", 200, { size: 12, face: "bold" })).toBe("short");
    expect(fitted("a".repeat(99), 60, { size: 12, face: "bold" })).toMatch(/^a+…$/u);
  });

  it("folds at spaces, and nothing is lost before the last line", () => {
    const lettering = { size: 12, face: "regular" } as const;
    expect(folded("one two three", 1000, 3, lettering)).toEqual(["one two three"]);
    const lines = folded("alpha beta gamma delta epsilon zeta eta", 80, 3, lettering);
    expect(lines).toHaveLength(3);
    expect("alpha beta gamma delta epsilon zeta eta").toContain(lines.slice(0, 2).join(" "));
    expect(lines[2]).toMatch(/…$/u);
  });

  it("knows what it cannot draw, and puts a box there", () => {
    expect(unpictured("plain Ελληνικά שלום ▲")).toBe(0);
    expect(unpictured("漢字漢")).toBe(2);
    expect(fitted("a漢b", 100, { size: 12, face: "regular" })).toBe("a□b");
  });
});

describe("svgToPng", () => {
  it("has the size of the drawing times the scale, white ground and the report's colours", async () => {
    const svg = svgDocument({
      ...{ width: 40, height: 20, label: "square", style: ".it{fill:var(--worse)}" },
      body: moved(10, 5, html`<rect width="10" height="10" class="it"/>`),
    });
    const { info, at } = await pixels(await svgToPng(svg, { scale: 3 }));
    expect([info.width, info.height, info.channels]).toEqual([120, 60, 3]);
    expect(at(0, 0)).toEqual([255, 255, 255]);
    const hex = colours.get("worse")!;
    expect(at(45, 30)).toEqual([1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)));
    expect(svg).not.toContain("var(");
  });

  it("puts pixels on top unchanged", async () => {
    const rgb = Uint8Array.from({ length: 3 * 6 }, (_, i) => (i * 53) % 256);
    const { at } = await pixels(
      await svgToPng(page(html``), { scale: 1, rasters: [{ x: 7, y: 9, width: 3, height: 2, rgb }] }),
    );
    for (let i = 0; i < 6; i++)
      expect(at(7 + (i % 3), 9 + Math.floor(i / 3))).toEqual([...rgb.subarray(3 * i, 3 * i + 3)]);
    expect(at(10, 9)).toEqual([255, 255, 255]);
  });

  it("draws text of others, whatever it is, and the same bytes each time", async () => {
    for (const name of HOSTILE) {
      const svg = svgDocument({
        width: 300,
        height: 60,
        label: name,
        body: text(10, 30, fitted(name, 280, { size: 12, face: "regular" })),
      });
      expect(svg.match(/<text/gu)).toHaveLength(1);
      expect(await sharp(await svgToPng(svg, { scale: 1 })).metadata()).toMatchObject({ width: 300, height: 60 });
    }
    const svg = page(html`<text x="3" y="20">same</text>`);
    expect(Buffer.from(await svgToPng(svg)).equals(Buffer.from(await svgToPng(svg)))).toBe(true);
  });

  it("draws letters without any font of the system", async () => {
    const dark = async (content: string): Promise<number> => {
      const { data } = await sharp(await svgToPng(page(html`<text x="10" y="30">${content}</text>`)))
        .raw()
        .toBuffer({ resolveWithObject: true });
      return data.filter((value) => value < 128).length;
    };
    expect(await dark("WWWW")).toBeGreaterThan(4 * (await dark("i")));
    expect(await dark("i")).toBeGreaterThan(10);
  });

  it("refuses what is too large, before it is drawn, and says what to do", async () => {
    const huge = svgDocument({ width: 400, height: 4001, label: "long", body: html`` });
    const refusal = await svgToPng(huge, { todo: "show fewer texts" }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RegularizeError);
    expect(refusal).toMatchObject({ code: "E530", received: "400 × 4001", todo: "show fewer texts" });
    const long = await svgToPng(svgDocument({ width: 100, height: 3000, label: "long", body: html`` }));
    expect((await sharp(long).metadata()).height).toBe(4000);
  });
});
