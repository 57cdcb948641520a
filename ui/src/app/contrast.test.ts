import { describe, expect, test } from "vitest";
import { light, night, type Scheme } from "./tokens";

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["body", "surface", "raised", "hover", "selected"] as const;
const tones = ["critical", "high", "medium", "low", "good", "info", "neutral"] as const;

describe.each<[string, Scheme]>([
  ["light", light],
  ["dark", night],
])("%s", (_, scheme) => {
  test.each(grounds)("text is readable on %s", (ground) => {
    expect(contrast(scheme.text, scheme[ground])).toBeGreaterThanOrEqual(7);
    expect(contrast(scheme.dimmed, scheme[ground])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(scheme.accent, scheme[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["body", "surface"] as const)("placeholders and outlines stand out from %s", (ground) => {
    expect(contrast(scheme.placeholder, scheme[ground])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(scheme.controlBorder, scheme[ground])).toBeGreaterThanOrEqual(3);
    expect(contrast(scheme.focus, scheme[ground])).toBeGreaterThanOrEqual(3);
  });

  test.each(tones)("%s is readable on its own tint and on the pages", (tone) => {
    expect(contrast(scheme[tone], scheme[`${tone}Bg`])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(scheme[tone], scheme.surface)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(scheme[tone], scheme.body)).toBeGreaterThanOrEqual(4.5);
  });

  test("alerts keep their text readable", () => {
    for (const tone of tones) expect(contrast(scheme.text, scheme[`${tone}Bg`])).toBeGreaterThanOrEqual(4.5);
    for (const tone of ["critical", "high"] as const) {
      expect(contrast(scheme.accent, scheme[`${tone}Bg`])).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("buttons", () => {
    expect(contrast(scheme.onAccent, scheme.accentFill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast("#ffffff", "#b3203f")).toBeGreaterThanOrEqual(4.5);
  });
});
