/** Exports over the stand-in: the list, making copies with refusals at their fields, and one with its objects. */
import { notifications } from "@mantine/notifications";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { CopyItem, Export, ExportDraft, Problem } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { placeText } from "../../kit/places";
import { expectAccessible } from "../../testing/access";
import { type Answers, standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { canGoOn, isRetry } from "./counts";
import { draftOf, faultsOf, firstForm, readStart } from "./form";
import { ExportNewPage, ExportPage, ExportsPage } from "./index";

afterEach(() => {
  setBackend(undefined);
  // Notes outlive the page that they were shown on.
  notifications.clean();
});

const drafts = (asked: ReturnType<typeof standIn>, name: "export_plan" | "export_create") =>
  asked.of(name).map(({ draft }) => draft as ExportDraft);

async function list(answers: Answers = {}) {
  const asked = standIn(answers);
  const drawn = draw(<ExportsPage />, { at: "/exports", route: "/exports" });
  await screen.findByRole("heading", { level: 1 });
  return { asked, ...drawn };
}

async function fresh(search = "?connector=con_s3prod", answers: Answers = {}) {
  const asked = standIn(answers);
  const drawn = draw(<ExportNewPage />, { at: `/exports/new${search}`, route: "/exports/new" });
  await screen.findByTestId("export-form");
  return { asked, ...drawn };
}

async function detail(id: string, answers: Answers = {}) {
  const asked = standIn(answers);
  const drawn = draw(<ExportPage />, { at: `/exports/${id}`, route: "/exports/$id" });
  await screen.findByTestId("export-status");
  return { asked, ...drawn };
}

const type = (testId: string, value: string) => fireEvent.change(screen.getByTestId(testId), { target: { value } });

async function pick(testId: string, option: string) {
  await userEvent.click(screen.getByTestId(testId));
  await userEvent.click(await screen.findByRole("option", { name: option }));
}

const empty = { rows: [], total: 0, next_cursor: null };

const shown: Export = {
  id: "exp_x",
  draft: { connector_id: "con_s3prod", to: { kind: "folder", path: "/data/copies" } },
  connector_name: "Production exports",
  policy: { id: "pol_everything", name: "Everything", version: 3 },
  status: "interrupted",
  message: "The disk became full.",
  objects: 10,
  totals: { verified: 3, unchanged: 1, refused: 1, failed: 1, replaced: 40, copy_bytes: 9_000 },
  created_at: "2026-11-20T10:00:00Z",
  ended_at: "2026-11-20T10:02:00Z",
};

test("exports are listed with their place and what has no copy, and open by keyboard", async () => {
  const { container, router } = await list();
  const row = (await screen.findByTestId("export-row-2")).closest<HTMLElement>('[role="row"]');
  expect(row).toHaveTextContent("Shared documents");
  expect(row).toHaveTextContent("Exports to partners, version 1");
  expect(row).toHaveTextContent("/data/copies/documents");
  expect(row).toHaveTextContent("Some without copy");
  await waitFor(() => expect(container).toHaveTextContent("Production exports: acme-redacted/2026/"));
  await expectAccessible(container);
  screen.getByTestId("exports").focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/exp_3"));
});

test("without exports the page says what one is, and leads to the first", async () => {
  const { container, router } = await list({ export_list: () => empty });
  expect(await screen.findByText(/searched for every removed value before it appears/)).toBeInTheDocument();
  await expectAccessible(container);
  await userEvent.click(screen.getByTestId("export-first"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/new"));
});

test("a list that cannot be read says so and can be asked for again", async () => {
  let broken = true;
  const problem: Problem = { class: "local_storage", message: "The disk is full.", remedy: "Free some space." };
  await list({
    export_list: () => {
      if (broken) throw problem;
      return empty;
    },
  });
  expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
  broken = false;
  await userEvent.click(screen.getByTestId("retry"));
  expect(await screen.findByText("No exports yet")).toBeInTheDocument();
});

test("copies are made only after a dry run that says what would be refused", async () => {
  const { asked, container, router } = await fresh("?connector=con_s3prod&bucket=acme-exports&prefix=customers/2026/", {
    export_plan: () => ({ objects: 12, bytes: 4_000_000, with_findings: 7, findings: 312, not_examined: 2 }),
    pick_folder: () => "/data/copies",
  });
  expect(screen.getByTestId("export-what-place")).toBeChecked();
  await userEvent.click(screen.getByTestId("export-choose-folder"));
  await waitFor(() => expect(screen.getByTestId("export-folder")).toHaveValue("/data/copies"));
  await userEvent.click(screen.getByTestId("export-only-findings"));
  await userEvent.click(screen.getByTestId("export-check"));
  const plan = await screen.findByTestId("export-dry-run");
  expect(plan).toHaveTextContent("Objects12");
  expect(plan).toHaveTextContent("Size4 MB");
  expect(plan).toHaveTextContent("Findings in them312");
  expect(screen.getByTestId("export-refusals")).toHaveTextContent(
    "2 objects were not fully examined: they are refused",
  );
  expect(asked.of("export_create")).toEqual([]);
  await expectAccessible(container);
  const draft: ExportDraft = {
    connector_id: "con_s3prod",
    bucket: "acme-exports",
    prefix: "customers/2026/",
    only_with_findings: true,
    to: { kind: "folder", path: "/data/copies" },
    otherwise: { do: "replace" },
  };
  expect(drafts(asked, "export_plan")).toEqual([draft]);
  expect(screen.getByTestId("export-make")).toHaveTextContent("Make 12 copies");
  await userEvent.click(screen.getByTestId("export-make"));
  await waitFor(() => expect(drafts(asked, "export_create")).toEqual([draft]));
  await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/exports\/exp_new/));
});

test("what lacks is said at its field, which has the focus, and nothing is asked of the app", async () => {
  const { asked, container } = await fresh("");
  await userEvent.click(screen.getByTestId("export-check"));
  expect(screen.getByText("Choose a connector.")).toBeInTheDocument();
  expect(screen.getByText("Choose a folder for the copies.")).toBeInTheDocument();
  await waitFor(() => expect(screen.getByTestId("export-connector")).toHaveFocus());
  expect(asked.of("export_plan")).toEqual([]);
  await expectAccessible(container);
});

test("a place that is scanned is refused at the field, and what was filled in stays", async () => {
  await fresh();
  type("export-folder", "/srv/shared/documents/copies");
  await userEvent.click(screen.getByTestId("export-check"));
  expect(await screen.findByText(/would lie in what “Shared documents” scans/)).toBeInTheDocument();
  expect(screen.getByTestId("export-folder")).toHaveAttribute("aria-invalid", "true");
  expect(screen.getByTestId("export-folder")).toHaveFocus();
  expect(screen.getByTestId("export-folder")).toHaveValue("/srv/shared/documents/copies");
  type("export-folder", "/data/copies");
  expect(screen.queryByText(/would lie in what/)).not.toBeInTheDocument();
});

test("a refusal that comes only when copies are made leads back to its field", async () => {
  const taken: Problem = { class: "conflict", message: "The folder is gone.", remedy: "Choose another.", field: "to" };
  await fresh(undefined, {
    export_create: () => {
      throw taken;
    },
  });
  type("export-folder", "/data/copies");
  await userEvent.click(screen.getByTestId("export-check"));
  await userEvent.click(await screen.findByTestId("export-make"));
  expect(await screen.findByText("The folder is gone. Choose another.")).toBeInTheDocument();
  expect(screen.getByTestId("export-folder")).toHaveFocus();
});

test("a refusal without a field stands above the buttons", async () => {
  const locked: Problem = { class: "vault_locked", message: "The vault is locked.", remedy: "Unlock it in Settings." };
  await fresh(undefined, {
    export_plan: () => {
      throw locked;
    },
  });
  type("export-folder", "/data/copies");
  await userEvent.click(screen.getByTestId("export-check"));
  expect(await screen.findByTestId("problem")).toHaveTextContent("The vault is locked.");
  expect(screen.getByTestId("export-folder")).toBeInTheDocument();
});

test("when nothing is covered, no copies can be made, and the form is one step back", async () => {
  const { asked } = await fresh("?connector=con_s3prod&bucket=acme-exports&prefix=no/such/place/");
  type("export-folder", "/data/copies");
  await userEvent.click(screen.getByTestId("export-check"));
  expect(await screen.findByText("Nothing would be copied")).toBeInTheDocument();
  expect(screen.getByTestId("export-make")).toBeDisabled();
  await userEvent.click(screen.getByTestId("export-change"));
  expect(screen.getByTestId("export-prefix")).toHaveValue("no/such/place/");
  expect(asked.of("export_create")).toEqual([]);
});

test("each action shows an example; a project is asked for only where a key is used", async () => {
  const { asked } = await fresh();
  expect(screen.getByText("[PAYMENT_CARD]")).toBeInTheDocument();
  expect(screen.queryByTestId("export-project")).not.toBeInTheDocument();
  await pick("export-otherwise", "X’s");
  expect(screen.getByText("XXXXXXXXXXXX1111")).toBeInTheDocument();
  await pick("export-otherwise-keep", "0");
  expect(screen.getByText("XXXXXXXXXXXXXXXX")).toBeInTheDocument();
  await pick("export-otherwise", "Nothing");
  expect(screen.getByText("nothing at all")).toBeInTheDocument();
  await pick("export-otherwise", "Left in");
  expect(screen.getByTestId("export-leaves-all")).toHaveTextContent("Nothing would be removed");
  await pick("export-otherwise", "A pseudonym");
  type("export-project", " Partner study ");
  type("export-folder", "/data/copies");
  await userEvent.click(screen.getByTestId("export-check"));
  await screen.findByTestId("export-dry-run");
  expect(drafts(asked, "export_plan")[0]).toMatchObject({
    otherwise: { do: "pseudonymize" },
    project: "Partner study",
  });
});

test("a policy that decides itself is named, and its keyed actions ask for the project", async () => {
  await fresh();
  await pick("export-policy", "Exports to partners");
  expect(await screen.findByText(/“Exports to partners” decides for some values/)).toBeInTheDocument();
  expect(screen.getByTestId("export-project")).toBeInTheDocument();
});

test("only connectors that may be exported to are offered as a place", async () => {
  const { asked } = await fresh();
  await userEvent.click(screen.getByTestId("export-to-connector"));
  await userEvent.click(screen.getByTestId("export-check"));
  expect(screen.getByText("Choose the connector that the copies go to.")).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("export-target"));
  expect((await screen.findAllByRole("option")).map((one) => one.textContent)).toEqual(["Production exports"]);
  await userEvent.click(screen.getByRole("option", { name: "Production exports" }));
  type("export-target-bucket", "acme-redacted");
  type("export-target-prefix", "2026/");
  await userEvent.click(screen.getByTestId("export-replace"));
  await userEvent.click(screen.getByTestId("export-check"));
  await screen.findByTestId("export-dry-run");
  expect(drafts(asked, "export_plan")[0]).toMatchObject({
    to: { kind: "connector", connector_id: "con_s3prod", bucket: "acme-redacted", prefix: "2026/" },
    replace: true,
  });
});

