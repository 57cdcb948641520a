import { act, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draw } from "../testing/draw";
import { type OffsetPages, useOffsetPages } from "./useOffsetPages";

let pages: OffsetPages<number>;

function List({ fetch }: { fetch: (offset: number, limit: number) => Promise<number[]> }) {
  pages = useOffsetPages(
    ["things"],
    async (offset, limit) => ({ rows: await fetch(offset, limit), total: 5_000, next_cursor: null }),
    { pageSize: 100 },
  );
  return <p>{pages.isLoading ? "loading" : `total ${pages.total}`}</p>;
}

const numbers = (offset: number, limit: number) => Array.from({ length: limit }, (_, at) => offset + at);

test("only pages in sight are asked for, and any row can be reached", async () => {
  const fetch = vi.fn(async (offset: number, limit: number) => numbers(offset, limit));
  draw(<List fetch={fetch} />);
  await screen.findByText("total 5000");
  expect(pages.rowAt(4_321)).toBeUndefined();
  act(() => pages.onNeed(4_310, 4_330));
  await waitFor(() => expect(pages.rowAt(4_321)).toBe(4_321));
  expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([0, 4_300]);
  await pages.ensure(150, 420);
  expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([0, 4_300, 100, 200, 300, 400]);
  expect(pages.rowAt(420)).toBe(420);
});

test("a problem is told, and a retry heals it", async () => {
  let broken = true;
  draw(
    <List
      fetch={async (offset, limit) => {
        if (broken) throw { class: "transient", message: "No answer.", remedy: "" };
        return numbers(offset, limit);
      }}
    />,
  );
  await waitFor(() => expect(pages.problem).toMatchObject({ message: "No answer." }));
  broken = false;
  act(() => pages.retry());
  await screen.findByText("total 5000");
  expect(pages.problem).toBeUndefined();
});
