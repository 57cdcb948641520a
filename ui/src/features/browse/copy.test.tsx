/** An object's panel tells of the redacted copy that syncs keep, or why there is none. */
import { screen } from "@testing-library/react";
import type { Document, LatestCopy } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { ObjectPanel } from "./ObjectPanel";

afterEach(() => setBackend(undefined));

const document: Document = {
  id: "doc_1",
  connector_id: "con_1",
  bucket: "",
  key: "a.txt",
  version: "2",
  size: 10,
  modified: null,
  format: "txt",
  state: "scanned",
  skip_reason: null,
  error_class: null,
  message: null,
  findings_count: 0,
  risk_score: 0,
  exposure: "private",
  examined: 10,
  last_processed: null,
  last_run_id: null,
};

async function told(copy: LatestCopy) {
  standIn({ document_list: () => ({ rows: [{ ...document, copy }], total: 1, next_cursor: null }) });
  draw(
    <ObjectPanel
      connectorId="con_1"
      object={{ bucket: "", key: "a.txt" }}
      meta={undefined}
      view="facts"
      onView={() => undefined}
      onClose={() => undefined}
    />,
  );
  return screen.findByTestId("browse-copy");
}

test("a copy is told with its place, and whether the object has changed since", async () => {
  const shown = await told({ export_id: "exp_1", state: "verified", reason: null, target: "a.txt", current: false });
  expect(shown).toHaveTextContent("Made and proved It is of an earlier version. a.txt");
  expect(shown.querySelector("a")).toHaveAttribute("href", "/exports/exp_1");
});

test("what was refused says why", async () => {
  const reason = "It is not a kind of file that can be read.";
  const shown = await told({ export_id: "exp_1", state: "refused", reason, target: null, current: true });
  expect(shown).toHaveTextContent(`None: refused ${reason}`);
});
