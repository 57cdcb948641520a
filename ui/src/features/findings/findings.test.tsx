/** Findings: the address as a filter, places in words, and triage and reveal over a stand-in backend. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Finding, FindingTriageArgs } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { draw } from "../../testing/draw";
import { FindingsPage } from "./index";
import { placeOf } from "./place";
import { findingFilter, insideGroup, narrowed, readFindingSearch, sortedBy, withoutFilters } from "./search";

const SECRET = "4111 1111 1111 1111";

function finding(index: number): Finding {
  return {
    id: `fnd_${index}`,
    connector_id: "con_1",
    connector_name: "Invoices",
    document_id: "doc_1",
    bucket: "",
    key: `a/${index}.csv`,
    detector: "payment_card",
    category: "financial",
    severity: "high",
    confidence: 0.9,
    reasons: [
      { kind: "checksum", detail: "Luhn checksum passes", weight: 0.6 },
      { kind: "penalty", detail: "test number", weight: -0.2 },
    ],
    location: { byte_start: 10, byte_end: 29, row: 2, column_number: 3, column_name: "card" },
    sample: "4111 **** **** 1111",
    fingerprint: "ab12",
    occurrences: 1,
    status: "open",
    present: true,
    first_seen: "2026-01-02T10:00:00Z",
    last_seen: "2026-01-03T10:00:00Z",
    last_run_id: "run_1",
  };
}

test("without a word the open findings are asked for", () => {
  expect(findingFilter({})).toEqual({ statuses: ["open"] });
  expect(findingFilter({ status: ["any"] })).toEqual({});
});

test("an address is read strictly", () => {
  const search = readFindingSearch({
    severity: "high",
    detector: ["payment_card", "<b>"],
    confidence: "120",
    sort: "sample",
  });
  expect(search).toEqual({ severity: ["high"], detector: ["payment_card"] });
});

test("a group becomes one more condition", () => {
  expect(findingFilter(insideGroup({ group: "object", severity: ["low"] }, "object", "doc_1"))).toEqual({
    document_id: "doc_1",
    severities: ["low"],
    statuses: ["open"],
  });
});

test("clearing filters keeps order and grouping", () => {
  const search = { text: "a", sort: "object", up: true, group: "detector" } as const;
  expect(narrowed(search)).toBe(true);
  expect(narrowed(withoutFilters(search))).toBe(false);
  expect(withoutFilters(search)).toEqual({ sort: "object", up: true, group: "detector" });
});

test("a column starts with what is worst or newest, names start with A", () => {
  expect(sortedBy({}, "confidence")).toEqual({ sort: "confidence" });
  expect(sortedBy({}, "object")).toEqual({ sort: "object", up: true });
  expect(sortedBy({ sort: "object", up: true }, "object")).toEqual({ sort: "object" });
});

test.each([
  [{ row: 2, column_name: "card" }, "place.row, place.columnName"],
  [{ json_path: "$.a" }, "$.a"],
  [{ line: 3, column: 4 }, "place.lineColumn"],
  [{ member: "b.csv" }, "b.csv, place.bytes"],
])("the place of %j", (location, expected) => {
  expect(placeOf({ byte_start: 0, byte_end: 1, ...location }, (key) => key, String)).toBe(expected);
});

interface Asked {
  name: string;
  args: unknown;
}

function stand(asked: Asked[], total = 1_200) {
  setBackend({
    listen: () => () => undefined,
    call: async (name, args) => {
      asked.push({ name, args });
      switch (name) {
        case "finding_list": {
          const { offset, limit } = (args as { page: { offset: number; limit: number } }).page;
          const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) =>
            finding(offset + at),
          );
          return { rows, total, next_cursor: null };
        }
        case "finding_show":
          return finding(Number((args as { id: string }).id.slice(4)));
        case "finding_reveal":
          return { value: SECRET, before: "card,", after: ",ok", location: finding(0).location, moved: false };
        case "finding_triage": {
          const { target } = args as FindingTriageArgs;
          const ids = target.by === "ids" ? target.ids : ["fnd_0"];
          return {
            changed: target.by === "ids" ? ids.length : total,
            before: ids.map((id) => ({ id, status: "open" })),
          };
        }
        case "finding_undo_triage":
          return 1;
        case "detector_list":
          return [];
        default:
          return { rows: [], total: 0, next_cursor: null };
      }
    },
  });
}

afterEach(() => setBackend(undefined));

test("a value is shown on request only, and neither cache nor address holds it", async () => {
  const asked: Asked[] = [];
  stand(asked);
  const { client, router } = draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  expect(await screen.findByText("1,200 findings")).toBe(screen.getByTestId("findings-total"));
  await userEvent.click(await screen.findByTestId("finding-row-1"));
  expect(await screen.findByTestId("finding-panel")).toHaveAttribute("data-finding", "fnd_1");
  expect(screen.getByTestId("finding-value")).toHaveTextContent("4111 **** **** 1111");
  expect(asked.some(({ name }) => name === "finding_reveal")).toBe(false);

  await userEvent.click(screen.getByTestId("finding-reveal"));
  await waitFor(() => expect(screen.getByTestId("finding-value")).toHaveTextContent(SECRET));
  const cached = JSON.stringify(
    client
      .getQueryCache()
      .getAll()
      .map((query) => query.state.data),
  );
  expect(cached).not.toContain(SECRET);
  expect(router.state.location.href).not.toContain("4111");

  await userEvent.click(screen.getByRole("button", { name: "Next finding" }));
  await waitFor(() => expect(screen.getByTestId("finding-panel")).toHaveAttribute("data-finding", "fnd_2"));
  expect(document.body).not.toHaveTextContent(SECRET);
});

test("chosen findings are decided by id, with a way back", async () => {
  const asked: Asked[] = [];
  stand(asked);
  draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select row 1" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Select row 3" }));
  await userEvent.click(screen.getByTestId("triage-ignored"));
  await waitFor(() => {
    const triage = asked.find(({ name }) => name === "finding_triage")?.args as FindingTriageArgs;
    expect(triage).toEqual({ target: { by: "ids", ids: ["fnd_0", "fnd_2"] }, status: "ignored" });
  });
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(asked.some(({ name }) => name === "finding_undo_triage")).toBe(true));
});

test("all that match are decided by filter, after their number was said", async () => {
  const asked: Asked[] = [];
  stand(asked);
  draw(<FindingsPage />, { at: '/findings?severity=["high"]', route: "/findings" });
  await userEvent.click(await screen.findByTestId("choose-all"));
  await userEvent.click(screen.getByTestId("triage-resolved"));
  expect(asked.some(({ name }) => name === "finding_triage")).toBe(false);
  const yes = await screen.findByTestId("confirm-yes");
  expect(yes).toHaveTextContent("1,200");
  await userEvent.click(yes);
  await waitFor(() => {
    const triage = asked.find(({ name }) => name === "finding_triage")?.args as FindingTriageArgs;
    expect(triage.target).toEqual({ by: "filter", filter: { severities: ["high"], statuses: ["open"] } });
  });
});
