/** The ledger of hosts: complete, searched, ordered, copied, and empty in words. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { HostContact } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { fakeBackend } from "../../ipc/fake";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { Hosts } from "./Hosts";
import { asTable, fitting, inOrder } from "./hostLedger";

afterEach(() => setBackend(undefined));

function host(name: string, part: Partial<HostContact> = {}): HostContact {
  return {
    host: name,
    requests: 1,
    sent: 0,
    received: 0,
    first_at: "2026-11-01T00:00:00Z",
    last_at: "2026-11-02T00:00:00Z",
    purposes: ["list objects"],
    connectors: ["Archive"],
    ...part,
  };
}

const some = [
  host("a.example", { requests: 3, last_at: "2026-11-05T00:00:00Z" }),
  host("b.example", { requests: 1200, received: 5_000_000, purposes: ["read objects", "sign in"] }),
  host("c.example:9000", { requests: 20, connectors: [], last_at: "2026-11-09T00:00:00Z" }),
];

async function withHosts(hosts: HostContact[]) {
  const known = (await fakeBackend({ pace: 0 }).call("diagnostics", {})) as object;
  standIn({ diagnostics: () => ({ ...known, hosts }) });
  return draw(<Hosts />);
}

const names = () =>
  within(screen.getByTestId("hosts-table"))
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.querySelector('[role="gridcell"], [role="cell"]')?.textContent);

test("every host is shown with its numbers and on whose behalf, the last first", async () => {
  const { container } = await withHosts(some);
  const table = await screen.findByTestId("hosts-table");
  expect(screen.getByTestId("hosts-total")).toHaveTextContent("3 hosts");
  expect(names()).toEqual(["c.example:9000", "a.example", "b.example"]);
  expect(table).toHaveTextContent("read objects, sign in");
  expect(table).toHaveTextContent("1,200");
  expect(table).toHaveTextContent("5 MB");
  // What no connector asked for is the app's own.
  expect(table).toHaveTextContent("The app itself");
  await expectAccessible(container);
});

test("a heading orders, typing filters over host, purpose and connector", async () => {
  const user = userEvent.setup();
  await withHosts(some);
  await screen.findByTestId("hosts-table");
  await user.click(screen.getByRole("button", { name: /Requests/ }));
  const once = names();
  await user.click(screen.getByRole("button", { name: /Requests/ }));
  expect([once, [...once].reverse()]).toContainEqual(["a.example", "c.example:9000", "b.example"]);
  expect(names()).toEqual([...once].reverse());
  await user.type(screen.getByTestId("hosts-filter"), "sign");
  expect(names()).toEqual(["b.example"]);
  expect(screen.getByTestId("hosts-total")).toHaveTextContent("1 of 3 hosts");
  await user.type(screen.getByTestId("hosts-filter"), " nowhere");
  expect(await screen.findByText("No host fits what you typed.")).toBeInTheDocument();
  await user.click(screen.getByTestId("clear-filters"));
  expect(names()).toHaveLength(3);
});

test("what is shown is copied as a table", async () => {
  const user = userEvent.setup();
  await withHosts(some);
  await screen.findByTestId("hosts-table");
  await user.type(screen.getByTestId("hosts-filter"), "b.example");
  await user.click(screen.getByTestId("copy-hosts"));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(asTable(fitting(some, "b.example"))));
  expect(screen.getByTestId("copy-hosts")).toHaveTextContent("Copied");
});

test("no host yet is said in words", async () => {
  const { container } = await withHosts([]);
  expect(await screen.findByText("No host yet")).toBeInTheDocument();
  expect(screen.queryByTestId("copy-hosts")).toBeNull();
  await expectAccessible(container);
});

test("thousands of hosts stay one table that draws only what is in sight", async () => {
  await withHosts(Array.from({ length: 5000 }, (_, at) => host(`h${at}.example`)));
  await screen.findByTestId("hosts-table");
  expect(screen.getByTestId("hosts-total")).toHaveTextContent("5,000 hosts");
  expect(names().length).toBeLessThan(100);
});

test("the order is stable and exact", () => {
  const by = (column: "requests" | "first" | "connectors", descending = false) =>
    inOrder(some, { column, descending }).map((one) => one.host[0]);
  expect(by("requests")).toEqual(["a", "c", "b"]);
  expect(by("requests", true)).toEqual(["b", "c", "a"]);
  // Equal otherwise: by name, whichever way.
  expect(by("first")).toEqual(["a", "b", "c"]);
  expect(by("first", true)).toEqual(["a", "b", "c"]);
  expect(by("connectors")).toEqual(["c", "a", "b"]);
  expect(asTable(some.slice(0, 1)).split("\n")).toHaveLength(3);
});
