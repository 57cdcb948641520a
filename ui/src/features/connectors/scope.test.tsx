/** The scope step: all of it can be filled, is counted as it stands, and says where copies may go. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { ConnectorDraft } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { type ConnectorForm, chooseProvider, draftOf, emptyForm, scopeFaults } from "./draft";
import { ScopeStep } from "./ScopeStep";
import { cloud, folder } from "./samples";

beforeAll(() => {
  if (!("fonts" in document)) {
    Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  }
});

afterEach(() => setBackend(undefined));

let now: ConnectorForm = emptyForm();

function Step({ provider }: { provider: typeof cloud }) {
  const [form, setForm] = useState(() => chooseProvider(emptyForm(), provider));
  now = form;
  const faults = scopeFaults(form, provider);
  return (
    <ScopeStep
      form={form}
      provider={provider}
      set={(part) => setForm((before) => ({ ...before, ...part }))}
      errorOf={(field) => faults[field]}
    />
  );
}

/** A count begins a moment after the last key. */
const slow = { timeout: 10_000 };

const put = (testId: string, value: string) => fireEvent.change(screen.getByTestId(testId), { target: { value } });

test("buckets, prefixes, patterns, exclusions, types and size are all counted", async () => {
  const { of } = standIn();
  const { container } = draw(<Step provider={cloud} />);
  await screen.findByTestId("scope-buckets");
  put("scope-buckets", "archive\nexports");
  put("scope-prefixes", "2026/\n2027/");
  put("scope-patterns", "*.csv\n**/reports/*");
  put("scope-exclude", "**/tmp/*");
  put("scope-file-types", "csv, .JSON");
  put("scope-max-size", "250");
  await waitFor(() => {
    const draft = of("scope_preview").at(-1)?.draft as ConnectorDraft | undefined;
    expect(draft).toMatchObject({
      buckets: ["archive", "exports"],
      prefixes: ["2026/", "2027/"],
      patterns: ["*.csv", "**/reports/*"],
      exclude: ["**/tmp/*"],
      max_object_size: 250_000_000,
    });
  }, slow);
  const preview = screen.getByTestId("scope-preview");
  await waitFor(() => expect(preview).toHaveAttribute("data-phase", "done"), slow);
  expect(preview).toHaveTextContent("4,816 objects");
  expect(preview).toHaveTextContent("124 left out");
  expect(preview).toHaveTextContent("json 240");
  await expectAccessible(container);
});

test("where copies go is asked only when they are wanted, and checked as typed", async () => {
  const user = userEvent.setup();
  standIn();
  const { container } = draw(<Step provider={cloud} />);
  expect(screen.queryByTestId("export-base")).toBeNull();
  await user.click(await screen.findByTestId("use-export"));
  const base = screen.getByTestId("export-base");
  // Which bucket is not said yet.
  expect(base).toHaveAttribute("aria-invalid", "true");
  put("export-base", "redacted/../secret");
  expect(base).toHaveAccessibleDescription(/not_a_base/);
  put("export-base", "redacted/2026");
  expect(base).not.toHaveAttribute("aria-invalid", "true");
  await expectAccessible(container);
  expect(draftOf(now, cloud)).toMatchObject({ scopes: ["import", "export"], export_base_path: "redacted/2026" });
});

test("a source that cannot be written to says so", async () => {
  standIn();
  draw(<Step provider={folder} />);
  expect(await screen.findByTestId("use-export")).toBeDisabled();
  expect(screen.getByText("Folder cannot be written to.")).toBeInTheDocument();
  expect(screen.queryByTestId("scope-buckets")).toBeNull();
});
