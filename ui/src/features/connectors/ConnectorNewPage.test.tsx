/** The wizard from an empty page to a saved connector, and its ways back from refusals. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { CheckReport, Commands, Problem, ScopePreview } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { draw } from "../../testing/draw";
import { ConnectorNewPage } from "./ConnectorNewPage";
import { cloud, connector, folder } from "./samples";
import { dropUnfinished } from "./unfinished";

type Name = keyof Commands;
type Answer = (args: never, onMessage?: (message: never) => void) => unknown;

const passed: CheckReport = {
  connected: true,
  buckets_accessible: 1,
  sample_objects: ["a.csv"],
  latency_ms: 12,
  probes: [
    { name: "list", title: "List", outcome: "passed", detail: "3 entries.", remedy: "", class: null, latency_ms: 12 },
  ],
};

const failed: CheckReport = {
  connected: false,
  buckets_accessible: 0,
  sample_objects: [],
  latency_ms: 5,
  probes: [
    {
      name: "list",
      title: "List",
      outcome: "failed",
      detail: "The folder is not there.",
      remedy: "Check the path.",
      class: "config_invalid",
      latency_ms: 5,
    },
  ],
};

const counted: ScopePreview = {
  objects_covered: 1234,
  bytes_covered: 5_000_000,
  objects_left_out: 2,
  complete: true,
  examples: ["a.csv"],
  types: [{ file_type: "csv", objects: 1234 }],
  problem: null,
};

function backend(answers: Partial<Record<Name, Answer>> = {}) {
  const asked: { name: string; args: Record<string, unknown> }[] = [];
  const usual: Partial<Record<Name, Answer>> = {
    provider_list: () => [folder, cloud],
    connector_list: () => ({ rows: [], total: 0, next_cursor: null }),
    connector_test_draft: (_args, onMessage) => {
      for (const probe of passed.probes) {
        onMessage?.(probe as never);
      }
      return passed;
    },
    scope_preview: () => counted,
    schedule_echo: ({ cron, timezone }: { cron: string; timezone: string }) => ({
      cron,
      timezone,
      in_words: "At 02:30",
      next: ["2026-11-22T02:30:00Z"],
    }),
    connector_create: () => ({ connector: connector({ name: "Papers", provider: "local" }), check: null }),
    sync_start: () => ({ id: "run_1" }),
    cancel_task: () => null,
    policy_list: () => [
      policy("pol_all", "Everything", "All that there is."),
      policy("pol_keys", "Secrets", "Keys and passwords."),
    ],
  };
  setBackend({
    call: async (name, args, onMessage) => {
      asked.push({ name, args: args as Record<string, unknown> });
      const answer = answers[name as Name] ?? usual[name as Name];
      if (answer === undefined) {
        throw { class: "internal", message: `No answer for ${name}.`, remedy: "" } satisfies Problem;
      }
      return answer(args as never, onMessage as never);
    },
    listen: () => () => undefined,
  });
  return { asked, of: (name: Name) => asked.filter((call) => call.name === name).map((call) => call.args) };
}

function policy(id: string, name: string, description: string) {
  return { id, name, description, built_in: true };
}

// Text areas that grow ask when fonts have loaded, which jsdom cannot tell.
beforeAll(() => {
  if (!("fonts" in document)) {
    Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  }
});

afterEach(() => {
  dropUnfinished();
  setBackend(undefined);
});

const next = () => screen.getByTestId("wizard-next");

async function toTest(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByTestId("provider-local"));
  await user.click(next());
  await user.type(screen.getByTestId("connector-name"), "Papers");
  await user.type(screen.getByTestId("field-path"), "/data/papers");
  await user.click(next());
}

test("five steps lead to a connector and its first run", async () => {
  const user = userEvent.setup();
  const { of } = backend();
  const { router } = draw(<ConnectorNewPage />, { at: "/connectors/new", route: "/connectors/new" });
  await toTest(user);
  expect(await screen.findByTestId("probe-list")).toHaveTextContent("3 entries.");
  expect(await screen.findByTestId("test-connected")).toBeInTheDocument();
  await user.click(next());
  expect(screen.queryByTestId("scope-buckets")).toBeNull();
  await user.type(screen.getByTestId("scope-prefixes"), "2026/");
  await waitFor(() => expect(screen.getByTestId("scope-preview")).toHaveTextContent("1,234 objects, 5 MB"));
  await waitFor(() => expect(screen.getByTestId("scope-preview")).toHaveTextContent("Complete"));
  await waitFor(() => expect(screen.getByTestId("connector-policy-field")).toHaveValue("Everything"));
  expect(screen.getByTestId("policy-field")).toHaveTextContent("All that there is.");
  await user.click(screen.getByTestId("connector-policy-field"));
  await user.click(await screen.findByRole("option", { name: "Secrets" }));
  expect(screen.getByTestId("policy-field")).toHaveTextContent("Keys and passwords.");
  await user.click(next());
  await user.click(screen.getByRole("radio", { name: "Custom" }));
  await user.clear(screen.getByTestId("schedule-cron"));
  await user.type(screen.getByTestId("schedule-cron"), "30 2 * * *");
  expect(await screen.findByTestId("schedule-echo")).toHaveTextContent("At 02:30");
  await user.click(screen.getByTestId("wizard-save"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/runs/run_1"));
  const [created] = of("connector_create");
  expect(created?.draft).toMatchObject({
    name: "Papers",
    provider: "local",
    config: { path: "/data/papers" },
    prefixes: ["2026/"],
    schedule_cron: "30 2 * * *",
    policy_id: "pol_keys",
  });
  expect(of("sync_start")).toMatchObject([{ id: "con_1" }]);
});

test("what is missing is said at its field, and going back loses nothing", async () => {
  const user = userEvent.setup();
  backend();
  draw(<ConnectorNewPage />);
  await user.click(await screen.findByTestId("provider-local"));
  await user.click(next());
  await user.click(next());
  expect(screen.getByTestId("connector-name")).toHaveAttribute("aria-invalid", "true");
  expect(screen.getByTestId("field-path")).toHaveAttribute("aria-invalid", "true");
  await user.type(screen.getByTestId("connector-name"), "Papers");
  await user.click(screen.getByTestId("wizard-back"));
  await user.click(next());
  expect(screen.getByTestId("connector-name")).toHaveValue("Papers");
});

test("a failed test is explained and can be passed explicitly", async () => {
  const user = userEvent.setup();
  const { of } = backend({ connector_test_draft: () => failed });
  draw(<ConnectorNewPage />);
  await toTest(user);
  const probe = await screen.findByTestId("probe-list");
  expect(probe).toHaveAttribute("data-outcome", "failed");
  expect(within(probe).getByText(/Check the path/)).toBeInTheDocument();
  expect(next()).toHaveTextContent("Continue anyway");
  await user.click(next());
  await user.click(next());
  expect(screen.getByTestId("wizard-save")).toHaveTextContent("Save anyway");
  await user.click(screen.getByTestId("wizard-sync-now"));
  await user.click(screen.getByTestId("wizard-save"));
  await waitFor(() => expect(of("connector_create")).toHaveLength(1));
  expect(of("sync_start")).toHaveLength(0);
});

test("what the test refuses to begin with is said at its field", async () => {
  const user = userEvent.setup();
  backend({
    connector_test_draft: () => {
      throw { class: "config_invalid", message: "This is not a full path.", remedy: "Give it.", field: "path" };
    },
  });
  draw(<ConnectorNewPage />);
  await toTest(user);
  expect(await screen.findByTestId("problem")).toHaveTextContent("This is not a full path.");
  await user.click(screen.getByTestId("wizard-back"));
  expect(screen.getByTestId("field-path")).toHaveAttribute("aria-invalid", "true");
  expect(screen.getByTestId("field-path")).toHaveValue("/data/papers");
});

test("a problem of no shown field is said on its own", async () => {
  const user = userEvent.setup();
  backend({
    connector_create: () => {
      throw { class: "vault_locked", message: "The vault is locked.", remedy: "Unlock it.", field: "credential" };
    },
  });
  draw(<ConnectorNewPage />);
  await toTest(user);
  await screen.findByTestId("test-connected");
  await user.click(next());
  await user.click(next());
  await user.click(screen.getByTestId("wizard-save"));
  expect(await screen.findByTestId("problem")).toHaveTextContent("The vault is locked.");
  expect(screen.getByTestId("wizard-save")).toBeEnabled();
});

test("a test can be cancelled, and its late probes are ignored", async () => {
  const user = userEvent.setup();
  let tell: ((message: never) => void) | undefined;
  const { of } = backend({
    connector_test_draft: (_args, onMessage) => {
      tell = onMessage;
      return new Promise(() => undefined);
    },
  });
  draw(<ConnectorNewPage />);
  await toTest(user);
  await user.click(await screen.findByTestId("test-cancel"));
  expect(of("cancel_task")[0]?.task_id).toBe(of("connector_test_draft")[0]?.task_id);
  tell?.(passed.probes[0] as never);
  expect(screen.queryByTestId("probe-list")).toBeNull();
  expect(next()).toHaveTextContent("Continue without a test");
});

test("a refusal leads to its step and field; the same intent keeps its id", async () => {
  const user = userEvent.setup();
  let refusals = 1;
  const { of } = backend({
    connector_create: () => {
      if (refusals > 0) {
        refusals -= 1;
        throw {
          class: "config_invalid",
          message: "“[” is not a pattern.",
          remedy: "Write a glob.",
          field: "patterns",
        } satisfies Problem;
      }
      return { connector: connector(), check: null };
    },
  });
  draw(<ConnectorNewPage />);
  await toTest(user);
  await screen.findByTestId("test-connected");
  await user.click(next());
  await user.click(next());
  await user.click(screen.getByTestId("wizard-save"));
  expect(await screen.findByTestId("scope-patterns")).toHaveAttribute("aria-invalid", "true");
  expect(screen.getByText(/is not a pattern. Write a glob./)).toBeInTheDocument();
  await user.click(next());
  await user.click(screen.getByTestId("wizard-save"));
  await waitFor(() => expect(of("connector_create")).toHaveLength(2));
  const [first, second] = of("connector_create");
  expect(second?.request_id).toBe(first?.request_id);
});

test("an unfinished connector is kept without its credential", async () => {
  const user = userEvent.setup();
  backend();
  const first = draw(<ConnectorNewPage />);
  await user.click(await screen.findByTestId("provider-s3"));
  await user.click(next());
  await user.type(screen.getByTestId("connector-name"), "Archive");
  await user.type(screen.getByTestId("field-secret_access_key"), "hush");
  expect(screen.getByTestId("field-secret_access_key")).toHaveAttribute("type", "password");
  first.unmount();
  expect(
    JSON.stringify(
      first.client
        .getQueryCache()
        .getAll()
        .map((query) => [query.queryKey, query.state.data]),
    ),
  ).not.toContain("hush");
  draw(<ConnectorNewPage />);
  expect(await screen.findByTestId("connector-name")).toHaveValue("Archive");
  expect(screen.getByTestId("field-secret_access_key")).toHaveValue("");
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("hush");
});

test("no step breaks the rules of access", async () => {
  const user = userEvent.setup();
  backend();
  const { container } = draw(<ConnectorNewPage />);
  const check = async () => {
    const result = await axe.run(container, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(result.violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
  };
  await screen.findByTestId("provider-local");
  await check();
  await toTest(user);
  await screen.findByTestId("test-connected");
  await check();
  await user.click(next());
  await waitFor(() => expect(screen.getByTestId("scope-preview")).toHaveTextContent("Complete"));
  await check();
  await user.click(next());
  await user.click(screen.getByRole("radio", { name: "Daily" }));
  await screen.findByTestId("schedule-echo");
  await check();
});
