/** Where syncs keep copies: what is filled in is what is sent, and a policy that only reports is told. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import type { Action } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import {
  type ConnectorForm,
  chooseProvider,
  draftOf,
  emptyForm,
  formOf,
  patchOf,
  scheduleFaults,
  stepOfField,
} from "./draft";
import { ScheduleStep } from "./ScheduleStep";
import { cloud, connector, folder } from "./samples";

afterEach(() => setBackend(undefined));

let now: ConnectorForm = emptyForm();

function Step({ policy }: { policy: string }) {
  const [form, setForm] = useState(() => ({ ...chooseProvider(emptyForm(), folder), policy }));
  now = form;
  const faults = scheduleFaults(form);
  return (
    <ScheduleStep
      form={form}
      set={(part) => setForm((before) => ({ ...before, ...part }))}
      errorOf={(field) => faults[field]}
    />
  );
}

const policy = (id: string, name: string, built_in: boolean, otherwise: Action) => ({
  id,
  name,
  built_in,
  actions: { otherwise, categories: {}, detectors: {} },
});

function backend() {
  return standIn({
    provider_list: () => [folder, cloud],
    policy_list: () => [
      policy("pol_all", "Everything", true, { do: "report" }),
      policy("pol_own", "Mine", false, { do: "redact" }),
    ],
    connector_list: () => {
      const rows = [
        connector({ id: "con_in", name: "Papers" }),
        connector({
          id: "con_out",
          name: "Clean",
          provider: cloud.id,
          buckets: ["clean"],
          scopes: ["import", "export"],
          export_base_path: "clean/2026",
        }),
      ];
      return { rows, total: rows.length, next_cursor: null };
    },
    pick_folder: () => "/data/copies",
  });
}

test("copies go nowhere, into a folder, or through a connector that may be written to", async () => {
  const user = userEvent.setup();
  backend();
  const { container } = draw(<Step policy="pol_own" />);
  expect(await screen.findByTestId("copies-nowhere")).toBeChecked();
  expect("copies" in draftOf(now, folder)).toBe(false);

  await user.click(screen.getByTestId("copies-folder"));
  expect(screen.getByTestId("copies-path")).toBeInvalid();
  await user.click(screen.getByTestId("copies-choose"));
  await waitFor(() => expect(draftOf(now, folder).copies).toEqual({ kind: "folder", path: "/data/copies" }));
  expect(scheduleFaults(now)).toEqual({});
  expect(screen.getByTestId("copies")).toHaveTextContent("“Mine” says what stands for each value.");
  await expectAccessible(container);

  await waitFor(() => expect(screen.getByTestId("copies-connector")).toBeEnabled());
  await user.click(screen.getByTestId("copies-connector"));
  expect(scheduleFaults(now)).toEqual({ copies_target: "required" });
  await user.click(screen.getByTestId("copies-target"));
  expect(screen.queryByRole("option", { name: "Papers" })).toBeNull();
  await user.click(await screen.findByRole("option", { name: "Clean" }));
  expect(screen.getByTestId("copies")).toHaveTextContent("Copies stay inside clean/2026.");
  fireEvent.change(screen.getByTestId("copies-bucket"), { target: { value: "clean" } });
  fireEvent.change(screen.getByTestId("copies-below"), { target: { value: "2026/papers/" } });
  expect(draftOf(now, folder).copies).toEqual({
    kind: "connector",
    connector_id: "con_out",
    bucket: "clean",
    prefix: "2026/papers/",
  });
});

test("a policy that only reports is told where copies are asked for", async () => {
  const user = userEvent.setup();
  backend();
  draw(<Step policy="" />);
  await user.click(await screen.findByTestId("copies-folder"));
  expect(await screen.findByTestId("copies-report-only")).toHaveTextContent("“Everything” only reports");
});

test("a change of the place is sent alone, and none at all clears it", () => {
  const saved = connector({ copies: { kind: "folder", path: "/data/copies" } });
  const before = formOf(saved, cloud);
  expect(before.copies).toMatchObject({ to: "folder", folder: "/data/copies" });
  expect(patchOf(before, before, cloud)).toEqual({});
  const other = { ...before, copies: { ...before.copies, folder: "/data/other" } };
  expect(patchOf(before, other, cloud)).toEqual({ copies: { kind: "folder", path: "/data/other" } });
  const none = { ...before, copies: { ...before.copies, to: "nowhere" as const } };
  expect(patchOf(before, none, cloud)).toEqual({ copies: null });
  const place = { kind: "connector", connector_id: "con_out", bucket: "b", prefix: "p/" } as const;
  expect(draftOf(formOf(connector({ copies: place }), cloud), cloud).copies).toEqual(place);
  expect(stepOfField("copies", before, cloud)).toBe("schedule");
});
