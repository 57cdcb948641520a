/** A copy beside its original over the stand-in: rows, replacements by key, values only when asked for. */
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { Comparison, CopyItem, Problem } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { type Answers, standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { joined, replacementAt, rowAt } from "./compared";
import { ComparePage, ExportPage, TrialPage } from "./index";

afterEach(() => setBackend(undefined));

const from = { before: 90, after: 70, copy_version: "v" };

function stretch(reveal: boolean, more: boolean): Comparison {
  const value = reveal ? "anna@example.org" : "•••@•••";
  return {
    key: "people/a.csv",
    target: "people/a.csv",
    format: "CSV, UTF-8",
    revealed: reveal,
    rows: [
      { part: "sheet 1", before: [] },
      { line_before: 1, line_after: 1, before: [{ text: "mail,card" }] },
      {
        line_before: 2,
        line_after: 2,
        before: [
          { text: "to " },
          { text: value, replacement: 0 },
          { text: " or " },
          { text: reveal ? "eve@example.org" : "•••@•••", kept: "email" },
        ],
        after: [
          { text: "to " },
          { text: "[EMAIL_ADDRESS]", replacement: 0 },
          { text: " or " },
          { text: reveal ? "eve@example.org" : "•••@•••", kept: "email" },
        ],
      },
      {
        line_before: 3,
        line_after: 3,
        before: [{ text: "4111", replacement: 1 }],
        after: [{ text: "", replacement: 1 }],
      },
      { part: "scan.tiff", left_out: "Its text could not be read.", before: [] },
    ],
    replacements: [
      { detector: "email", before: value, after: "[EMAIL_ADDRESS]", part: "sheet 1", line: 2, row: 2 },
      { before: "4111", after: "", part: "sheet 1", line: 3, row: 3 },
    ],
    ...(more ? { next: from } : {}),
  };
}

const last: Comparison = {
  key: "people/a.csv",
  target: "people/a.csv",
  format: "CSV, UTF-8",
  revealed: false,
  rows: [
    {
      line_before: 4,
      line_after: 4,
      before: [{ text: "IBAN", replacement: 0 }],
      after: [{ text: "[IBAN]", replacement: 0 }],
    },
  ],
  replacements: [{ detector: "iban", before: "IBAN", after: "[IBAN]", line: 4, row: 0 }],
};

async function compare(answers: Answers = {}) {
  const asked = standIn({ export_compare: ({ reveal }) => stretch(reveal, false), ...answers });
  const drawn = draw(<ComparePage />, {
    at: "/exports/exp_x/compare?key=people%2Fa.csv&copy=b%2Fa.csv",
    route: "/exports/$id/compare",
  });
  await screen.findByRole("heading", { level: 1 });
  return { asked, ...drawn };
}

const current = () =>
  [...document.querySelectorAll("[data-current]")].map((one) => `${one.tagName} ${one.textContent}`);

test("both texts stand side by side, and each replacement is marked in both", async () => {
  const { asked, container } = await compare();
  const table = await screen.findByRole("table", { name: "The original beside its copy" });
  const row = within(table).getByText("[EMAIL_ADDRESS]").closest<HTMLElement>('[role="row"]');
  expect(
    within(row as HTMLElement)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["2", "to •••@••• or •••@•••", "2", "to [EMAIL_ADDRESS] or •••@•••"]);
  expect(row?.querySelector("del")).toHaveTextContent("•••@•••");
  expect(row?.querySelector("ins")).toHaveTextContent("[EMAIL_ADDRESS]");
  expect(row?.querySelector("mark")).toHaveAttribute("title", expect.stringContaining("left in the copy"));
  // Unchanged lines are the same on both sides, and what is gone is told.
  expect(within(table).getAllByText("mail,card")).toHaveLength(2);
  expect(within(table).getByTitle("Nothing stands there")).toHaveTextContent("∅");
  expect(table).toHaveTextContent("scan.tiffnot in the copy: Its text could not be read.");
  expect(screen.getByTestId("compare-which")).toHaveTextContent("2 replacements");
  expect(asked.of("export_compare")).toEqual([
    { id: "exp_x", key: "people/a.csv", copy: "b/a.csv", reveal: false, task_id: expect.any(String) },
  ]);
  await expectAccessible(container);
});

test("keys go from one replacement to the next, and on into what is read then", async () => {
  const { asked } = await compare({
    export_compare: (args) => (args.from === undefined ? stretch(args.reveal, true) : last),
  });
  await waitFor(() => expect(screen.getByTestId("compare-which")).toHaveTextContent("3 replacements"));
  expect(asked.of("export_compare").at(-1)).toMatchObject({ from, reveal: false });
  await userEvent.keyboard("n");
  expect(screen.getByTestId("compare-which")).toHaveTextContent("1 of 3");
  expect(screen.getByTestId("compare-current")).toHaveTextContent("E-mail address, line 2");
  expect(current()).toEqual(["DEL •••@•••", "INS [EMAIL_ADDRESS]"]);
  await userEvent.keyboard("nn");
  expect(current()).toEqual(["DEL IBAN", "INS [IBAN]"]);
  await userEvent.keyboard("n");
  expect(screen.getByTestId("compare-which")).toHaveTextContent("1 of 3");
  await userEvent.keyboard("{Shift>}n{/Shift}");
  expect(screen.getByTestId("compare-which")).toHaveTextContent("3 of 3");
  const list = screen.getByTestId("compare-list");
  fireEvent.click(within(list).getByText("Found elsewhere in the file"));
  expect(screen.getByTestId("compare-which")).toHaveTextContent("2 of 3");
});

test("values are shown only when asked for, for a minute, and are gone when the window is left", async () => {
  const { asked, container } = await compare();
  await screen.findAllByText("mail,card");
  expect(container).not.toHaveTextContent("anna@example.org");
  await userEvent.click(screen.getByTestId("compare-reveal"));
  await waitFor(() => expect(container).toHaveTextContent("anna@example.org"));
  expect(asked.of("export_compare").at(-1)).toMatchObject({ reveal: true });
  expect(screen.getByTestId("compare-foot")).toHaveTextContent("Values are shown in clear for");
  expect(screen.getByTestId("compare-reveal")).toHaveAttribute("aria-pressed", "true");
  await expectAccessible(container);

  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  hidden.mockRestore();
  expect(container).not.toHaveTextContent("anna@example.org");
  expect(container).toHaveTextContent("•••@•••");

  await userEvent.keyboard("r");
  await waitFor(() => expect(container).toHaveTextContent("anna@example.org"));
  await userEvent.click(screen.getByTestId("compare-reveal"));
  expect(container).not.toHaveTextContent("anna@example.org");
});

test("what cannot be compared says why, and can be asked for again", async () => {
  const changed: Problem = {
    class: "changed",
    message: "The original has changed since its copy was made.",
    remedy: "Sync the connector and make the copy again to compare the two.",
  };
  let broken = true;
  const { container, router } = await compare({
    export_compare: ({ reveal }) => {
      if (broken) throw changed;
      return stretch(reveal, false);
    },
  });
  expect(await screen.findByText("The original has changed since its copy was made.")).toBeInTheDocument();
  await expectAccessible(container);
  broken = false;
  await userEvent.click(screen.getByTestId("retry"));
  expect(await screen.findByText("[EMAIL_ADDRESS]", { selector: "ins[class*=change]" })).toBeInTheDocument();
  await userEvent.keyboard("{Backspace}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/exp_x"));
});

