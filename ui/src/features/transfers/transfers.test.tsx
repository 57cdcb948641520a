/** Transfers: pace, words, and the dock over a stand-in backend. */
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { useState } from "react";
import type { Transfer, TransferItem } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { draw } from "../../testing/draw";
import { TransfersChip, TransfersDock } from "./index";
import { changedStatus, Speedometer, shareOf, tally } from "./pace";

function transfer(given: Partial<Transfer> = {}): Transfer {
  return {
    id: "tra_1",
    kind: "download",
    connector: "con_1",
    connector_name: "Store",
    bucket: "b",
    prefix: "logs/",
    folder: "/data/downloads",
    status: "running",
    on_conflict: null,
    items: 10,
    done: 4,
    skipped: 0,
    failed: 0,
    conflicts: 0,
    bytes: 1_000_000,
    bytes_done: 400_000,
    first_problem: null,
    created_at: "2026-11-20T10:00:00Z",
    ended_at: null,
    ...given,
  };
}

test("the pace comes from the last seconds; a retry that counts back starts anew", () => {
  const meter = new Speedometer();
  expect(meter.take([transfer({ bytes_done: 100_000 })], 0).size).toBe(0);
  expect(meter.take([transfer({ bytes_done: 300_000 })], 2_000).get("tra_1")).toEqual({
    bytesPerSecond: 100_000,
    left: 7,
  });
  expect(meter.take([transfer({ bytes_done: 300_000 })], 20_000).size).toBe(0);
  expect(meter.take([transfer({ bytes_done: 300_000 })], 22_000).get("tra_1")).toEqual({
    bytesPerSecond: 0,
    left: null,
  });
  expect(meter.take([transfer({ bytes_done: 0 })], 23_000).size).toBe(0);
  expect(meter.take([transfer({ status: "paused" })], 24_000).size).toBe(0);
});

test("empty files count by number, and only changes are news", () => {
  expect(shareOf(transfer({ bytes: 0, bytes_done: 0, done: 4, failed: 1 }))).toBe(0.5);
  expect(shareOf(transfer({ items: 0, bytes: 0, done: 0 }))).toBe(0);
  expect(tally([transfer(), transfer({ status: "needs_answer" }), transfer({ status: "completed" })])).toEqual({
    moving: 1,
    paused: 0,
    questions: 1,
    withErrors: 0,
  });
  const now = [transfer({ status: "completed" })];
  expect(changedStatus(undefined, now)).toEqual([]);
  expect(changedStatus([transfer()], now)).toEqual(now);
});

function item(given: Partial<TransferItem> & { id: string }): TransferItem {
  return {
    object: { bucket: "b", key: `logs/${given.id}` },
    local_path: given.id,
    size: 10,
    bytes_done: 0,
    state: "waiting",
    problem: null,
    sha256: null,
    version: null,
    modified: null,
    ...given,
  };
}

function stand(first: Transfer[], items: TransferItem[] = []) {
  const asked: { name: string; args: unknown }[] = [];
  let stored = first;
  const watchers = new Set<(message: unknown) => void>();
  setBackend({
    listen: () => () => undefined,
    call: async (name, args, onMessage) => {
      asked.push({ name, args });
      switch (name) {
        case "transfer_list":
          return stored;
        case "transfers_watch":
          if (onMessage) watchers.add(onMessage);
          return new Promise(() => undefined);
        case "transfer_items": {
          const { state } = args as { state?: string };
          const rows = items.filter((one) => state === undefined || one.state === state);
          return { rows, total: rows.length, next_cursor: null };
        }
        case "transfer_clear":
          stored = [];
          return 1;
        default:
          return stored[0] ?? null;
      }
    },
  });
  return {
    argsOf: (name: string) => asked.filter((one) => one.name === name).map((one) => one.args),
    show: (transfers: Transfer[]) =>
      act(() => {
        stored = transfers;
        for (const watcher of watchers) watcher(transfers);
      }),
  };
}

afterEach(() => setBackend(undefined));

function Both({ first }: { first: boolean }) {
  const [opened, setOpened] = useState(first);
  return (
    <>
      <TransfersChip opened={opened} onOpened={setOpened} />
      <TransfersDock opened={opened} onOpened={setOpened} />
    </>
  );
}

async function drawDock(transfers: Transfer[], items?: TransferItem[], opened = true) {
  const app = stand(transfers, items);
  draw(<Both first={opened} />);
  await screen.findByTestId("transfers-chip");
  return { ...app, user: userEvent.setup() };
}

test("with nothing to show the dock says where transfers come from", async () => {
  await drawDock([]);
  expect(await screen.findByText("No transfers")).toBeInTheDocument();
  expect(screen.getByTestId("transfers-clear")).toBeDisabled();
});

