import { describe, expect, test } from "vitest";
import { longestTrack, offsetAt, offsetToShow, scrollTopAt, track } from "./scrolling";

describe.each([10, 5_000, 937_500, 1_000_000, 50_000_000])("%i rows", (total) => {
  const size = 32;
  const one = track(total, size, 600);

  test("the track stays below every web view's limit", () => {
    expect(one.height).toBeLessThanOrEqual(longestTrack);
    expect(longestTrack).toBeLessThan(33_554_428);
  });

  test("the bar's end shows the last row, its start the first", () => {
    const end = offsetAt(one, Math.max(0, one.height - one.view));
    expect(end).toBeCloseTo(Math.max(0, total * size - 600), 3);
    expect(offsetAt(one, 0)).toBe(0);
    expect(offsetToShow(one, end, total - 1, size)).toBeCloseTo(end, 3);
  });

  test("bar and rows agree both ways", () => {
    for (const share of [0, 0.25, 0.5, 0.999, 1]) {
      const offset = Math.max(0, one.full - one.view) * share;
      expect(offsetAt(one, scrollTopAt(one, offset))).toBeCloseTo(offset, 1);
    }
  });
});

test("a row is brought into view with the least movement", () => {
  const one = track(1_000, 32, 320);
  expect(offsetToShow(one, 0, 5, 32)).toBe(0);
  expect(offsetToShow(one, 0, 10, 32)).toBe(32);
  expect(offsetToShow(one, 640, 3, 32)).toBe(96);
});
