/** A filter's text: told once it settles, never brought back, never taken from under the fingers. */
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useTypedFilter } from "./useTypedFilter";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function field(told?: string) {
  const tell = vi.fn();
  const drawn = renderHook(({ told, about }) => useTypedFilter(told, tell, { about, pause: 250 }), {
    initialProps: { told, about: "a" },
  });
  const address = (told: string | undefined, about = "a") => drawn.rerender({ told, about });
  const type = (text: string) => act(() => drawn.result.current.type(text));
  const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
  return { tell, address, type, wait, of: drawn.result };
}

test("what is typed is told once, when typing settles", () => {
  const { tell, type, wait, of } = field();
  type("a");
  wait(200);
  type("ab");
  expect(of.current.text).toBe("ab");
  wait(249);
  expect(tell).not.toHaveBeenCalled();
  wait(1);
  expect(tell.mock.calls).toEqual([["ab"]]);
  type("   ");
  wait(250);
  expect(tell.mock.lastCall).toEqual([undefined]);
});

test("a text that is told late does not take back what was typed since", () => {
  const { address, type, wait, of } = field();
  type("ab");
  wait(250);
  type("abc");
  address("ab");
  expect(of.current.text).toBe("abc");
});

test("clearing forgets what was about to be told, though the address had nothing to clear", () => {
  const { tell, type, wait, of } = field();
  type("ab");
  act(() => of.current.reset());
  wait(1_000);
  expect(of.current.text).toBe("");
  expect(tell).not.toHaveBeenCalled();
});

test("the way back shows the earlier text", () => {
  const { tell, address, type, wait, of } = field("old");
  type("older");
  wait(250);
  address("older");
  type("older still");
  address("old");
  wait(1_000);
  expect(of.current.text).toBe("old");
  expect(tell.mock.calls).toEqual([["older"]]);
});

test("what was typed about another thing is not told about this one", () => {
  const { tell, address, type, wait, of } = field();
  type("ab");
  address(undefined, "b");
  wait(1_000);
  expect(of.current.text).toBe("");
  expect(tell).not.toHaveBeenCalled();
  type("cd");
  act(() => of.current.tellNow());
  wait(1_000);
  expect(tell.mock.calls).toEqual([["cd"]]);
});