test("values that cannot be shown leave the comparison as it is", async () => {
  const gone: Problem = {
    class: "not_found",
    message: "The copy is not at its place any more.",
    remedy: "It was moved.",
  };
  const { container } = await compare({
    export_compare: ({ reveal }) => {
      if (reveal) throw gone;
      return stretch(false, false);
    },
  });
  await screen.findAllByText("mail,card");
  await userEvent.click(screen.getByTestId("compare-reveal"));
  expect(await screen.findByText("The copy is not at its place any more.")).toBeInTheDocument();
  expect(container).toHaveTextContent("•••@•••");
  expect(screen.getByTestId("compare-reveal")).toHaveAttribute("aria-pressed", "false");
});

test("a copy that is its original, and one without text, say so", async () => {
  const same: Comparison = {
    ...last,
    rows: [{ line_before: 1, line_after: 1, before: [{ text: "calm" }] }],
    replacements: [],
  };
  const { unmount } = await compare({ export_compare: () => same });
  expect(await screen.findByText("The text of the copy is that of the original.")).toBeInTheDocument();
  expect(screen.getByTestId("compare-next")).toBeDisabled();
  expect(screen.queryByTestId("compare-list")).not.toBeInTheDocument();
  unmount();
  const { container } = await compare({ export_compare: () => ({ ...same, rows: [], cut: "It is sealed." }) });
  expect(await screen.findByText("There is no text")).toBeInTheDocument();
  expect(container).toHaveTextContent("The text could not be read to its end: It is sealed.");
  await expectAccessible(container);
});

