/** The policies pages over the stand-in: choosing, the threshold, detectors of one's own, rules, and their texts. */
import { notifications } from "@mantine/notifications";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { AllowRule, PolicyDraft } from "../../ipc/bindings";
import { call, setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { type Answers, standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { draftOf } from "./draft";
import { PoliciesPage, PolicyPage } from "./index";
import { piecesOf } from "./Tester";

afterEach(() => {
  setBackend(undefined);
  // Notes outlive the page that they were shown on.
  notifications.clean();
});

async function page(id: string, answers: Answers = {}) {
  const asked = standIn(answers);
  const drawn = draw(<PolicyPage />, { at: `/policies/${id}`, route: "/policies/$id" });
  await screen.findByTestId("policy-form");
  return { asked, ...drawn };
}

const drafts = (asked: ReturnType<typeof standIn>) =>
  asked.of("policy_update").map(({ draft }) => draft as PolicyDraft);

async function list(search = "", answers: Answers = {}) {
  const asked = standIn(answers);
  const drawn = draw(<PoliciesPage />, { at: `/policies${search}`, route: "/policies" });
  await screen.findByRole("heading", { level: 1 });
  return { asked, ...drawn };
}

test("policies are listed with what they look for and who uses them", async () => {
  const { container, router } = await list();
  const row = (await screen.findByTestId("policy-row-5")).closest<HTMLElement>('[role="row"]');
  expect(row).toHaveTextContent("Exports to partners");
  await waitFor(() => expect(row).toHaveTextContent("3 detectors: Personal"));
  expect(row).toHaveTextContent("65%");
  expect(screen.getByTestId("policy-row-0")).toHaveTextContent("Everything Built in");
  await expectAccessible(container);
  await userEvent.click(screen.getByTestId("policy-row-5"));
  await waitFor(() => expect(router.state.location.pathname).toBe("/policies/pol_own"));
});

test("a policy that comes with the app can be looked at and copied, not changed", async () => {
  const { asked, container, router } = await page("pol_everything");
  expect(screen.getByTestId("policy-fixed")).toBeInTheDocument();
  expect(screen.queryByTestId("policy-save")).not.toBeInTheDocument();
  expect(screen.getByTestId("policy-name")).toHaveAttribute("readonly");
  expect(await screen.findByTestId("policy-category-financial")).toBeDisabled();
  await expectAccessible(container);
  await userEvent.click(screen.getByTestId("policy-copy"));
  const name = await screen.findByTestId("policy-name-new");
  expect(name).toHaveValue("Everything (copy)");
  await userEvent.type(name, " two{Enter}");
  await waitFor(() =>
    expect(asked.of("policy_copy")).toEqual([{ id: "pol_everything", name: "Everything (copy) two" }]),
  );
  expect(asked.of("policy_update")).toEqual([]);
  await waitFor(() => expect(router.state.location.pathname).toBe("/policies/pol_made1"));
});

test("the threshold says live what it hides, and is saved with a way back", async () => {
  const steps = [
    { from: 0.3, findings: 214 },
    { from: 0.65, findings: 416 },
    { from: 0.7, findings: 1_000 },
  ];
  const { asked } = await page("pol_own", { policy_threshold: () => steps });
  const said = screen.getByTestId("policy-threshold-said");
  await waitFor(() => expect(said).toHaveTextContent("Hides 214 of 1,630 findings."));
  const slider = screen.getByTestId("policy-threshold");
  fireEvent.change(slider, { target: { value: "70" } });
  expect(said).toHaveTextContent("Hides 630 of 1,630 findings. 416 more than with what is saved.");
  expect(slider).toHaveAttribute("aria-valuetext", "70%. Hides 630 of 1,630 findings.");
  await userEvent.click(screen.getByTestId("policy-save"));
  await waitFor(() => expect(drafts(asked)[0]?.min_confidence).toBe(0.7));
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(drafts(asked)[1]?.min_confidence).toBe(0.65));
});

test("detectors are chosen by category and one by one, found by typing", async () => {
  const { asked } = await page("pol_own");
  const category = await screen.findByTestId("policy-category-financial");
  expect(category).not.toBeChecked();
  await userEvent.click(category);
  expect(category).toBeChecked();
  await userEvent.type(screen.getByTestId("policy-detectors-search"), "iban");
  await userEvent.click(await screen.findByTestId("policy-detector-iban"));
  expect(screen.getByTestId<HTMLInputElement>("policy-category-financial").indeterminate).toBe(true);
  await userEvent.clear(screen.getByTestId("policy-detectors-search"));
  await userEvent.type(screen.getByTestId("policy-detectors-search"), "no such thing");
  expect(screen.getByText("No detector has that name.")).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("policy-save"));
  await waitFor(() =>
    expect(drafts(asked)[0]?.detectors).toEqual({
      choose: "some",
      categories: ["personal", "financial"],
      ids: [],
      except: ["iban"],
    }),
  );
});

