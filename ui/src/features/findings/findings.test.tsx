/** Findings: the address as a filter, places in words, and triage and reveal over a stand-in backend. */
import { notifications } from "@mantine/notifications";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type {
  AllowProposal,
  Finding,
  FindingColumn,
  FindingExportArgs,
  FindingQuery,
  FindingTriageArgs,
} from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
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
  [{ member: "b.zip!/c.txt", line: 2 }, "b.zip › c.txt, place.line"],
  [{ page: 3 }, "place.page"],
  [{ page: 3, part: "body", line: 9 }, "place.page, place.line"],
  [{ sheet: "Staff", row: 12, column_name: "IBAN" }, "place.sheet, place.row, place.columnName"],
  [{ part: "speaker notes", page: 4, member: "x.pptx" }, "x.pptx, place.page, place.part.notes"],
  [{ part: "metadata: Author" }, "place.part.metadata (Author)"],
  [{ part: "chart 2" }, "chart 2"],
])("the place of %j", (location, expected) => {
  expect(placeOf({ byte_start: 0, byte_end: 1, ...location }, (key) => key, String)).toBe(expected);
});

function place(index: number, findings: number): FindingColumn {
  const first = finding(index * 1_000);
  return {
    id: `place-${index}`,
    document_id: `doc_${index}`,
    connector_id: first.connector_id,
    connector_name: first.connector_name,
    bucket: first.bucket,
    key: first.key,
    detector: first.detector,
    category: first.category,
    severity: first.severity,
    place: "/card",
    column_name: "card",
    member: null,
    sheet: null,
    findings,
    occurrences: findings,
    open: findings,
    max_confidence: 0.9,
    first,
  };
}

const places = [place(0, 1), place(1, 20_000), place(2, 3)];

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
        case "finding_columns": {
          const { offset, limit } = (args as { page: { offset: number; limit: number } }).page;
          return { rows: places.slice(offset, offset + limit), total: places.length, next_cursor: null };
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
        case "policy_list":
          return [];
        default:
          return { rows: [], total: 0, next_cursor: null };
      }
    },
  });
}

afterEach(() => {
  setBackend(undefined);
  notifications.clean();
});

function gridRow(index: number): HTMLElement {
  const row = screen.getByTestId(`finding-row-${index}`).closest<HTMLElement>('[role="row"]');
  if (row === null) throw new Error(`row ${index} is not drawn`);
  return row;
}

test("a value is shown on request only, and neither cache nor address holds it", async () => {
  const asked: Asked[] = [];
  stand(asked);
  const { client, router } = draw(<FindingsPage />, { at: "/findings?values=true", route: "/findings" });
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
  draw(<FindingsPage />, { at: "/findings?values=true", route: "/findings" });
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
  draw(<FindingsPage />, { at: '/findings?values=true&severity=["high"]', route: "/findings" });
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

test("one row stands for a column of 20,000 values, and opens to them", async () => {
  const asked: Asked[] = [];
  stand(asked, 20_000);
  const { container } = draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  expect(await screen.findByText("20,000 findings in 3 places")).toBeInTheDocument();
  expect(gridRow(1)).toHaveTextContent("20,000");
  expect(gridRow(1)).toHaveTextContent("column “card”");
  expect(screen.queryByTestId("finding-open-0")).toBeNull();
  await userEvent.click(screen.getByTestId("finding-open-1"));
  expect(screen.getByTestId("finding-open-1")).toHaveAttribute("aria-expanded", "true");
  await waitFor(() => expect(gridRow(2)).toHaveTextContent("row 2, column “card”"));
  const list = asked.filter(({ name }) => name === "finding_list").at(-1)?.args as FindingQuery;
  expect(list.filter).toEqual({
    statuses: ["open"],
    document_id: "doc_1",
    detectors: ["payment_card"],
    place: "/card",
  });
  expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "20004");
  await expectAccessible(container);

  screen.getByRole("grid").focus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "4");
  await userEvent.keyboard("{ArrowDown}{ArrowRight}");
  expect(screen.getByTestId("finding-open-1")).toHaveAttribute("aria-expanded", "true");
});

test("a decision about a place concerns all of its values", async () => {
  const asked: Asked[] = [];
  stand(asked);
  draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  await userEvent.click(await screen.findByTestId("finding-row-1"));
  expect(await screen.findByTestId("finding-place")).toHaveTextContent("The first of 20,000 values in this place.");
  await userEvent.click(screen.getByTestId("panel-triage-resolved"));
  await waitFor(() => {
    const triage = asked.find(({ name }) => name === "finding_triage")?.args as FindingTriageArgs;
    expect(triage.target).toEqual({
      by: "filter",
      filter: { statuses: ["open"], document_id: "doc_1", detectors: ["payment_card"], place: "/card" },
    });
  });
});

