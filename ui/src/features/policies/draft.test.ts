/** Choosing detectors, thresholds in steps, and names. */
import { expect, test } from "vitest";
import type { Actions, DetectorChoice, DetectorInfo, Policy } from "../../ipc/bindings";
import { grouped, takes, takesLater, withAll, withCategory, withDetector } from "./choice";
import { NO_ACTIONS, tidied, withCategoryAction, withDetectorAction } from "./copyActions";
import { draftOf, idOf, linesOf, newDraft, sameDraft, splitAt, withActions } from "./draft";

const detector = (id: string, category: DetectorInfo["category"]): DetectorInfo => ({
  id,
  title: id,
  category,
  severity: "low",
  version: 1,
  description: "",
  examples: [],
  counterexamples: [],
});
const iban = detector("iban", "financial");
const card = detector("payment_card", "financial");
const email = detector("email", "personal");
const known = [iban, card, email];
const on = (choice: DetectorChoice) => known.filter((one) => takes(choice, one)).map(({ id }) => id);

test("one of all is left out and comes back", () => {
  const less = withDetector(withAll(true), iban, false);
  expect(less).toEqual({ choose: "all", except: ["iban"] });
  expect(on(less)).toEqual(["payment_card", "email"]);
  expect(withDetector(less, iban, true)).toEqual({ choose: "all", except: [] });
});

test("one of none is named", () => {
  const one = withDetector(withAll(false), iban, true);
  expect(one).toEqual({ choose: "some", categories: [], ids: ["iban"], except: [] });
  expect(takesLater(one, "financial")).toBe(false);
  expect(withDetector(one, iban, false)).toEqual(withAll(false));
});

test("a whole category goes and comes, and forgets what was said of its detectors", () => {
  const less = withCategory(withDetector(withAll(true), iban, false), "financial", false, known);
  expect(on(less)).toEqual(["email"]);
  expect(takesLater(less, "financial")).toBe(false);
  const again = withCategory(less, "financial", true, known);
  expect(again).toEqual({ choose: "all", except: [] });
  const part = withDetector(withCategory(withAll(false), "financial", true, known), card, false);
  expect(part).toEqual({ choose: "some", categories: ["financial"], ids: [], except: ["payment_card"] });
  expect(on(withCategory(part, "financial", true, known))).toEqual(["iban", "payment_card"]);
});

test("detectors are found by every typed word", () => {
  expect(grouped(known, "card pay").map(({ category, detectors }) => [category, detectors.length])).toEqual([
    ["financial", 1],
  ]);
  expect(grouped(known, "").map(({ category }) => category)).toEqual(["personal", "financial"]);
});

test("a threshold hides the steps below it, whatever the last bit of a share is", () => {
  const steps = [
    { from: Math.fround(0.3), findings: 4 },
    { from: Math.fround(0.65), findings: 5 },
    { from: Math.fround(0.7), findings: 6 },
  ];
  expect(splitAt(steps, 30)).toEqual({ hidden: 0, shown: 15 });
  expect(splitAt(steps, 65)).toEqual({ hidden: 4, shown: 11 });
  expect(splitAt(steps, 70)).toEqual({ hidden: 9, shown: 6 });
});

test("names are plain and taken once", () => {
  expect(idOf("Kunden-Nr. für Über", [])).toBe("kunden_nr_fur_uber");
  expect(idOf("番号", ["detector"])).toBe("detector_2");
  expect(linesOf(" a\n\nb \na")).toEqual(["a", "b"]);
});

test("actions for copies are kept as they are, and told only where something is decided", () => {
  const actions: Actions = {
    otherwise: { do: "replace", label: "GONE" },
    categories: { personal: { do: "hash" }, financial: { do: "mask", keep_last: 4 } },
    detectors: { iban: { do: "redact" }, email: { do: "report" } },
  };
  const policy: Policy = {
    ...newDraft("One"),
    actions,
    id: "pol_1",
    built_in: false,
    version: 1,
    created_at: "",
    updated_at: "",
  };
  expect(draftOf(policy).actions).toEqual(actions);
  const there = withActions(draftOf(policy), withCategoryAction(actions, "personal", null));
  expect(sameDraft(draftOf(policy), there)).toBe(false);
  const back = withActions(there, withCategoryAction(there.actions ?? NO_ACTIONS, "personal", { do: "hash" }));
  expect(sameDraft(draftOf(policy), back)).toBe(true);
  expect(withDetectorAction(actions, "iban", null).detectors).toEqual({ email: { do: "report" } });
  expect(tidied(NO_ACTIONS)).toBeUndefined();
  expect(withActions(draftOf(policy), NO_ACTIONS)).not.toHaveProperty("actions");
});
