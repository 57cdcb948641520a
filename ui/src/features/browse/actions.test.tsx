/** What is done from the browser: choosing, deleting, links, downloads and uploads over a stand-in backend. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type {
  BrowseArgs,
  DeleteReport,
  DocumentQuery,
  Node,
  ObjectsDeleteArgs,
  SelectionCount,
} from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { noSelection } from "../../kit/VirtualTable";
import { draw } from "../../testing/draw";
import { boundaryOf, isInside } from "./boundary";
import { chosenAmong, chosenOf } from "./chosen";
import { forgetDenials } from "./denials";
import { BrowsePage } from "./index";

function object(key: string, size = 1_000): Node {
  return {
    kind: "object",
    object: { bucket: "b", key },
    size,
    version: "v",
    modified: null,
    storage_class: null,
    unreadable: null,
  };
}

const ROWS: Node[] = [{ kind: "prefix", prefix: "logs/" }, object("a.csv"), object("b.csv"), object("c.csv")];

const LEVEL = { bucket: "b", prefix: "", searched: false, complete: true };

test("all of a listed level is named row by row, all of an unfinished one by its folder", () => {
  const everything = { all: true, ids: new Set<string>() };
  expect(chosenAmong(ROWS, everything, LEVEL).selection).toEqual({
    bucket: "b",
    objects: ["a.csv", "b.csv", "c.csv"],
    prefixes: ["logs/"],
  });
  const unfinished = chosenAmong(ROWS, everything, { ...LEVEL, prefix: "x/", complete: false });
  expect(unfinished).toMatchObject({ whole: true, selection: { bucket: "b", objects: [], prefixes: ["x/"] } });
  // What a search has found is never widened to its folder, and one row left out is left out.
  expect(chosenAmong(ROWS, everything, { ...LEVEL, searched: true, complete: false }).whole).toBe(false);
  const but = { all: true, ids: new Set(["ob/a.csv"]) };
  expect(chosenAmong(ROWS, but, { ...LEVEL, complete: false }).selection?.objects).toEqual(["b.csv", "c.csv"]);
  expect(chosenAmong(ROWS, noSelection, LEVEL).nodes).toEqual([]);
});

test("one bucket is everything in it; two buckets are no selection", () => {
  const bucket = (name: string): Node => ({ kind: "bucket", name, created: null });
  expect(chosenOf([bucket("x")], "").selection).toEqual({ bucket: "x", objects: [], prefixes: [""] });
  expect(chosenOf([bucket("x"), bucket("y")], "").selection).toBeUndefined();
});

test("where a connector may write is read from its settings as the engine reads it", () => {
  const of = (export_base_path: string | null, buckets: string[] = [], has = true) =>
    boundaryOf({ export_base_path, buckets }, has);
  expect(of(null, ["a"])).toEqual({ bucket: "a", prefix: "" });
  expect(of(null, ["a", "b"])).toBeUndefined();
  expect(of("/vault/out")).toEqual({ bucket: "vault", prefix: "out/" });
  expect(of("out", [], false)).toEqual({ bucket: "", prefix: "out/" });
  const inside = (bucket: string, key: string) =>
    isInside({ bucket: "vault", prefix: "out/" }, { bucket, objects: [key], prefixes: [] });
  expect([inside("vault", "out/x"), inside("vault", "outside/x"), inside("other", "out/x")]).toEqual([
    true,
    false,
    false,
  ]);
});

interface Given {
  scopes?: string[];
  /** Where it may write. */
  base?: string;
  counts?: SelectionCount[];
  count?: SelectionCount | Promise<SelectionCount>;
  report?: DeleteReport;
  rows?: Node[];
  /** Keys that a sync has listed. */
  known?: string[];
}

const counted = (objects: number, complete = true): SelectionCount => ({
  objects,
  bytes: objects * 1_000,
  complete,
  examples: ["logs/1"],
  problem: null,
});

