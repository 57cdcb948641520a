/** Every page, drawn by the whole app over the stand-in, is free of the faults that axe can see. */
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import type { Problem } from "../ipc/bindings";
import { setBackend } from "../ipc/client";
import { fakeBackend } from "../ipc/fake";
import { App } from "./App";

async function faults() {
  const found = await axe.run(document.body, {
    // Colours need a layout; the contrast test computes them.
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n")}`);
}

async function visit(address: string) {
  window.location.hash = `#${address}`;
  render(<App />);
  await screen.findByRole("heading", { level: 1 }, { timeout: 15_000 });
  await act(() => new Promise((done) => setTimeout(done, 60)));
}

beforeEach(() => setBackend(fakeBackend({ pace: 0 })));

describe("no page has a fault", () => {
  test.each([
    "/overview",
    "/connectors",
    "/connectors/new",
    "/connectors/import",
    "/connectors/con_s3prod",
    "/connectors/con_s3prod/edit",
    "/browse",
    "/browse?connector=con_s3prod&bucket=acme-exports",
    "/runs",
    "/runs/run_002",
    "/runs/run_001",
    "/findings",
    "/findings?values=true",
    "/policies",
    "/policies?tab=detectors&detector=payment_card",
    "/policies?tab=allow",
    "/policies/pol_everything",
    "/policies/pol_own",
    "/exports",
    "/exports/exp_4",
    "/exports/exp_3",
    "/exports/exp_2/compare?key=none",
    "/exports/preview?connector=con_s3prod&bucket=acme-exports&key=none",
    "/exports/new",
    "/exports/new?connector=con_s3prod&bucket=acme-exports&prefix=customers/2026/",
    "/connectors?collection=Production",
    "/settings",
  ])("%s", async (address) => {
    await visit(address);
    expect(await faults()).toEqual([]);
  });
});

test("the first run offers the sample and a source of one's own", async () => {
  setBackend(fakeBackend({ pace: 0, fresh: true }));
  await visit("/overview");
  expect(screen.getByTestId("add-connector")).toHaveAttribute("href", expect.stringMatching(/#\/connectors\/new$/));
  expect(await faults()).toEqual([]);
  await userEvent.click(screen.getByTestId("try-sample"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/run_/));
});

test("a problem is shown with a way to try again", async () => {
  const problem: Problem = { class: "local_storage", message: "The disk is full.", remedy: "Free some space." };
  setBackend(fakeBackend({ pace: 0, problems: { overview: problem } }));
  await visit("/overview");
  expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
  setBackend(fakeBackend({ pace: 0 }));
  await userEvent.click(screen.getByTestId("retry"));
  expect(await screen.findByTestId("open-findings")).toBeInTheDocument();
});

test("the foot pauses schedules and resumes them", async () => {
  await visit("/settings");
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("engine-pause"));
  await user.click(await screen.findByTestId("engine-pause-open"));
  expect(await screen.findByText("Until you resume them")).toBeInTheDocument();
  await user.click(screen.getByTestId("engine-resume"));
  expect(await screen.findByTestId("engine-pause")).toBeInTheDocument();
});

test("the palette finds a page, goes there, and the help sheet opens by its key", async () => {
  await visit("/overview");
  const user = userEvent.setup();
  await user.keyboard("{Control>}k{/Control}");
  const input = await screen.findByTestId("palette-input");
  expect(input).toHaveFocus();
  expect(await faults()).toEqual([]);
  await user.type(input, "settings{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/settings"));
  await waitFor(() => expect(screen.queryByTestId("palette-input")).not.toBeInTheDocument());
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keys" })).toBeInTheDocument();
});

test("a passphrase is asked for where there is no keychain", async () => {
  const vault = { backend: "none", unlocked: false, message: "This desktop has no keychain." } as const;
  setBackend(fakeBackend({ pace: 0, vault }));
  await visit("/settings");
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Passphrase"), "a long one");
  await user.type(screen.getByLabelText("Passphrase again"), "another");
  await user.click(screen.getByTestId("vault-submit"));
  expect(screen.getByText("The two are not the same.")).toBeInTheDocument();
  await user.clear(screen.getByLabelText("Passphrase again"));
  await user.type(screen.getByLabelText("Passphrase again"), "a long one");
  await user.click(screen.getByTestId("vault-submit"));
  // On the page, and announced.
  expect(await screen.findAllByText("Credentials are sealed with your passphrase.")).toHaveLength(2);
  expect(screen.queryByLabelText("Passphrase")).not.toBeInTheDocument();
});

test("the transfers dock opens over any page, and files that are let go elsewhere are told where to go", async () => {
  const backend = fakeBackend({ pace: 0 });
  let say: (payload: unknown) => void = () => undefined;
  setBackend({
    call: backend.call,
    listen: (event, handler) => {
      if (event === "files_dropped") say = handler;
      return backend.listen(event, handler);
    },
  });
  await visit("/overview");
  expect(await screen.findByText("1 has a question")).toBeInTheDocument();
  await userEvent.keyboard("{Control>}j{/Control}");
  expect(await screen.findByTestId("transfer-question")).toBeInTheDocument();
  expect(await screen.findByTestId("transfer-row-3")).toBeInTheDocument();
  expect(await faults()).toEqual([]);
  act(() => say({ paths: ["/data/x"], x: 1, y: 1 }));
  expect(await screen.findAllByText(/open the folder that they should go to in Browse/)).not.toHaveLength(0);
  await userEvent.keyboard("{Control>}j{/Control}");
  await waitFor(() => expect(screen.queryByTestId("transfers")).toBeNull());
});