test("hidden ones are shown when they are asked for", async () => {
  const asked = standIn();
  draw(<FindingsPage />, { at: "/findings?hidden=true", route: "/findings" });
  await screen.findByTestId("finding-row-0");
  expect(asked.of("finding_columns")[0]).toMatchObject({ filter: { hidden: true, statuses: ["open"] } });
  expect(await screen.findByText(/hidden findings in/)).toBeInTheDocument();
});

test("what is shown is written as a report, in the form and the folder that are chosen", async () => {
  const asked = standIn();
  draw(<FindingsPage />, { at: "/findings?severity=high", route: "/findings" });
  await screen.findByTestId("finding-row-0");
  await waitFor(() => expect(screen.getByTestId("report")).toBeEnabled());
  await userEvent.click(screen.getByTestId("report"));
  await userEvent.click(await screen.findByTestId("report-html"));
  await waitFor(() => expect(asked.of("finding_export")).toHaveLength(1));
  const { filter, format, path } = asked.of("finding_export")[0] as FindingExportArgs;
  expect(filter).toEqual({ statuses: ["open"], severities: ["high"] });
  expect(format).toBe("html");
  expect(path).toMatch(/^\/data\/documents\/findings-.*\.html$/);
});

const proposals: AllowProposal[] = [
  {
    allow: { kind: "value", fingerprint: "ab12", sample: "4111 **** **** 1111", detector: "payment_card" },
    title: "The value 4111 **** **** 1111",
    hides: 1,
    examples: [],
  },
  {
    allow: {
      kind: "column",
      column: "card",
      connector_id: "con_1",
      bucket: "",
      pattern: "a/**",
      detector: "payment_card",
    },
    title: "The column “card” in a/",
    hides: 9,
    examples: [finding(5), finding(6)],
  },
];

test("what is not sensitive is hidden by a rule whose reach was shown first, and comes back", async () => {
  const asked = standIn({
    finding_columns: () => ({ rows: places, total: places.length, next_cursor: null }),
    finding_show: () => finding(0),
    connector_show: () => ({ policy_id: null }),
    allow_propose: () => proposals,
    allow_create: ({ policy_id, allow, note }) => ({
      id: "alw_1",
      policy_id,
      allow,
      note,
      created_at: "2026-01-02T10:00:00Z",
      hides: 9,
    }),
    allow_delete: () => null,
  });
  draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  await screen.findByTestId("finding-row-0");
  screen.getByRole("grid").focus();
  await userEvent.keyboard("s");
  expect(await screen.findByTestId("allow-proposal-0")).toBeChecked();
  expect(screen.getByText("Hides this finding only.")).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("allow-proposal-1"));
  const examples = screen.getByTestId("allow-examples");
  expect(examples).toHaveTextContent("a/5.csv");
  expect(screen.getByText("and 6 more.")).toBeInTheDocument();
  expect(screen.getByTestId("allow-yes")).toHaveTextContent("Hide 9 findings");
  await expectAccessible(screen.getByRole("dialog"));
  await userEvent.type(screen.getByTestId("allow-note"), "Made up");
  expect(asked.of("allow_create")).toEqual([]);
  await userEvent.click(screen.getByTestId("allow-yes"));
  await waitFor(() =>
    expect(asked.of("allow_create")).toEqual([
      { policy_id: null, allow: proposals[1]?.allow, note: "Made up", expected: 9 },
    ]),
  );
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(asked.of("allow_delete")).toEqual([{ id: "alw_1" }]));
});

test("a rule that would hide more by now is refused in words", async () => {
  standIn({
    finding_columns: () => ({ rows: places, total: places.length, next_cursor: null }),
    finding_show: () => finding(0),
    connector_show: () => ({ policy_id: null }),
    allow_propose: () => proposals,
    allow_create: () => {
      throw { class: "conflict", message: "It would hide 40 findings by now.", remedy: "Look at the rules again." };
    },
  });
  draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  await userEvent.click(await screen.findByTestId("finding-row-0"));
  await userEvent.click(await screen.findByTestId("finding-not-sensitive"));
  await userEvent.click(await screen.findByTestId("allow-yes"));
  expect(await screen.findByText("It would hide 40 findings by now.")).toBeInTheDocument();
  expect(screen.getByTestId("allow-yes")).toBeInTheDocument();
});

test("the menu of a row offers all that the buttons do", async () => {
  const asked: Asked[] = [];
  stand(asked);
  draw(<FindingsPage />, { at: "/findings", route: "/findings" });
  await screen.findByTestId("finding-row-0");
  screen.getByRole("grid").focus();
  await userEvent.keyboard("{Shift>}{F10}{/Shift}");
  for (const action of ["show", "browse", "same", "resolved", "ignored", "false_positive", "not-sensitive"])
    expect(await screen.findByTestId(`action-${action}`)).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("action-ignored"));
  await waitFor(() => expect(asked.some(({ name }) => name === "finding_triage")).toBe(true));
});