const deleted = (given: Partial<DeleteReport>): DeleteReport => ({
  asked: 0,
  deleted: 0,
  already_gone: 0,
  failed: 0,
  not_tried: 0,
  failures: [],
  versioned: false,
  ...given,
});

/** A source with buckets; `asked` keeps every call, `say` speaks as the app does. */
function stand(given: Given = {}) {
  const asked: { name: string; args: unknown }[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const transfer = { id: "tra_1" };
  setBackend({
    listen: (event, handler) => {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(handler));
      return () => known.delete(handler);
    },
    call: async (name, args, onMessage) => {
      asked.push({ name, args });
      switch (name) {
        case "connector_list":
          return {
            rows: [
              {
                id: "con_1",
                name: "Store",
                provider: "s3",
                scopes: given.scopes ?? ["import", "export"],
                buckets: ["b"],
                export_base_path: given.base ?? null,
              },
            ],
            total: 1,
            next_cursor: null,
          };
        case "provider_list":
          return [
            { id: "s3", capabilities: { buckets: true, upload: true, delete: true, link: true, exposure: true } },
          ];
        case "browse": {
          const { bucket, prefix } = (args as BrowseArgs).request;
          const nodes = bucket === "" ? [] : prefix === "" ? (given.rows ?? ROWS) : [];
          return { nodes, next_cursor: null, examined: nodes.length };
        }
        case "connector_exposure":
          return [{ bucket: "b", exposure: { level: "public", reasons: [], checked_at: "2026-11-20T10:00:00Z" } }];
        case "selection_count":
          for (const one of given.counts ?? []) onMessage?.(one);
          return given.count ?? counted(3);
        case "objects_delete":
          return given.report ?? deleted({ asked: 3, deleted: 3, versioned: true });
        case "object_link":
          return { url: "https://signed.example/once", expires_at: "2026-11-22T10:00:00Z", shortened: true };
        case "object_properties":
          return {
            meta: {
              object: { bucket: "b", key: "a.csv" },
              size: 1_000,
              version: "v",
              modified: null,
              storage_class: "COLD",
              unreadable: null,
            },
            content_type: "text/csv",
            system: [{ name: "Encryption", value: "AES256" }],
            metadata: [{ name: "owner", value: "billing" }],
            uri: "s3://b/a.csv",
            exposure: {
              level: "unknown",
              reasons: [
                {
                  source: "bucket_policy",
                  level: "unknown",
                  text: "It could not be read.",
                  permission: "s3:GetBucketPolicy",
                },
              ],
              checked_at: "2026-11-20T10:00:00Z",
            },
          };
        case "pick_folder":
          return "/data/downloads";
        case "choose_files":
          return ["/data/new.csv"];
        case "transfer_upload":
        case "transfer_download":
          return transfer;
        case "sensitivity":
          return [];
        case "risk_of":
          return { score: 0, terms: [], coverage: null };
        case "document_list": {
          const { prefix = "" } = args as DocumentQuery;
          const rows = (given.known ?? [])
            .filter((key) => key.startsWith(prefix))
            .map((key) => ({ id: `doc_${key}`, key, findings_count: 0, exposure: "private" }));
          return { rows, total: rows.length, next_cursor: null };
        }
        default:
          return { rows: [], total: 0, next_cursor: null };
      }
    },
  });
  return {
    argsOf: (name: string) => asked.filter((one) => one.name === name).map((one) => one.args),
    say: (event: string, payload: unknown) => {
      for (const handler of listeners.get(event) ?? []) handler(payload);
    },
  };
}

afterEach(() => {
  setBackend(undefined);
  forgetDenials();
});

async function open(given?: Given) {
  const app = stand(given);
  const user = userEvent.setup();
  const drawn = draw(<BrowsePage />, { at: "/browse?connector=con_1&bucket=b", route: "/browse" });
  await screen.findByText(/complete at/);
  const grid = () => screen.getByRole("grid", { name: /Contents/ });
  return { ...app, ...drawn, user, grid };
}

