/** A test that says what is missing and what to grant, who can reach the buckets, and the way back in. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { BucketExposure, CheckReport, Probe } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { ConnectorEditPage } from "./ConnectorEditPage";
import { ConnectorPage } from "./ConnectorPage";
import { ConnectorsPage } from "./ConnectorsPage";

beforeAll(() => {
  if (!("fonts" in document)) {
    Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  }
});

afterEach(() => {
  setBackend(undefined);
  localStorage.clear();
});

const page = (id: string) => ({ at: `/connectors/${id}`, route: "/connectors/$id" });

const probes: Probe[] = [
  {
    name: "connect",
    title: "Connect",
    outcome: "passed",
    detail: "Connected with TLS 1.3.",
    remedy: "",
    class: null,
    latency_ms: 41,
  },
  {
    name: "list",
    title: "List objects",
    outcome: "failed",
    detail: "The service refused to list acme-exports.",
    remedy: "Grant the permission, then test again.",
    class: "permission_denied",
    permission: "s3:ListBucket",
    latency_ms: 73,
  },
  { name: "read", title: "Read one byte", outcome: "skipped", detail: "", remedy: "", class: null, latency_ms: 0 },
];
const lacking: CheckReport = {
  connected: false,
  buckets_accessible: 0,
  sample_objects: [],
  latency_ms: 114,
  probes,
};

test("each probe says its time, outcome and remedy; a missing permission leads to what to grant", async () => {
  const user = userEvent.setup();
  const { of } = standIn({
    connector_test: (_args, say) => {
      for (const probe of probes) say(probe);
      return lacking;
    },
    connector_policies: () => [
      {
        title: "To list and read",
        hint: "Add it to the user's policy.",
        language: "json",
        text: '{"Action":"s3:ListBucket"}',
      },
      { title: "To write redacted copies", hint: "Add it too.", language: "json", text: '{"Action":"s3:PutObject"}' },
    ],
  });
  const { container } = draw(<ConnectorPage />, page("con_s3prod"));
  await user.click(await screen.findByTestId("test-run"));
  const failed = await screen.findByTestId("probe-list");
  await waitFor(() => expect(screen.getByTestId("test-not-connected")).toBeInTheDocument());
  expect(failed).toHaveTextContent("List objects Failed");
  expect(failed).toHaveTextContent("73 ms");
  expect(failed).toHaveTextContent("What to do: Grant the permission, then test again.");
  expect(within(failed).getByText("s3:ListBucket")).toBeInTheDocument();
  // A step that was not tried took no time and lacks nothing.
  expect(screen.getByTestId("probe-read")).not.toHaveTextContent("ms");
  expect(screen.queryByTestId("probe-read-lacking")).toBeNull();
  await expectAccessible(container);
  await user.click(screen.getByTestId("probe-list-grant"));
  const dialog = await screen.findByRole("dialog", { name: "What to grant" });
  const [asked] = of("connector_policies");
  expect(asked).toMatchObject({
    provider: "s3",
    config: { auth: "access_keys", region: "eu-central-1" },
    scope: { buckets: ["acme-exports", "acme-support"], exclude: ["**/*.tmp"] },
    uses: ["import", "export"],
  });
  expect(dialog).toHaveTextContent("Missing permission: s3:ListBucket");
  expect(await within(dialog).findByRole("textbox", { name: "To list and read" })).toHaveValue(
    '{"Action":"s3:ListBucket"}',
  );
  await user.click(within(dialog).getByTestId("copy-policy-0"));
  expect(await navigator.clipboard.readText()).toBe('{"Action":"s3:ListBucket"}');
  await user.click(within(dialog).getByRole("tab", { name: "To write redacted copies" }));
  expect(await within(dialog).findByRole("textbox", { name: "To write redacted copies" })).toHaveValue(
    '{"Action":"s3:PutObject"}',
  );
  await expectAccessible(dialog);
});

test("what to grant that cannot be told is a problem with a way to try again", async () => {
  const user = userEvent.setup();
  let fails = true;
  standIn({
    connector_test: () => lacking,
    connector_policies: () => {
      if (fails) throw { class: "config_invalid", message: "The role is not one.", remedy: "Correct it." };
      return [];
    },
  });
  draw(<ConnectorPage />, page("con_s3prod"));
  await user.click(await screen.findByTestId("test-run"));
  await user.click(await screen.findByTestId("probe-list-grant"));
  const dialog = await screen.findByRole("dialog", { name: "What to grant" });
  expect(await within(dialog).findByText("The role is not one.")).toBeInTheDocument();
  fails = false;
  await user.click(within(dialog).getByRole("button", { name: "Try again" }));
  expect(await within(dialog).findByText(/needs no rule of its own/)).toBeInTheDocument();
});

