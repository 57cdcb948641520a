import { expect, test } from "vitest";
import { plainKey } from "./KeyText";

test.each([
  ["plain/key.csv", "plain/key.csv"],
  ["März/Ünterlagen.csv", "März/Ünterlagen.csv"],
  ["日本/🙂.txt", "日本/🙂.txt"],
  ["a\u202Etxt.exe", "a\\u{202E}txt.exe"],
  ["line\nbreak\t.csv", "line\\nbreak\\t.csv"],
  ["zero\u200Bwidth", "zero\\u{200B}width"],
  ["bad\u{10FFFF}\u{10FFC3}byte", "bad\\xFF\\xC3byte"],
  ["own\uE000use", "own\\u{E000}use"],
  [" two  spaces ", " two  spaces "],
])("%j is shown as %s", (key, shown) => {
  expect(plainKey(key)).toBe(shown);
});
