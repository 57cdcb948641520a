/** Which service settings are of, and what another one leaves of them. */
import { expect, test } from "vitest";
import type { ProviderDescriptor } from "../../ipc/bindings";
import { blanksOf, firstBlank, presetOf, withPreset } from "./presets";
import { cloud } from "./samples";

const provider: ProviderDescriptor = {
  ...cloud,
  presets: [
    {
      id: "r2",
      title: "R2",
      hint: "",
      config: { endpoint: "https://<account>.r2.example", region: "auto", path_style: true },
    },
    { id: "minio", title: "MinIO", hint: "", config: { endpoint: "https://<host>:9000", path_style: true } },
    { id: "regional", title: "Regional", hint: "", config: { endpoint: "https://s3.<region>.example" } },
    { id: "empty", title: "Empty", hint: "", config: {} },
  ],
};
const idOf = (config: Record<string, unknown>) => presetOf(provider, config)?.id;

test("the parts that a person writes are known", () => {
  expect(blanksOf(provider)).toEqual(["<account>", "<host>", "<region>"]);
  const [first, , , empty] = provider.presets;
  expect(first && firstBlank(first)).toEqual({ field: "endpoint", blank: "<account>" });
  expect(empty && firstBlank(empty)).toBeUndefined();
});

test("settings are recognised as a service's, whether or not they were completed", () => {
  expect(idOf({})).toBeUndefined();
  expect(idOf({ endpoint: "https://<account>.r2.example", region: "auto", path_style: true })).toBe("r2");
  expect(idOf({ endpoint: "https://acme.r2.example", region: "auto", path_style: true })).toBe("r2");
  expect(idOf({ endpoint: "https://acme.r2.example", region: "eu", path_style: true })).toBeUndefined();
  expect(idOf({ endpoint: "https://s3.eu.example" })).toBe("regional");
});

test("another service takes away what the one before had filled in, and nothing else", () => {
  const [r2, minio] = provider.presets;
  const typed = {
    auth: "role",
    role_arn: "arn",
    endpoint: "https://acme.r2.example",
    region: "auto",
    path_style: true,
  };
  expect(withPreset(provider, typed, minio)).toEqual({
    auth: "role",
    role_arn: "arn",
    endpoint: "https://<host>:9000",
    path_style: true,
  });
  expect(withPreset(provider, typed, undefined)).toEqual({ auth: "role", role_arn: "arn" });
  expect(withPreset(provider, { auth: "keys" }, r2)).toMatchObject({ auth: "keys", region: "auto" });
});