async function faults(part: HTMLElement) {
  const { violations } = await axe.run(part, {
    // The page stands alone here, without the window's landmarks; colours need a layout.
    rules: {
      region: { enabled: false },
      "landmark-no-duplicate-banner": { enabled: false },
      "color-contrast": { enabled: false },
    },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}

test("rows are chosen by Shift and arrows, all by Ctrl+A; Space stays the preview and Escape clears", async () => {
  const { user, grid } = await open();
  grid().focus();
  await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{/Shift}");
  await waitFor(() => expect(screen.getByTestId("browse-chosen")).toHaveTextContent("2 files chosen"));
  await user.keyboard("{Control>}a{/Control}");
  await waitFor(() => expect(screen.getByTestId("browse-chosen")).toHaveTextContent("4 chosen"));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("browse-chosen")).toBeNull());
  await user.keyboard(" ");
  expect(await screen.findByTestId("browse-panel")).toBeInTheDocument();
  expect(screen.queryByTestId("browse-chosen")).toBeNull();
});

test("keys are copied one on each line, from the list only", async () => {
  const { user, grid } = await open();
  await user.click(screen.getByTestId("browse-row-1"));
  grid().focus();
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
  await user.keyboard("{Control>}c{/Control}");
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe("a.csv\nb.csv"));
  await navigator.clipboard.writeText("other");
  await user.click(screen.getByTestId("browse-filter"));
  await user.keyboard("{Control>}c{/Control}{Delete}");
  expect(screen.queryByTestId("delete-dialog")).toBeNull();
});

test("the menu of the chosen rows opens by key, says what cannot be done and why", async () => {
  const { user, grid } = await open({ scopes: ["import"] });
  grid().focus();
  await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{/Shift}{Shift>}{F10}{/Shift}");
  const remove = await screen.findByTestId("action-delete");
  expect(remove).toHaveAttribute("aria-disabled", "true");
  expect(remove).toHaveTextContent("for import only");
  expect(screen.getByTestId("action-link")).toHaveTextContent("Only for one file at a time.");
  expect(screen.getByTestId("action-download")).not.toHaveAttribute("aria-disabled");
  await user.click(remove);
  expect(screen.queryByTestId("delete-dialog")).toBeNull();
  expect(await faults(document.body)).toEqual([]);
});

test("a greyed button can be reached and does nothing", async () => {
  const { user } = await open({ scopes: ["import"] });
  const button = screen.getByTestId("browse-upload");
  expect(button).toHaveAttribute("aria-disabled", "true");
  expect(button).toHaveAccessibleDescription(/import only/);
  await user.click(button);
  expect(button).toBeEnabled();
});

test("outside the place that the connector may write to, writing is greyed with that place", async () => {
  const { user, argsOf, say } = await open({ base: "b/logs" });
  await user.click(screen.getByTestId("browse-row-1"));
  for (const id of ["browse-delete", "browse-upload"]) {
    expect(screen.getByTestId(id)).toHaveAccessibleDescription(/Outside the place .*: b\/logs\/\./);
  }
  await user.click(screen.getByTestId("browse-row-0"));
  await waitFor(() => expect(screen.getByTestId("browse-delete")).not.toHaveAttribute("aria-disabled"));
  const row = screen.getByTestId("browse-row-0");
  document.elementFromPoint = () => row;
  say("files_dropped", { paths: ["/data/x"], x: 1, y: 1 });
  await waitFor(() => expect(argsOf("transfer_upload")).toMatchObject([{ bucket: "b", prefix: "logs/" }]));
});