test("a detector of one's own is tried as it is typed, its faults stand at the field, and the text goes nowhere", async () => {
  const { asked, client, router } = await page("pol_own");
  await userEvent.click(screen.getByTestId("custom-add"));
  const dialog = await screen.findByTestId("custom-title");
  await userEvent.type(dialog, "Übernacht Code");
  expect(screen.getByText(/custom_ubernacht_code/)).toBeInTheDocument();
  fireEvent.change(screen.getByTestId("tester-text"), { target: { value: "the customer has KX-123 and KX-99" } });
  fireEvent.change(screen.getByTestId("custom-pattern"), { target: { value: "KX-(" } });
  expect(await screen.findByText(/bracket that is not closed/)).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("custom-save"));
  expect(screen.getByTestId("custom-title")).toBeInTheDocument();

  fireEvent.change(screen.getByTestId("custom-pattern"), { target: { value: "KX-\\d+" } });
  await waitFor(() => expect(screen.getByTestId("tester-said")).toHaveTextContent("2 matches."));
  expect(screen.getByTestId("tester-said")).toHaveTextContent("2 of them are below the least confidence.");
  fireEvent.change(screen.getByTestId("custom-context"), { target: { value: "customer" } });
  await waitFor(() => expect(screen.getByTestId("tester-said")).toHaveTextContent(/^2 matches\.$/));
  const marked = within(screen.getByTestId("tester-marked"));
  expect(marked.getByText("KX-99").tagName).toBe("MARK");
  await expectAccessible(document.body);

  await userEvent.click(screen.getByTestId("custom-save"));
  await waitFor(() => expect(screen.queryByTestId("custom-title")).not.toBeInTheDocument());
  expect(screen.getByTestId("custom-ubernacht_code")).toBeInTheDocument();
  const kept = JSON.stringify(
    client
      .getQueryCache()
      .getAll()
      .map((query) => [query.queryKey, query.state.data]),
  );
  expect(kept).not.toContain("KX-123");
  expect(router.state.location.href).not.toContain("KX");
  await userEvent.click(screen.getByTestId("policy-save"));
  await waitFor(() => {
    const made = drafts(asked)[0]?.custom_detectors[1];
    expect(made).toEqual({
      id: "ubernacht_code",
      title: "Übernacht Code",
      category: "custom",
      severity: "medium",
      look_for: { kind: "pattern", pattern: "KX-\\d+", ignore_case: false },
      context_words: ["customer"],
      need_context: false,
    });
  });
});

test("a policy is given to connectors, and says which one they had", async () => {
  const { asked } = await page("pol_own");
  expect(await screen.findByTestId("policy-users")).toHaveTextContent("Shared documents");
  await userEvent.click(screen.getByTestId("policy-apply"));
  const box = await screen.findByTestId("policy-apply-con_s3prod");
  expect(screen.getAllByText("Now: Everything").length).toBe(2);
  await userEvent.click(box);
  await userEvent.click(screen.getByTestId("policy-apply-yes"));
  await waitFor(() => expect(asked.of("policy_use")).toEqual([{ id: "pol_own", connector_ids: ["con_s3prod"] }]));
  await waitFor(() => expect(screen.getByTestId("policy-users")).toHaveTextContent("Production exports"));
});