test("chosen objects are named by their ids, and those that are not known are told", async () => {
  const documents = encodeURIComponent(JSON.stringify(["doc_1", "doc_2"]));
  const { asked } = await fresh(`?connector=con_s3prod&documents=${documents}&unknown=1`);
  expect(screen.getByTestId("export-what-documents")).toBeChecked();
  expect(screen.getByTestId("export-unknown")).toHaveTextContent("1 chosen file is not known yet");
  type("export-folder", "/data/copies");
  await userEvent.click(screen.getByTestId("export-check"));
  await waitFor(() => expect(drafts(asked, "export_plan")[0]?.documents).toEqual(["doc_1", "doc_2"]));
});

test("an interrupted export says why, goes on, and its objects are filtered by outcome", async () => {
  const refused: CopyItem = {
    key: "reports/a.zip",
    state: "refused",
    reason: "A file in it is sealed with a password.",
    size: 100,
    version: "v",
    copy_size: 0,
    sha256: "",
    replaced: 0,
    detectors: { email: 3, payment_card: 12 },
    kept: 2,
    left_out: [{ member: "scan.tiff", reason: "Its text could not be read." }],
  };
  const { asked, container } = await detail("exp_x", {
    export_show: () => shown,
    export_items: () => ({ rows: [refused], total: 1, next_cursor: null }),
    export_resume: () => ({ ...shown, status: "running", message: null }),
  });
  expect(screen.getByTestId("export-message")).toHaveTextContent(
    "The disk became full. Copies that were made are kept",
  );
  expect(container).toHaveTextContent("Looked at6 of 10");
  expect(container).toHaveTextContent(/tidegate-manifest-exp_\w+\.json/);
  expect(container).toHaveTextContent("Everything (version 3)");
  const filter = screen.getByTestId("copies-filter");
  await userEvent.click(within(filter).getByText("Refused 1"));
  await waitFor(() => expect(asked.of("export_items").at(-1)).toMatchObject({ id: "exp_x", state: "refused" }));
  await userEvent.click(await screen.findByText("reports/a.zip"));
  const panel = await screen.findByTestId("copy-panel");
  expect(panel).toHaveTextContent("A file in it is sealed with a password.");
  expect(
    within(panel)
      .getAllByRole("listitem")
      .map((one) => one.textContent),
  ).toEqual([
    expect.stringMatching(/^Payment card.*12$/),
    expect.stringMatching(/^E-mail address3$/),
    "scan.tiffIts text could not be read.",
  ]);
  await expectAccessible(container);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("copy-panel")).not.toBeInTheDocument();
  expect(screen.getByTestId("copies")).toHaveFocus();
  await userEvent.click(screen.getByTestId("export-go-on"));
  await waitFor(() => expect(asked.of("export_resume")).toEqual([{ id: "exp_x" }]));
});