test("deleting waits for the whole count, and says afterwards that versions are kept", async () => {
  let finish: (count: SelectionCount) => void = () => undefined;
  const count = new Promise<SelectionCount>((done) => {
    finish = done;
  });
  const { user, grid, argsOf } = await open({ counts: [counted(2, false)], count });
  grid().focus();
  await user.keyboard("{Control>}a{/Control}{Delete}");
  expect(await screen.findByText("2 files so far, 2 KB")).toBeInTheDocument();
  expect(screen.getByTestId("delete-yes")).toBeDisabled();
  finish(counted(3));
  expect(await screen.findByText("Delete 3 files (3 KB)")).toBeInTheDocument();
  expect(await faults(screen.getByRole("dialog"))).toEqual([]);
  await user.click(screen.getByTestId("delete-yes"));
  expect(await screen.findByTestId("delete-result")).toHaveTextContent("3 files were deleted.");
  expect(screen.getByText(/keeps older versions: the service/)).toBeInTheDocument();
  const [sent] = argsOf("objects_delete") as ObjectsDeleteArgs[];
  expect(sent).toMatchObject({
    id: "con_1",
    expected: 3,
    selection: { bucket: "b", objects: ["a.csv", "b.csv", "c.csv"], prefixes: ["logs/"] },
  });
});

test("a count that is stopped stays so far, and nothing can be deleted by it", async () => {
  const { user, grid } = await open({ count: counted(2, false) });
  await user.click(screen.getByTestId("browse-row-1"));
  grid().focus();
  await user.keyboard("{Delete}");
  expect(await screen.findByText("2 files so far, 2 KB")).toBeInTheDocument();
  expect(await screen.findByTestId("count-again")).toBeInTheDocument();
  expect(screen.getByTestId("delete-yes")).toBeDisabled();
});

test("more than 1,000 need the number typed", async () => {
  const { user, grid } = await open({ count: counted(1_200) });
  grid().focus();
  await user.keyboard("{Control>}a{/Control}{Delete}");
  const field = await screen.findByTestId("delete-number");
  expect(screen.getByTestId("delete-yes")).toBeDisabled();
  await user.type(field, "120");
  expect(screen.getByTestId("delete-yes")).toBeDisabled();
  await user.type(field, "0");
  expect(screen.getByTestId("delete-yes")).toBeEnabled();
});

test("what could not be deleted is listed with its reason and can be tried again", async () => {
  const problem = {
    class: "permission_denied" as const,
    message: "s3:DeleteObject is missing.",
    remedy: "Grant s3:DeleteObject.",
  };
  const report = deleted({
    asked: 2,
    deleted: 1,
    failed: 1,
    failures: [{ object: { bucket: "b", key: "b.csv" }, problem }],
  });
  const { user, grid, argsOf } = await open({ count: counted(2), report });
  await user.click(screen.getByTestId("browse-row-1"));
  grid().focus();
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}{Delete}");
  await screen.findByText(/Delete 2 files/);
  await user.click(screen.getByTestId("delete-yes"));
  const list = await screen.findByTestId("delete-failures");
  expect(list).toHaveTextContent("b.csv");
  expect(list).toHaveTextContent("s3:DeleteObject is missing.");
  expect(screen.getByText(/cannot be undone/)).toBeInTheDocument();
  await user.click(screen.getByTestId("delete-retry"));
  await waitFor(() =>
    expect(argsOf("objects_delete").at(-1)).toMatchObject({
      expected: 1,
      selection: { bucket: "b", objects: ["b.csv"], prefixes: [] },
    }),
  );
});

test("a refusal for want of a permission greys the button until the place is reloaded", async () => {
  const problem = {
    class: "permission_denied" as const,
    message: "s3:DeleteObject is missing.",
    remedy: "Grant s3:DeleteObject.",
  };
  const report = deleted({ asked: 1, failed: 1, failures: [{ object: { bucket: "b", key: "a.csv" }, problem }] });
  const { user } = await open({ count: counted(1), report });
  await user.click(screen.getByTestId("browse-row-1"));
  await user.click(screen.getByTestId("browse-delete"));
  await screen.findByText(/Delete 1 file/);
  await user.click(screen.getByTestId("delete-yes"));
  await screen.findByTestId("delete-result");
  expect(screen.getByTestId("browse-delete")).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByTestId("browse-delete")).toHaveAttribute(
    "aria-description",
    "s3:DeleteObject is missing. Grant s3:DeleteObject.",
  );
});

