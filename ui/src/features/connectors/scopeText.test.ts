/** A scope as text, there and back, byte for byte. */
import {
  EMPTY_SCOPE,
  isEverything,
  keyToLine,
  lineToKey,
  parseFileTypes,
  parseLines,
  parsePrefixes,
  parseSize,
  scopeToText,
  sizeText,
  textToScope,
} from "./scopeText";

test.each([
  "invoices/2026/",
  " starts with a space",
  "ends with one ",
  "a\\b",
  "a\\\\x41",
  "line\nbreak",
  "tab\there",
  "right\u202eleft",
  `byte ${String.fromCodePoint(0x10ff00 + 0xe9)}`,
  "\u{1f600}/ü",
])("the prefix %j survives editing", (key) => {
  const line = keyToLine(key);
  expect(line).not.toMatch(/[\n\r\u202e]/);
  expect(lineToKey(line)).toBe(key);
  expect(parsePrefixes(`${line}\n${line}\n\n`)).toEqual([key]);
});

test("an escape that is none stays as typed", () => {
  expect(lineToKey("\\q \\xZZ \\u{110000}")).toBe("\\q \\xZZ \\u{110000}");
});

test("lines are trimmed, empty ones and doubles dropped", () => {
  expect(parseLines(" *.csv \r\n\n*.csv\r**/2026/*")).toEqual(["*.csv", "**/2026/*"]);
});

test.each([
  ["csv, .JSON;*.txt  gz", ["csv", "json", "txt", "gz"]],
  ["CSV csv", ["csv"]],
  [" , ", []],
  ["tar.gz", ["tar.gz"]],
])("file types of %j", (text, types) => {
  expect(parseFileTypes(text)).toEqual(types);
});

test.each([
  ["", "MB", null],
  ["250", "MB", 250_000_000],
  ["1,5", "GB", 1_500_000_000],
  [".5", "KB", 500],
  ["0", "MB", undefined],
  ["-1", "MB", undefined],
  ["1e3", "MB", undefined],
  ["ten", "MB", undefined],
  ["99999999999", "GB", undefined],
] as const)("a size of %j %s is %s", (text, unit, bytes) => {
  expect(parseSize(text, unit)).toBe(bytes);
});

test.each([1_500_000_000, 250_000_000, 999, 1_234, 5_368_709_120])("%i bytes survive editing", (bytes) => {
  const { maxSize, maxUnit } = sizeText(bytes);
  expect(parseSize(maxSize, maxUnit)).toBe(bytes);
});

test("an empty form means everything", () => {
  expect(isEverything(textToScope(EMPTY_SCOPE))).toBe(true);
});

test("a stored scope comes back as it was", () => {
  const scope = {
    buckets: ["a", "b"],
    prefixes: [" x\\y/", "z\n"],
    patterns: ["*.csv", "**/2026/*"],
    exclude: ["tmp/**"],
    file_types: ["csv", "json"],
    max_object_size: 12_345_678,
  };
  expect(textToScope(scopeToText(scope))).toEqual(scope);
});
