/** What is sent of a form: whole drafts, small patches, never a blank credential. */
import { actionIds, refusalOf } from "./actions";
import { withProbe } from "./checking";
import { restorableUntil } from "./DeletedTable";
import {
  chooseProvider,
  draftOf,
  emptyForm,
  fillFaults,
  formOf,
  patchOf,
  policiesOf,
  scopeFaults,
  stepOfField,
} from "./draft";
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

test("copies may be written only where that was said", () => {
  const form = { ...filled(), exportBase: "redacted/2026" };
  expect(draftOf(form, cloud).scopes).toEqual(["import"]);
  expect("export_base_path" in draftOf(form, cloud)).toBe(false);
  const exporting = { ...form, exports: true };
  expect(draftOf(exporting, cloud)).toMatchObject({
    scopes: ["import", "export"],
    export_base_path: "redacted/2026",
  });
  // A source that cannot be written to is not written to, whatever was ticked for another one.
  expect(draftOf({ ...exporting, provider: "local" }, folder).scopes).toEqual(["import"]);
});

test.each([
  ["", "archive", undefined],
  ["", "", "no_export_bucket"],
  ["", "archive\nother", "no_export_bucket"],
  ["redacted/2026/", "", undefined],
  ["redacted", "", undefined],
  ["/redacted", "", "not_a_base"],
  ["redacted//2026", "", "not_a_base"],
  ["redacted/../secret", "", "not_a_base"],
  ["a b/2026", "", "not_a_bucket"],
])("the base %j with buckets %j has the fault %s", (exportBase, buckets, fault) => {
  const form = { ...filled(), exports: true, exportBase };
  const found = scopeFaults({ ...form, scope: { ...form.scope, buckets } }, cloud);
  expect(found.export_base_path).toBe(fault);
});

test("a folder is its own base, and one below it is checked too", () => {
  const writable = { ...folder, capabilities: { ...folder.capabilities, upload: true } };
  const form = { ...chooseProvider(emptyForm(), writable), exports: true };
  expect(scopeFaults(form, writable)).toEqual({});
  expect(scopeFaults({ ...form, exportBase: "../elsewhere" }, writable)).toEqual({ export_base_path: "not_a_base" });
});

test("what may be written is changed in a patch, and null clears where", () => {
  const before = formOf(connector({ scopes: ["import", "export"], export_base_path: "redacted/2026" }), cloud);
  expect(patchOf(before, before, cloud)).toEqual({});
  expect(patchOf(before, { ...before, exports: false }, cloud)).toEqual({
    scopes: ["import"],
    export_base_path: null,
  });
  expect(patchOf(before, { ...before, exportBase: "redacted/2027" }, cloud)).toEqual({
    export_base_path: "redacted/2027",
  });
});

test("another policy is a patch of its own, and none is the first that the app brings", () => {
  expect(draftOf(filled(), cloud)).not.toHaveProperty("policy_id");
  const before = formOf(connector({ policy_id: "pol_own" }), cloud);
  expect(patchOf(before, { ...before, policy: "pol_keys" }, cloud)).toEqual({ policy_id: "pol_keys" });
  expect(patchOf(before, { ...before, policy: "" }, cloud)).toEqual({ policy_id: null });
  expect(stepOfField("policy_id", before, cloud)).toBe("scope");
});

test("what to grant is asked without the credential", () => {
  const form = { ...filled(), credential: { access_key_id: "AK", secret_access_key: "hush" }, exports: true };
  const asked = policiesOf({ ...form, scope: { ...form.scope, buckets: "archive" } }, cloud);
  expect(asked).toMatchObject({
    provider: "s3",
    config: { auth: "keys", region: "eu-central-1" },
    scope: { buckets: ["archive"] },
    uses: ["import", "export"],
  });
  expect(JSON.stringify(asked)).not.toContain("hush");
});