test("a link is shown once, says that it was shortened, and neither cache nor address keep it", async () => {
  const { user, client, router, argsOf } = await open();
  await user.click(screen.getByTestId("browse-row-1"));
  await user.click(screen.getByTestId("browse-link"));
  await user.click(await screen.findByTestId("link-day"));
  await user.click(screen.getByTestId("link-make"));
  expect(await screen.findByTestId("link-url")).toHaveValue("https://signed.example/once");
  expect(screen.getByTestId("link-shortened")).toBeInTheDocument();
  expect(argsOf("object_link")).toMatchObject([{ seconds: 86_400, object: { bucket: "b", key: "a.csv" } }]);
  await user.click(screen.getByTestId("link-copy"));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe("https://signed.example/once"));
  const kept = JSON.stringify([
    client
      .getQueryCache()
      .getAll()
      .map((query) => [query.queryKey, query.state.data]),
    client
      .getMutationCache()
      .getAll()
      .map((mutation) => mutation.state),
    router.state.location.href,
    { ...localStorage },
    { ...sessionStorage },
  ]);
  expect(kept).not.toContain("signed.example");
  await user.click(screen.getByTestId("link-close"));
  await waitFor(() => expect(screen.queryByTestId("link-dialog")).toBeNull());
  expect(document.body.innerHTML).not.toContain("signed.example");
});

test("a link of more than seven days is refused before it is asked for", async () => {
  const { user, argsOf } = await open();
  await user.click(screen.getByTestId("browse-row-1"));
  await user.click(screen.getByTestId("browse-link"));
  await user.click(await screen.findByTestId("link-custom"));
  const field = screen.getByTestId("link-amount");
  await user.clear(field);
  await user.type(field, "169");
  expect(await screen.findByText("Services allow 7 days at most.")).toBeInTheDocument();
  expect(screen.getByTestId("link-make")).toBeDisabled();
  await user.clear(field);
  await user.type(field, "168");
  await user.click(screen.getByTestId("link-make"));
  await waitFor(() => expect(argsOf("object_link")).toMatchObject([{ seconds: 604_800 }]));
});

test("properties say all that the source says, with what is missing to know more", async () => {
  const { user, grid } = await open();
  await user.click(screen.getByTestId("browse-row-1"));
  grid().focus();
  await user.keyboard("{Alt>}{Enter}{/Alt}");
  const pane = await screen.findByTestId("object-properties");
  for (const text of ["s3://b/a.csv", "text/csv", "AES256", "billing", "COLD", "s3:GetBucketPolicy"]) {
    expect(pane).toHaveTextContent(text);
  }
  expect(within(pane).getAllByText("Unknown")).toHaveLength(2);
  await user.click(within(pane).getByTestId("copy-uri"));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe("s3://b/a.csv"));
  expect(await faults(pane)).toEqual([]);
});

test("files are downloaded at once, folders are counted first", async () => {
  const { user, argsOf } = await open();
  await user.click(screen.getByTestId("browse-row-1"));
  await user.click(screen.getByTestId("browse-download"));
  await waitFor(() => expect(argsOf("transfer_download")).toHaveLength(1));
  expect(argsOf("selection_count")).toHaveLength(0);
  await user.click(screen.getByTestId("browse-row-0"));
  await user.click(screen.getByTestId("browse-download"));
  await user.click(await screen.findByText(/Choose a folder for 3 files/));
  await waitFor(() =>
    expect(argsOf("transfer_download").at(-1)).toEqual({
      id: "con_1",
      selection: { bucket: "b", objects: [], prefixes: ["logs/"] },
      folder: "/data/downloads",
    }),
  );
});