test("a connector that needs signing in leads to its credential", async () => {
  const user = userEvent.setup();
  standIn();
  const { router } = draw(<ConnectorPage />, page("con_archive"));
  await user.click(await screen.findByTestId("connector-reconnect-con_archive"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/connectors/con_archive/edit"));
  expect(router.state.location.search).toEqual({ reconnect: true });
});

test("reconnecting begins at the credential and asks for one", async () => {
  const user = userEvent.setup();
  const { of } = standIn();
  const { container, router } = draw(<ConnectorEditPage />, {
    at: "/connectors/con_archive/edit?reconnect=true",
    route: "/connectors/$id/edit",
  });
  expect(await screen.findByTestId("reconnect-hint")).toHaveTextContent("The access key was refused.");
  expect(screen.getByTestId("field-access_key_id")).toHaveFocus();
  await expectAccessible(container);
  await user.click(screen.getByTestId("connector-save"));
  expect(screen.getByTestId("field-secret_access_key")).toHaveAttribute("aria-invalid", "true");
  expect(of("connector_update")).toHaveLength(0);
  fireEvent.change(screen.getByTestId("field-access_key_id"), { target: { value: "AKIANEW1" } });
  fireEvent.change(screen.getByTestId("field-secret_access_key"), { target: { value: "hush" } });
  await user.click(screen.getByTestId("connector-save"));
  await waitFor(() => expect(of("connector_update")).toHaveLength(1));
  expect(of("connector_update")[0]).toEqual({
    id: "con_archive",
    patch: { credential: { access_key_id: "AKIANEW1", secret_access_key: "hush" } },
  });
  // The new credential is tested at once.
  await waitFor(() => expect(router.state.location.search).toEqual({ test: true }));
});

test("a pasted text of another kind of source changes nothing of a saved connector", async () => {
  const user = userEvent.setup();
  standIn();
  draw(<ConnectorEditPage />, { at: "/connectors/con_archive/edit", route: "/connectors/$id/edit" });
  await user.click(await screen.findByTestId("field-region"));
  await user.paste("AccountName=acmedata;AccountKey=aHVzaC1odXNo");
  expect(await screen.findByTestId("paste-other")).toHaveTextContent("a connection string of Azure Blob Storage");
  expect(screen.getByTestId("field-access_key_id")).toHaveValue("");
});

test("lists show the worst that is known, and what was never read as unknown", async () => {
  const user = userEvent.setup();
  standIn();
  const { container } = draw(<ConnectorsPage />);
  const level = async (id: string) =>
    (await screen.findByTestId(`connector-row-${id}`)).closest("article, [role=row]")?.querySelector("[data-exposure]");
  expect(await level("con_s3prod")).toHaveTextContent("Public");
  expect(await level("con_archive")).toHaveTextContent("Unknown");
  expect(container.querySelector('[data-exposure="private"]')).toBeNull();
  // What has to be signed in again offers that in place of a sync.
  expect(screen.getByTestId("connector-reconnect-con_archive")).toBeInTheDocument();
  expect(screen.queryByTestId("connector-sync-con_archive")).toBeNull();
  await expectAccessible(container);
  await user.click(screen.getByRole("radio", { name: "List" }));
  await screen.findByTestId("connector-table");
  expect(await level("con_s3prod")).toHaveTextContent("Public");
  expect(await level("con_archive")).toHaveTextContent("Unknown");
});

test("the page says of each bucket who can reach it and why, the worst first", async () => {
  const user = userEvent.setup();
  standIn();
  const { container } = draw(<ConnectorPage />, page("con_s3prod"));
  const exposed = await screen.findByTestId("exposure-acme-exports");
  expect(exposed).toHaveAttribute("data-level", "public");
  expect(exposed).toHaveTextContent("The policy lets everyone read objects below public/.");
  const unknown = screen.getByTestId("exposure-acme-support");
  expect(within(unknown).getByText("Unknown")).toBeInTheDocument();
  expect(unknown).toHaveTextContent("s3:GetBucketPolicyStatus");
  expect(exposed.compareDocumentPosition(unknown) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  expect(await screen.findByTestId("risk-exposure")).toHaveTextContent("all points count double");
  await expectAccessible(container);
  await user.click(within(unknown).getByRole("button", { name: "Show what to grant" }));
  expect(await screen.findByRole("dialog", { name: "What to grant" })).toHaveTextContent("s3:GetBucketPolicyStatus");
});

const private_: BucketExposure[] = [
  {
    bucket: "partner-drop",
    exposure: {
      level: "private",
      checked_at: "2026-11-21T10:00:00Z",
      reasons: [{ source: "bucket_acl", level: "private", text: "The access list names the owner only." }],
    },
  },
];

test("permissions are read anew when asked; what was never read is not drawn as safe", async () => {
  const user = userEvent.setup();
  let read: BucketExposure[] = [];
  const { of } = standIn({
    connector_exposure: () => read,
    connector_refresh_permissions: () => {
      read = private_;
      return read;
    },
  });
  draw(<ConnectorPage />, page("con_archive"));
  const section = await screen.findByTestId("exposure");
  expect(await within(section).findByText("It was never read. Refresh permissions to know.")).toBeInTheDocument();
  expect(section.querySelector("[data-exposure]")).toHaveAttribute("data-exposure", "unknown");
  await user.click(screen.getByTestId("exposure-refresh"));
  expect(await screen.findByTestId("exposure-partner-drop")).toHaveAttribute("data-level", "private");
  expect(of("connector_refresh_permissions")[0]).toMatchObject({ id: "con_archive" });
});

test("reading permissions can be cancelled, and its late answer is no news", async () => {
  const user = userEvent.setup();
  let answer: (found: BucketExposure[]) => void = () => undefined;
  const { of } = standIn({
    connector_refresh_permissions: () =>
      new Promise((done) => {
        answer = done;
      }),
  });
  draw(<ConnectorPage />, page("con_archive"));
  await user.click(await screen.findByTestId("exposure-refresh"));
  expect(await screen.findByText("Reading who can reach it…")).toBeInTheDocument();
  expect(screen.getByTestId("exposure-refresh")).toBeDisabled();
  await user.click(screen.getByTestId("exposure-stop"));
  expect(of("cancel_task")[0]?.task_id).toBe(of("connector_refresh_permissions")[0]?.task_id);
  await waitFor(() => expect(screen.queryByText("Reading who can reach it…")).toBeNull());
  expect(screen.getByTestId("exposure-refresh")).toBeEnabled();
  answer(private_);
  await waitFor(() => expect(screen.queryByTestId("problem")).toBeNull());
});

test("permissions that could not be read are a problem, and the last ones stay", async () => {
  const user = userEvent.setup();
  standIn({
    connector_refresh_permissions: () => {
      throw { class: "transient", message: "The service did not answer.", remedy: "Try again later." };
    },
  });
  draw(<ConnectorPage />, page("con_s3prod"));
  await screen.findByTestId("exposure-acme-exports");
  await user.click(screen.getByTestId("exposure-refresh"));
  expect(await screen.findByText("The service did not answer.")).toBeInTheDocument();
  expect(screen.getByTestId("exposure-acme-exports")).toBeInTheDocument();
});

test("a connector gets another policy on its page, and has the way back", async () => {
  const user = userEvent.setup();
  const asked = standIn();
  draw(<ConnectorPage />, page("con_s3prod"));
  const choice = await screen.findByTestId("connector-policy");
  expect(choice).toHaveValue("Everything");
  await user.click(choice);
  await user.click(await screen.findByRole("option", { name: "Secrets" }));
  await waitFor(() => expect(asked.of("policy_use")).toEqual([{ id: "pol_secrets", connector_ids: ["con_s3prod"] }]));
  await waitFor(() => expect(screen.getByTestId("connector-policy")).toHaveValue("Secrets"));
  await user.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(asked.of("policy_use")).toHaveLength(2));
  expect(asked.of("policy_use")[1]).toEqual({ id: "pol_everything", connector_ids: ["con_s3prod"] });
});

test("what was not examined of a connector is listed and written where the person says", async () => {
  const user = userEvent.setup();
  const asked = standIn({ pick_folder: () => "/data/lists" });
  draw(<ConnectorPage />, page("con_s3prod"));
  await user.click(await screen.findByTestId("not-examined-open"));
  await screen.findByTestId("unexamined-total");
  await user.click(await screen.findByTestId("unexamined-export"));
  await waitFor(() => expect(asked.of("not_examined_export")).toHaveLength(1));
  expect(asked.of("not_examined_export")[0]).toEqual({
    connector_id: "con_s3prod",
    path: expect.stringMatching(/^\/data\/lists\/not-examined-[\d-]+\.csv$/),
  });
});