test("a policy that was changed elsewhere is not written over, and nothing that was typed is lost", async () => {
  const { asked, client } = await page("pol_own");
  const name = screen.getByTestId("policy-name");
  await userEvent.type(name, " two");
  // Another window saves meanwhile.
  await call("policy_update", {
    id: "pol_own",
    draft: { ...draftOf(await call("policy_get", { id: "pol_own" })), description: "Theirs" },
  });
  await userEvent.click(screen.getByTestId("policy-save"));
  const notice = await screen.findByTestId("policy-overtaken");
  expect(notice).toHaveTextContent("it has version 2 now");
  expect(name).toHaveValue("Exports to partners two");
  await expectAccessible(notice);
  await userEvent.click(screen.getByTestId("policy-save-mine"));
  await waitFor(() => expect(screen.queryByTestId("policy-overtaken")).not.toBeInTheDocument());
  expect(asked.of("policy_update").at(-1)).toMatchObject({ expected: 2, draft: { name: "Exports to partners two" } });
  expect(screen.getByTestId("policy-save")).toBeDisabled();

  // Without changes of one's own the page follows; with them, theirs can be taken.
  await call("policy_update", {
    id: "pol_own",
    draft: { ...draftOf(await call("policy_get", { id: "pol_own" })), name: "Theirs" },
  });
  await client.invalidateQueries({ queryKey: ["policies"] });
  await waitFor(() => expect(name).toHaveValue("Theirs"));
  await userEvent.type(name, " and mine");
  await call("policy_update", {
    id: "pol_own",
    draft: { ...draftOf(await call("policy_get", { id: "pol_own" })), name: "Theirs again" },
  });
  await client.invalidateQueries({ queryKey: ["policies"] });
  await userEvent.click(await screen.findByTestId("policy-take-theirs"));
  expect(name).toHaveValue("Theirs again");
});

test("a policy in use is deleted with what its connectors get instead, and comes back", async () => {
  const { asked } = await page("pol_own");
  await screen.findByTestId("policy-users");
  await userEvent.click(screen.getByTestId("policy-delete"));
  expect(await screen.findByText(/1 connector uses it/)).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("policy-delete-yes"));
  await waitFor(() => expect(asked.of("policy_delete")).toEqual([{ id: "pol_own", replace_with: "pol_everything" }]));
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(asked.of("policy_use")).toEqual([{ id: "pol_made1", connector_ids: ["con_docs"] }]));
});

test("leaving with changes asks first", async () => {
  const { router } = await page("pol_own");
  await userEvent.type(screen.getByTestId("policy-name"), "!");
  expect(screen.getByText("There are changes that are not saved.")).toBeInTheDocument();
  void router.navigate({ to: "/overview" } as never);
  expect(await screen.findByText("Leave without saving?")).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("confirm-cancel"));
  expect(router.state.location.pathname).toBe("/policies/pol_own");
});

const rule: AllowRule = {
  id: "alw_1",
  policy_id: null,
  allow: { kind: "path", connector_id: "con_docs", bucket: null, pattern: "exports/**", detector: "iban" },
  note: "Made up by the test team",
  created_at: "2026-11-01T08:00:00Z",
  hides: 12,
};

test("rules say what they hide, are removed, and put back as they were", async () => {
  let rules = [rule];
  const { asked, container } = await list('?tab="allow"', {
    allow_list: () => rules,
    allow_delete: () => {
      rules = [];
      return null;
    },
    allow_create: () => rule,
  });
  expect(await screen.findByText("exports/**, Shared documents (IBAN only)")).toBeInTheDocument();
  await expectAccessible(container);
  await userEvent.click(screen.getByTestId("allow-remove-alw_1"));
  expect(await screen.findByText("Nothing is left out")).toBeInTheDocument();
  expect(await screen.findAllByText("The rule was removed: 12 findings are back.")).not.toHaveLength(0);
  await userEvent.click(screen.getByTestId("undo"));
  await waitFor(() =>
    expect(asked.of("allow_create")[0]).toMatchObject({
      policy_id: null,
      allow: rule.allow,
      note: "Made up by the test team",
    }),
  );
});

