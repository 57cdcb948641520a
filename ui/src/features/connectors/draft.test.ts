/** What is sent of a form: whole drafts, small patches, never a blank credential. */
import { actionIds, refusalOf } from "./actions";
import { withProbe } from "./checking";
import { restorableUntil } from "./DeletedTable";
import { chooseProvider, draftOf, emptyForm, fillFaults, formOf, patchOf, stepOfField } from "./draft";
import { cloud, connector, folder } from "./samples";

const filled = () => {
  const form = chooseProvider(emptyForm(), cloud);
  return { ...form, name: "  Archive ", config: { ...form.config, region: "eu-central-1" } };
};

test("choosing another provider keeps the name and drops the old settings", () => {
  const form = chooseProvider({ ...filled(), credential: { secret_access_key: "s" } }, folder);
  expect(form.name).toBe("  Archive ");
  expect(form.config).toEqual({ stay_on_device: false });
  expect(form.credential).toEqual({});
});

test("choosing the same provider again changes nothing", () => {
  const form = filled();
  expect(chooseProvider(form, cloud)).toBe(form);
});

test("a draft holds shown settings only, and no blank credential", () => {
  const form = {
    ...filled(),
    config: { auth: "keys", region: " eu ", role_arn: "left over" },
    credential: { access_key_id: "" },
  };
  const draft = draftOf(form, cloud);
  expect(draft.name).toBe("Archive");
  expect(draft.config).toEqual({ auth: "keys", region: " eu " });
  expect("credential" in draft).toBe(false);
  expect("schedule_cron" in draft).toBe(false);
  expect("collection" in draft).toBe(false);
});

test("a source without buckets gets none", () => {
  const form = { ...chooseProvider(emptyForm(), folder), scope: { ...emptyForm().scope, buckets: "a\nb" } };
  expect(draftOf(form, folder).buckets).toEqual([]);
});

test("an untouched form of a saved connector changes nothing", () => {
  const form = formOf(connector(), cloud);
  expect(patchOf(form, form, cloud)).toEqual({});
  expect(fillFaults(form, cloud, true)).toEqual({});
});

test("a patch holds exactly what changed, and null clears", () => {
  const before = formOf(connector(), cloud);
  const after = {
    ...before,
    name: "Archive 2",
    collection: " ",
    schedule: { ...before.schedule, kind: "none" as const },
    scope: { ...before.scope, prefixes: "a/", maxSize: "5" },
    credential: { access_key_id: "AK", secret_access_key: "s" },
  };
  expect(patchOf(before, after, cloud)).toEqual({
    name: "Archive 2",
    collection: null,
    schedule_cron: null,
    prefixes: ["a/"],
    max_object_size: 5_000_000,
    credential: { access_key_id: "AK", secret_access_key: "s" },
  });
});

test("settings that are not in the schema are not lost by an edit of something else", () => {
  const before = formOf(connector({ config: { auth: "keys", region: "x", newer: 1 } }), cloud);
  expect(patchOf(before, { ...before, name: "Other" }, cloud)).toEqual({ name: "Other" });
});

test("half a credential is refused, none is fine when one is stored", () => {
  const form = { ...filled(), credential: { access_key_id: "AK" } };
  expect(fillFaults(form, cloud, false)).toEqual({ secret_access_key: "setting" });
  expect(fillFaults({ ...form, credential: {} }, cloud, true)).toEqual({});
  expect(fillFaults({ ...form, name: " ", credential: {} }, cloud, false)).toEqual({
    name: "required",
    access_key_id: "setting",
    secret_access_key: "setting",
  });
});

test.each([
  [undefined, undefined],
  ["name", "fill"],
  ["region", "fill"],
  ["config.region", "fill"],
  ["credential.secret_access_key", "fill"],
  ["role_arn", undefined],
  ["credential", undefined],
  ["provider", undefined],
  ["patterns", "scope"],
  ["schedule_cron", undefined],
  ["collection", "schedule"],
])("a problem of %s belongs to step %s", (field, step) => {
  expect(stepOfField(field, filled(), cloud)).toBe(step);
});

test("a field that is not drawn has no step", () => {
  const form = chooseProvider(emptyForm(), folder);
  expect(stepOfField("buckets", form, folder)).toBeUndefined();
  const scheduled = { ...form, schedule: { ...form.schedule, kind: "custom" as const } };
  expect(stepOfField("schedule_cron", scheduled, folder)).toBe("schedule");
});

test("a probe that is reported again replaces itself", () => {
  const probe = (name: string, detail: string) => ({
    name,
    title: name,
    outcome: "passed" as const,
    detail,
    remedy: "",
    class: null,
    latency_ms: 1,
  });
  expect(withProbe([probe("a", "1"), probe("b", "1")], probe("a", "2")).map((one) => one.name + one.detail)).toEqual([
    "a2",
    "b1",
  ]);
});

test("what can be done depends on the connector's state", () => {
  expect(actionIds(connector())).toContain("pause");
  expect(actionIds(connector({ active: false }))).toContain("resume");
  expect(actionIds(connector({ deleted_at: "2026-11-20T00:00:00Z" }))).toEqual(["restore", "purge"]);
  expect(refusalOf("sync", connector({ status: "disconnected" }))).toBe("no_credential");
  expect(refusalOf("sync", connector({ status: "paused" }))).toBeUndefined();
  expect(restorableUntil("2026-11-20T10:00:00Z")).toBe("2026-12-20T10:00:00.000Z");
});