test("one under way is stopped after a question that says what stays", async () => {
  const { asked } = await detail("exp_4");
  expect(screen.queryByTestId("export-go-on")).not.toBeInTheDocument();
  await userEvent.click(screen.getByTestId("export-stop"));
  const dialog = await screen.findByTestId("confirm-dialog");
  expect(dialog).toHaveTextContent("Copies that were made stay where they are.");
  expect(asked.of("export_cancel")).toEqual([]);
  await userEvent.click(screen.getByTestId("confirm-yes"));
  await waitFor(() => expect(asked.of("export_cancel")).toEqual([{ id: "exp_4" }]));
  await waitFor(() => expect(screen.getByTestId("export-status")).toHaveAttribute("data-status", "cancelled"));
  expect(screen.getByTestId("export-go-on")).toBeInTheDocument();
});

test("a stop that is refused says why, and the export is as it was", async () => {
  const over: Problem = { class: "conflict", message: "This export is not under way.", remedy: "Look at its state." };
  await detail("exp_4", {
    export_cancel: () => {
      throw over;
    },
  });
  await userEvent.click(screen.getByTestId("export-stop"));
  await userEvent.click(await screen.findByTestId("confirm-yes"));
  expect(await screen.findByText("This export is not under way.")).toBeInTheDocument();
  expect(screen.getByTestId("export-status")).toHaveAttribute("data-status", "running");
});