test("a detector explains itself as text, and is tried on a text of one's own", async () => {
  const { container, asked } = await list('?tab="detectors"');
  await userEvent.type(await screen.findByTestId("detectors-search"), "payment");
  await userEvent.click(await screen.findByTestId("detector-row-0"));
  const panel = await screen.findByTestId("detector-panel");
  expect(within(panel).getByText("Luhn").tagName).toBe("STRONG");
  expect(panel).toHaveTextContent("in <b>the list</b>");
  expect(panel).toHaveTextContent("4242 4242 4242 4242");
  expect(panel).toHaveTextContent("order 1234 5678 9012 3456");
  fireEvent.change(within(panel).getByTestId("tester-text"), { target: { value: "4111 1111 1111 1111 a@b.example" } });
  await waitFor(() => expect(within(panel).getByTestId("tester-said")).toHaveTextContent("1 match."));
  await expectAccessible(container);
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByTestId("detectors-try"));
  await waitFor(() => expect(screen.getByTestId("tester-text")).toHaveFocus());
  const all = await screen.findByTestId("try-panel");
  fireEvent.change(within(all).getByTestId("tester-text"), { target: { value: "4111 1111 1111 1111 a@b.example" } });
  await waitFor(() => expect(within(all).getByTestId("tester-said")).toHaveTextContent("2 matches."));
  expect(asked.of("detector_try").at(-1)).toEqual({ policy_id: null, text: "4111 1111 1111 1111 a@b.example" });
  await expectAccessible(container);
});

test("a list that cannot be read says why", async () => {
  await list("", {
    policy_list: () => {
      throw { class: "local_storage", message: "The disk is full.", remedy: "Free some space." };
    },
  });
  expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
});

test("where matches overlap, the surer keeps the stretch; what lies outside is left out", () => {
  const match = (start: number, end: number, confidence: number) => ({
    start,
    end,
    confidence,
    detector: "x",
    shown: true,
    reasons: [],
  });
  const pieces = piecesOf("abcdefgh", [match(0, 4, 0.5), match(2, 6, 0.9), match(7, 30, 1), match(-1, 2, 1)]);
  expect(pieces.map(({ text, match: found }) => [text, found !== undefined])).toEqual([
    ["ab", false],
    ["cdef", true],
    ["gh", false],
  ]);
});

test("what stands in copies is chosen for all, by category and for single detectors, and saved with the policy", async () => {
  const { asked, container } = await page("pol_own");
  const copies = await screen.findByTestId("policy-copies");
  expect(await screen.findByTestId("policy-copies-iban")).toHaveValue("A pseudonym");
  expect(screen.getByTestId("policy-copies-financial-keep")).toHaveValue("4");
  expect(copies).toHaveTextContent("For example XXXXXXXXXXXX1111");
  expect(screen.getByTestId("policy-copies-personal")).toHaveValue("As for everything");
  await expectAccessible(container);

  const pick = async (testId: string, option: string) => {
    await userEvent.click(screen.getByTestId(testId));
    await userEvent.click(await screen.findByRole("option", { name: option }));
  };
  fireEvent.change(screen.getByTestId("policy-copies-common-label"), { target: { value: "to be-told" } });
  expect(copies).toHaveTextContent("For example [TO_BE_TOLD]");
  await pick("policy-copies-personal", "A hash");
  await pick("policy-copies-financial-keep", "2");
  await pick("policy-copies-add", "Phone number");
  await pick("policy-copies-phone", "Nothing");
  await userEvent.click(screen.getByTestId("policy-copies-remove-iban"));
  expect(screen.queryByTestId("policy-copies-iban")).not.toBeInTheDocument();
  await userEvent.click(screen.getByTestId("policy-save"));
  await waitFor(() =>
    expect(drafts(asked)[0]?.actions).toEqual({
      otherwise: { do: "replace", label: "to_be_told" },
      categories: { financial: { do: "mask", keep_last: 2 }, personal: { do: "hash" } },
      detectors: { phone: { do: "redact" } },
    }),
  );
  // The way back has what was decided before.
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(drafts(asked)[1]?.actions?.detectors).toEqual({ iban: { do: "pseudonymize" } }));
});

test("what stands in copies stays when something else is saved, and cannot be changed where the app brings the policy", async () => {
  const { asked, unmount } = await page("pol_own");
  fireEvent.change(screen.getByTestId("policy-name"), { target: { value: "Partners" } });
  await userEvent.click(screen.getByTestId("policy-save"));
  await waitFor(() =>
    expect(drafts(asked)[0]).toMatchObject({
      name: "Partners",
      actions: { detectors: { iban: { do: "pseudonymize" } } },
    }),
  );
  unmount();
  await page("pol_everything");
  expect(await screen.findByTestId("policy-copies-common")).toBeDisabled();
  expect(screen.getByTestId("policy-copies-common")).toHaveValue("Left to the export");
  expect(screen.getByTestId("policy-copies-credential")).toBeDisabled();
  expect(screen.queryByTestId("policy-copies-add")).not.toBeInTheDocument();
});
