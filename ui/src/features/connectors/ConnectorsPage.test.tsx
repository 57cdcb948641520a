/** The list: complete, filtered, in both views; deletion with its undo, purging with its counts. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { Commands, ConnectorQuery } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { draw } from "../../testing/draw";
import { ConnectorEditPage } from "./ConnectorEditPage";
import { ConnectorPage } from "./ConnectorPage";
import { ConnectorsPage } from "./ConnectorsPage";
import { cloud, connector, folder } from "./samples";

const many = Array.from({ length: 250 }, (_, at) => connector({ id: `con_${at}`, name: `Archive ${at}` }));

function backend(answers: Record<string, (args: never) => unknown> = {}) {
  const asked: { name: string; args: Record<string, unknown> }[] = [];
  const usual: Record<string, (args: never) => unknown> = {
    provider_list: () => [folder, cloud],
    connector_list: ({ text, deleted, page }: ConnectorQuery) => {
      const rows = deleted
        ? [connector({ id: "con_x", name: "Gone", deleted_at: "2026-11-20T00:00:00Z" })]
        : many.filter(({ name }) => name.toLowerCase().includes((text ?? "").toLowerCase()));
      const start = page?.offset ?? 0;
      return { rows: rows.slice(start, start + (page?.limit ?? 20)), total: rows.length, next_cursor: null };
    },
    connector_show: () => connector(),
    connector_delete: () => connector({ deleted_at: "2026-11-21T00:00:00Z" }),
    connector_restore: () => connector(),
    connector_purge_counts: () => ({ documents: 1200, runs: 3, findings: 45, credential: true }),
    connector_purge: () => ({ documents: 1200, runs: 3, findings: 45, credential: true }),
    connector_update: ({ patch }: Commands["connector_update"]["args"]) => connector({ name: patch.name ?? "" }),
    run_list: () => ({ rows: [], total: 0, next_cursor: null }),
    risk_of: () => ({
      score: 40,
      coverage: 0.8,
      terms: [{ detector: "iban", severity: "high", count: 9, mean_confidence: 0.9, points: 12 }],
    }),
    detector_list: () => [{ id: "iban", title: "IBAN" }],
    policy_list: () => [],
    overview: () => ({ connectors_at_risk: [] }),
    schedule_echo: () => ({
      cron: "30 2 * * *",
      timezone: "Europe/Berlin",
      in_words: "At 02:30",
      next: ["2026-11-22T01:30:00Z"],
    }),
    scope_preview: () => new Promise(() => undefined),
    cancel_task: () => null,
    connector_test: () => ({ connected: true, buckets_accessible: 1, sample_objects: [], latency_ms: 3, probes: [] }),
  };
  setBackend({
    call: async (name, args) => {
      asked.push({ name, args: args as Record<string, unknown> });
      const answer = answers[name] ?? usual[name];
      if (answer === undefined) {
        throw { class: "internal", message: `No answer for ${name}.`, remedy: "" };
      }
      return answer(args as never);
    },
    listen: () => () => undefined,
  });
  return { of: (name: string) => asked.filter((call) => call.name === name).map((call) => call.args) };
}

beforeAll(() => {
  if (!("fonts" in document)) {
    Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  }
});

beforeEach(() => localStorage.clear());
afterEach(() => setBackend(undefined));

const list = () => draw(<ConnectorsPage />, { at: "/connectors", route: "/connectors" });

async function broken(container: HTMLElement): Promise<string[]> {
  const result = await axe.run(container, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return result.violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
}

test("the list counts and reaches every connector, and remembers its view", async () => {
  const user = userEvent.setup();
  backend();
  const first = list();
  expect(await screen.findByText("250 connectors")).toBeInTheDocument();
  await user.click(screen.getByRole("radio", { name: "List" }));
  const table = await screen.findByRole("grid", { name: "Connectors" });
  expect(table).toHaveAttribute("aria-rowcount", "251");
  table.focus();
  await user.keyboard("{End}");
  expect(await screen.findByTestId("connector-row-con_249")).toBeInTheDocument();
  expect(await broken(first.container)).toEqual([]);
  first.unmount();
  list();
  expect(await screen.findByRole("grid", { name: "Connectors" })).toBeInTheDocument();
});

test("filters stand in the address; no match can be cleared", async () => {
  const user = userEvent.setup();
  const { of } = backend();
  const { router } = list();
  await screen.findByText("250 connectors");
  await user.type(screen.getByTestId("connectors-filter"), "nothing like it");
  // On a busy machine part of the text may have been looked for already.
  await waitFor(() => expect(router.state.location.search).toEqual({ text: "nothing like it" }));
  await user.click(await screen.findByTestId("clear-filters"));
  expect(await screen.findByText("250 connectors")).toBeInTheDocument();
  expect(screen.getByTestId("connectors-filter")).toHaveValue("");
  expect(router.state.location.search).toEqual({});
  expect(of("connector_list").some((args) => args.text === "nothing like it")).toBe(true);
});

test("clearing while typing settles brings nothing back", async () => {
  const user = userEvent.setup();
  backend();
  const { router } = draw(<ConnectorsPage />, { at: "/connectors?text=nothing", route: "/connectors" });
  await screen.findByTestId("clear-filters");
  await user.type(screen.getByTestId("connectors-filter"), " like it");
  await user.click(screen.getByTestId("clear-filters"));
  expect(await screen.findByText("250 connectors")).toBeInTheDocument();
  expect(screen.getByTestId("connectors-filter")).toHaveValue("");
  expect(router.state.location.search).toEqual({});
  await user.type(screen.getByTestId("connectors-filter"), "Archive 7");
  await waitFor(() => expect(router.state.location.search).toEqual({ text: "Archive 7" }));
});

test("cards have their actions, and deleting can be undone", async () => {
  const user = userEvent.setup();
  const { of } = backend();
  const { container } = list();
  const card = await screen.findByTestId("connector-row-con_0");
  expect(await broken(container)).toEqual([]);
  await user.click(within(card).getByRole("button", { name: "Actions for Archive 0" }));
  await user.click(await screen.findByTestId("action-delete"));
  await user.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(of("connector_restore")).toEqual([{ id: "con_0" }]));
});

test("a right click opens a connector's menu", async () => {
  const user = userEvent.setup();
  backend();
  const { router } = list();
  const card = await screen.findByTestId("connector-row-con_1");
  await user.pointer({ target: card, keys: "[MouseRight]" });
  await user.click(await screen.findByTestId("action-edit"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/connectors/con_1/edit"));
});

test("keys on a card: arrows move, the menu key opens its menu, F2 edits", async () => {
  const user = userEvent.setup();
  backend();
  const { router } = list();
  const title = within(await screen.findByTestId("connector-row-con_0")).getByRole("button", { name: "Archive 0" });
  title.focus();
  await user.keyboard("{ArrowRight}");
  await waitFor(() => expect(document.activeElement).toHaveTextContent("Archive 1"));
  await user.keyboard("{Shift>}{F10}{/Shift}");
  expect(await screen.findByTestId("action-sync")).toBeInTheDocument();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("action-sync")).toBeNull());
  await waitFor(() => expect(document.activeElement).toHaveTextContent("Archive 1"));
  await user.keyboard("{F2}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/connectors/con_1/edit"));
});

test("deleted ones are restored or removed for good, after their counts were said", async () => {
  const user = userEvent.setup();
  const { of } = backend();
  list();
  await user.click(await screen.findByRole("radio", { name: "Deleted" }));
  await user.click(await screen.findByTestId("connector-purge-con_x"));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("1,200");
  expect(dialog).toHaveTextContent("45");
  expect(within(dialog).getByTestId("confirm-yes")).toBeDisabled();
  await user.type(within(dialog).getByTestId("confirm-text"), "Gone");
  await user.click(within(dialog).getByTestId("confirm-yes"));
  await waitFor(() => expect(of("connector_purge")).toEqual([{ id: "con_x" }]));
});

test("a connector's page tells its state and tests it when asked to", async () => {
  const { of } = backend();
  const { container, router } = draw(<ConnectorPage />, {
    at: "/connectors/con_1?test=true",
    route: "/connectors/$id",
  });
  expect(await screen.findByTestId("test-connected")).toBeInTheDocument();
  expect(of("connector_test")).toHaveLength(1);
  expect(router.state.location.search).toEqual({});
  expect(await screen.findByText("IBAN")).toBeInTheDocument();
  expect(await screen.findByTestId("schedule-echo")).toHaveTextContent("At 02:30");
  expect(await broken(container)).toEqual([]);
});

test("an edit sends only what changed, at its refusal nothing is lost", async () => {
  const user = userEvent.setup();
  let refuse = true;
  const { of } = backend({
    connector_update: ({ patch }: Commands["connector_update"]["args"]) => {
      if (refuse) {
        refuse = false;
        throw { class: "config_invalid", message: "No such region.", remedy: "Check it.", field: "region" };
      }
      return connector({ name: patch.name ?? "" });
    },
  });
  const { container } = draw(<ConnectorEditPage />, { at: "/connectors/con_1/edit", route: "/connectors/$id/edit" });
  const region = await screen.findByTestId("field-region");
  expect(screen.getByTestId("field-secret_access_key")).toHaveValue("");
  await user.clear(region);
  await user.type(region, "mars-1");
  await user.click(screen.getByTestId("connector-save"));
  await waitFor(() => expect(region).toHaveAttribute("aria-invalid", "true"));
  expect(region).toHaveValue("mars-1");
  expect(await broken(container)).toEqual([]);
  await user.click(screen.getByTestId("connector-save"));
  await waitFor(() => expect(of("connector_update")).toHaveLength(2));
  expect(of("connector_update")[1]).toEqual({ id: "con_1", patch: { config: { auth: "keys", region: "mars-1" } } });
});
