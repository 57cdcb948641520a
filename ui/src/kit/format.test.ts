import { describe, expect, test } from "vitest";
import { bytes, count, date, duration, elapsed, latency, percent, personLocale, relative } from "./format";

describe("the person's locale", () => {
  test.each([
    [["de-DE"], "de-DE"],
    [["C"], "en"],
    [["POSIX", "fr"], "fr"],
    [["en_GB.UTF-8"], "en-GB"],
    [[undefined, "", null], "en"],
    [["not a language!"], "en"],
  ])("%j is %s", (candidates, expected) => {
    expect(personLocale(candidates)).toBe(expected);
  });
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 KB"],
  [1_234, "1.23 KB"],
  [999_960, "1 MB"],
  [12_345_678, "12.3 MB"],
  [999_400_000, "999 MB"],
  [5e15, "5 PB"],
  [null, "–"],
  [Number.NaN, "–"],
])("%s bytes are %s", (value, expected) => {
  expect(bytes(value)).toBe(expected);
});

test.each([
  [0, "0%"],
  [0.0004, "< 1%"],
  [0.5, "50%"],
  [0.9999, "> 99%"],
  [1, "100%"],
  [null, "–"],
])("a share of %s is %s", (value, expected) => {
  expect(percent(value)).toBe(expected);
});

test.each([
  [0.2, "< 1s"],
  [59, "59s"],
  [60, "1m"],
  [3_725, "1h 2m"],
  [90_000, "1d 1h"],
  [86_400, "1d"],
  [null, "–"],
  [-4, "–"],
])("%s seconds are %s", (value, expected) => {
  expect(duration(value)).toBe(expected);
});

test("moments", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(relative("2026-11-21T09:00:00Z", now)).toBe("3 hours ago");
  expect(relative("2026-11-22T12:30:00Z", now)).toBe("tomorrow");
  expect(relative("2026-11-21T11:59:40Z", now)).toBe("now");
  expect(relative("nonsense", now)).toBe("–");
  expect(date("2026-11-21")).toBe("Nov 21, 2026");
  expect(elapsed("2026-11-21T11:58:00Z", null, now)).toBe("2m");
  expect(elapsed("2026-11-21T11:58:00Z", "2026-11-21T11:57:00Z", now)).toBe("< 1s");
  expect(latency(84)).toBe("84 ms");
  expect(latency(1_240)).toBe("1.2 s");
  expect(count(1_234_567)).toBe("1,234,567");
});