test("an export that is not there says so, with the way back", async () => {
  standIn();
  draw(<ExportPage />, { at: "/exports/exp_none", route: "/exports/$id" });
  expect(await screen.findByTestId("problem")).toHaveTextContent("It is not there any more.");
  expect(screen.getByRole("link", { name: "All exports" })).toHaveAttribute(
    "href",
    expect.stringMatching(/\/exports$/),
  );
});

test("one goes on while objects are left, and is tried again where some failed", () => {
  const complete: Export = {
    ...shown,
    status: "completed",
    totals: { ...shown.totals, verified: 9, failed: 0, refused: 0 },
  };
  const failed: Export = { ...complete, totals: { ...complete.totals, verified: 8, failed: 1 } };
  expect([canGoOn(shown), canGoOn({ ...shown, status: "running" }), canGoOn(complete)]).toEqual([true, false, false]);
  expect([canGoOn(failed), isRetry(failed), isRetry(shown)]).toEqual([true, true, false]);
});

test("addresses are read with care, and a draft holds only what was decided", () => {
  expect(readStart({ connector: 7, bucket: "", prefix: 2026, documents: ["a", 3], unknown: -1, x: 1 })).toEqual({
    connector: "7",
    prefix: "2026",
    documents: ["a"],
  });
  expect(readStart({ documents: "doc_1" })).toEqual({});
  const form = firstForm({ connector: "con_1" }, []);
  expect(faultsOf(form)).toEqual(["to"]);
  expect(faultsOf({ ...form, what: "place", to: "connector" })).toEqual(["prefix", "target"]);
  expect(draftOf({ ...form, folder: " /data/x ", bucket: "left", project: "p" }, false)).toEqual({
    connector_id: "con_1",
    to: { kind: "folder", path: "/data/x" },
    otherwise: { do: "replace" },
  });
});

test("a place is told by its connector's name", () => {
  const to = { kind: "connector", connector_id: "con_1", bucket: "b", prefix: "p/" } as const;
  expect(placeText(to, [{ id: "con_1", name: "Archive" }])).toBe("Archive: b/p/");
  expect(placeText({ ...to, bucket: "", prefix: "" }, undefined)).toBe("con_1");
});

test("what a sync has copied leads to its run", async () => {
  const { container } = await detail("exp_x", { export_show: () => ({ ...shown, run_id: "run_7" }) });
  expect(screen.getByTestId("export-run")).toHaveAttribute("href", "/runs/run_7");
  expect(container).toHaveTextContent("What was new or changed in it");
});