test("reading can be broken off while nothing is there yet", async () => {
  const { asked, router } = await compare({ export_compare: () => new Promise(() => undefined) });
  await userEvent.click(await screen.findByText("Cancel"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/exp_x"));
  const task = asked.of("export_compare")[0]?.task_id;
  await waitFor(() => expect(asked.of("cancel_task")).toEqual([{ task_id: task }]));
});

test("an object's copy is compared from its row: by Enter, key, menu and button", async () => {
  const copied: CopyItem = {
    key: "people/a.csv",
    state: "verified",
    size: 100,
    version: "v",
    target: "people/a.csv",
    copy_size: 90,
    sha256: "00",
    replaced: 2,
    detectors: { email: 2 },
    kept: 0,
    left_out: [],
  };
  const refused: CopyItem = { ...copied, key: "b.mp4", state: "refused", reason: "It cannot be read.", sha256: "" };
  const ways: [string, () => Promise<unknown>][] = [
    ["Enter", () => userEvent.keyboard("{Enter}{Enter}")],
    ["key", () => userEvent.keyboard("c")],
    [
      "menu",
      async () => {
        fireEvent.contextMenu(screen.getByText("people/a.csv"));
        await userEvent.click(await screen.findByTestId("action-compare"));
      },
    ],
    [
      "button",
      async () => {
        await userEvent.keyboard("{Enter}");
        await userEvent.click(await screen.findByTestId("copy-compare"));
      },
    ],
  ];
  for (const [way, take] of ways) {
    standIn({ export_items: () => ({ rows: [copied, refused], total: 2, next_cursor: null }) });
    const { router, unmount } = draw(<ExportPage />, { at: "/exports/exp_2", route: "/exports/$id" });
    await screen.findByText("people/a.csv");
    screen.getByTestId("copies").focus();
    await take();
    await waitFor(() => expect(router.state.location.pathname, way).toBe("/exports/exp_2/compare"));
    expect(router.state.location.search, way).toEqual({ key: "people/a.csv", copy: "people/a.csv" });
    unmount();
  }
  standIn({ export_items: () => ({ rows: [copied, refused], total: 2, next_cursor: null }) });
  draw(<ExportPage />, { at: "/exports/exp_2", route: "/exports/$id" });
  fireEvent.contextMenu(await screen.findByText("b.mp4"));
  expect(await screen.findByTestId("action-compare")).toHaveAttribute("aria-disabled", "true");
});

test("what a copy would be is tried with another action, and nothing is made", async () => {
  const asked = standIn({
    copy_trial: ({ otherwise, reveal }) => {
      if (otherwise.do === "report") throw refused;
      return { ...stretch(reveal, false), target: undefined };
    },
  });
  const refused: Problem = { class: "unreadable", message: "No copy would be made of it.", remedy: "See why." };
  const { container, router } = draw(<TrialPage />, {
    at: "/exports/preview?connector=con_s3prod&bucket=acme-exports&key=people%2Fa.csv",
    route: "/exports/preview",
  });
  expect(await screen.findByRole("heading", { level: 1, name: "a.csv: what a copy would be" })).toBeInTheDocument();
  await screen.findAllByText("mail,card");
  await expectAccessible(container);
  expect(asked.of("copy_trial")).toEqual([
    {
      connector_id: "con_s3prod",
      object: { bucket: "acme-exports", key: "people/a.csv" },
      otherwise: { do: "replace" },
      project: "",
      reveal: false,
      task_id: expect.any(String),
    },
  ]);
  await userEvent.click(screen.getByTestId("trial-action"));
  await userEvent.click(await screen.findByRole("option", { name: "A pseudonym" }));
  fireEvent.change(screen.getByTestId("trial-project"), { target: { value: "study" } });
  await waitFor(() =>
    expect(asked.of("copy_trial").at(-1)).toMatchObject({ otherwise: { do: "pseudonymize" }, project: "study" }),
  );
  await userEvent.click(screen.getByTestId("trial-action"));
  await userEvent.click(await screen.findByRole("option", { name: "Left in" }));
  expect(await screen.findByText("No copy would be made of it.")).toBeInTheDocument();
  expect(asked.of("export_create")).toEqual([]);
  await userEvent.click(screen.getByRole("link", { name: "Back to the file" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/browse"));
  expect(router.state.location.search).toMatchObject({ prefix: "people/", object: "people/a.csv" });
});

test("stretches are joined, also those that hold nothing", () => {
  const none: Comparison = { ...last, rows: [], replacements: [] };
  const all = joined([stretch(false, true), none, last]);
  expect([all.rows, all.replacements]).toEqual([6, 3]);
  expect(rowAt(all, 5)).toMatchObject({ stretch: 2, base: 2, row: { line_before: 4 } });
  expect(replacementAt(all, 2)).toMatchObject({ row: 5, replacement: { detector: "iban" } });
  expect([rowAt(all, 6), replacementAt(all, 3), rowAt(joined([]), 0)]).toEqual([undefined, undefined, undefined]);
});
