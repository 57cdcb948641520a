import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draw } from "../testing/draw";
import { keyCaps, useActions } from "./shortcuts";

const ran = vi.fn();

function Page() {
  useActions([
    { id: "one", label: "One", keys: "g o", run: () => ran("one") },
    { id: "two", label: "Two", keys: "mod+k", scope: "global", run: () => ran("two") },
    { id: "three", label: "Three", keys: "/", run: () => ran("three") },
    { id: "four", label: "Four", keys: "Delete", enabled: false, run: () => ran("four") },
  ]);
  return <input aria-label="Field" />;
}

test("keys run their action, and rest while typing or while it is off", async () => {
  draw(<Page />);
  const field = await screen.findByLabelText("Field");
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "o" });
  fireEvent.keyDown(field, { key: "/" });
  fireEvent.keyDown(field, { key: "k", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "Delete" });
  fireEvent.keyDown(document.body, { key: "/", shiftKey: true });
  expect(ran.mock.calls.map(([name]) => name)).toEqual(["one", "two", "three"]);
});

test("key caps", () => {
  expect(keyCaps("mod+k")).toEqual(["Ctrl", "K"]);
  expect(keyCaps("shift+f10")).toEqual(["Shift", "f10"]);
  expect(keyCaps("?")).toEqual(["?"]);
});