test("files are uploaded by button and by letting them go; the place is said before", async () => {
  const { user, argsOf, say } = await open();
  await user.click(screen.getByTestId("browse-upload"));
  await waitFor(() =>
    expect(argsOf("transfer_upload")).toEqual([{ id: "con_1", bucket: "b", prefix: "", paths: ["/data/new.csv"] }]),
  );
  const row = screen.getByTestId("browse-row-0");
  document.elementFromPoint = () => row;
  say("files_hover", { x: 1, y: 1 });
  expect(await screen.findByTestId("browse-drop")).toHaveTextContent("Let go to upload to b/logs/");
  say("files_hover", null);
  await waitFor(() => expect(screen.queryByTestId("browse-drop")).toBeNull());
  say("files_dropped", { paths: ["/data/x"], x: 1, y: 1 });
  await waitFor(() =>
    expect(argsOf("transfer_upload").at(-1)).toEqual({ id: "con_1", bucket: "b", prefix: "logs/", paths: ["/data/x"] }),
  );
});

test("where nothing may be written, files that are let go are refused with the reason", async () => {
  const { argsOf, say } = await open({ scopes: ["import"] });
  say("files_hover", { x: 1, y: 1 });
  expect(await screen.findByTestId("browse-drop")).toHaveTextContent("Nothing can be uploaded here");
  say("files_dropped", { paths: ["/data/x"], x: 1, y: 1 });
  await waitFor(() => expect(screen.queryByTestId("browse-drop")).toBeNull());
  expect(argsOf("transfer_upload")).toEqual([]);
});

test("a bucket that anybody can read is called public", async () => {
  await open();
  expect(await screen.findByTestId("browse-exposure")).toHaveTextContent("Public");
});

test("a changed level follows by itself, but not under a selection", async () => {
  const { user, argsOf, say } = await open();
  const before = argsOf("browse").length;
  say("stale", { tags: ["browse"] });
  await waitFor(() => expect(argsOf("browse").length).toBeGreaterThan(before));
  await screen.findByText(/complete at/);
  await user.click(screen.getByTestId("browse-row-1"));
  await screen.findByTestId("browse-chosen");
  say("stale", { tags: ["browse"] });
  await user.click(await screen.findByTestId("browse-outdated"));
  await waitFor(() => expect(screen.queryByTestId("browse-outdated")).toBeNull());
});

test("redacted copies are for the place that is shown, for one folder, or for the chosen files", async () => {
  const { user, router, unmount } = await open();
  await user.click(screen.getByTestId("browse-redact"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/new"));
  expect(router.state.location.search).toEqual({ connector: "con_1", bucket: "b" });
  unmount();

  const folder = await open();
  folder.grid().focus();
  await folder.user.keyboard("{ArrowUp}{Control>}e{/Control}");
  await waitFor(() => expect(folder.router.state.location.pathname).toBe("/exports/new"));
  expect(folder.router.state.location.search).toEqual({ connector: "con_1", bucket: "b", prefix: "logs/" });
  folder.unmount();

  const files = await open({ known: ["a.csv", "a.csv.old"] });
  files.grid().focus();
  await files.user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{/Shift}{Control>}e{/Control}");
  await waitFor(() => expect(files.router.state.location.pathname).toBe("/exports/new"));
  expect(files.router.state.location.search).toEqual({ connector: "con_1", documents: ["doc_a.csv"], unknown: 1 });
});

test("what a copy of one file would be is a key away", async () => {
  const { user, grid, router } = await open();
  grid().focus();
  await user.keyboard("{Home}{ArrowDown}{Control>}{Shift>}e{/Shift}{/Control}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/preview"));
  expect(router.state.location.search).toEqual({ connector: "con_1", bucket: "b", key: "a.csv" });
});

test("redacted copies of several folders, or of files that nobody knows, are refused with the way on", async () => {
  const { user, grid, router } = await open();
  grid().focus();
  await user.keyboard("{Control>}a{/Control}");
  await waitFor(() =>
    expect(screen.getByTestId("browse-redact")).toHaveAccessibleDescription(/Choose one folder, or files/),
  );
  await user.keyboard("{Escape}{Home}{ArrowDown}");
  await user.click(screen.getByTestId("browse-redact"));
  expect(await screen.findByText("Sync it first, then make its copy.")).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/browse");
});