test("a list that cannot be read is a problem with a retry, not an empty list", async () => {
  stand([]);
  setBackend({
    listen: () => () => undefined,
    call: async (name) => {
      if (name === "transfers_watch") return new Promise(() => undefined);
      throw { class: "local_storage", message: "The database could not be read.", remedy: "Try again." };
    },
  });
  draw(<Both first />);
  expect(await screen.findByText("The database could not be read.")).toBeInTheDocument();
  expect(screen.getByTestId("retry")).toBeInTheDocument();
  expect(screen.queryByText("No transfers")).toBeNull();
});

test("the key opens the dock with what is stored; pictures move it, and its end is announced", async () => {
  const { user, show } = await drawDock([transfer()], [], false);
  expect(await screen.findByText("1 running")).toBeInTheDocument();
  await user.keyboard("{Control>}j{/Control}");
  expect(await screen.findByTestId("transfer-row-0")).toHaveTextContent("Store: b/logs/ → /data/downloads");
  expect(screen.getByText("40%")).toBeInTheDocument();
  await waitFor(() => expect(screen.getByTestId("transfer-list")).toHaveFocus());
  show([transfer({ bytes_done: 900_000, done: 9 })]);
  expect(await screen.findByText("90%")).toBeInTheDocument();
  show([transfer({ status: "completed", bytes_done: 1_000_000, done: 10, ended_at: "2026-11-20T10:01:00Z" })]);
  await waitFor(() =>
    expect(screen.getAllByRole("status").map((one) => one.textContent)).toContain(
      "Done: Store: b/logs/ to /data/downloads.",
    ),
  );
  const { violations } = await axe.run(screen.getByTestId("transfers"), {
    rules: { "color-contrast": { enabled: false } },
  });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await user.click(screen.getByTestId("transfers-clear"));
  expect(await screen.findByText("No transfers")).toBeInTheDocument();
});

test("a question opens the dock and is answered once for the whole transfer", async () => {
  const { user, show, argsOf } = await drawDock([transfer()], [], false);
  await screen.findByText("1 running");
  show([transfer()]);
  expect(screen.queryByTestId("transfers")).toBeNull();
  show([transfer({ status: "needs_answer", conflicts: 3 })]);
  const question = await screen.findByTestId("transfer-question");
  expect(question).toHaveTextContent("3 files exist already in /data/downloads");
  const { violations } = await axe.run(question, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await user.click(within(question).getByLabelText("Replace older ones only"));
  await user.click(screen.getByTestId("transfer-answer"));
  await waitFor(() => expect(argsOf("transfer_answer")).toEqual([{ id: "tra_1", answer: "overwrite_older" }]));
  show([transfer({ status: "running", on_conflict: "overwrite_older" })]);
  await waitFor(() => expect(screen.queryByTestId("transfer-question")).toBeNull());
  expect(argsOf("transfer_answer")).toHaveLength(1);
});

test("keys pause, and what cannot be done is said instead", async () => {
  const { user, show, argsOf } = await drawDock([transfer()]);
  await screen.findByTestId("transfer-row-0");
  screen.getByTestId("transfer-list").focus();
  await user.keyboard(" ");
  await waitFor(() => expect(argsOf("transfer_pause")).toEqual([{ id: "tra_1" }]));
  show([transfer({ status: "paused" })]);
  await screen.findByTestId("transfer-resume");
  screen.getByTestId("transfer-list").focus();
  await user.keyboard(" r");
  await waitFor(() => expect(argsOf("transfer_resume")).toEqual([{ id: "tra_1" }]));
  expect(argsOf("transfer_retry")).toEqual([]);
  expect(await screen.findByText("Nothing of it failed.")).toBeInTheDocument();
});

test("the items of a transfer tell problems and receipts; failed ones are retried", async () => {
  const problem = { class: "transient" as const, message: "The connection was closed.", remedy: "Retry it." };
  const items = [
    item({ id: "one.csv", state: "failed", problem }),
    item({ id: "two.csv", state: "done", sha256: "abc123", version: "v7" }),
  ];
  const { user, argsOf } = await drawDock(
    [transfer({ status: "completed_with_errors", failed: 1, first_problem: problem })],
    items,
  );
  await screen.findByTestId("transfer-row-0");
  await user.click(screen.getByTestId("transfer-retry"));
  await waitFor(() => expect(argsOf("transfer_retry")).toEqual([{ id: "tra_1" }]));
  screen.getByTestId("transfer-list").focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByText("logs/one.csv"));
  expect(await screen.findByTestId("transfer-receipt")).toHaveTextContent("The connection was closed. Retry it.");
  await user.click(screen.getByText("logs/two.csv"));
  await waitFor(() => expect(screen.getByTestId("transfer-receipt")).toHaveTextContent("abc123"));
  expect(screen.getByTestId("transfer-receipt")).toHaveTextContent("v7");
  const { violations } = await axe.run(screen.getByTestId("transfers"), {
    rules: { "color-contrast": { enabled: false } },
  });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await user.click(screen.getByTestId("transfer-items-close"));
  await waitFor(() => expect(screen.queryByTestId("transfer-items")).toBeNull());
});
