import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import type { Problem } from "../ipc/bindings";
import { draw } from "../testing/draw";
import { type FormValues, faultsOf, isShown, SchemaForm } from "./SchemaForm";

const schema = {
  type: "object",
  required: ["auth", "region", "secret"],
  properties: {
    auth: {
      type: "string",
      title: "Sign in with",
      default: "keys",
      oneOf: [
        { const: "keys", title: "Keys" },
        { const: "none", title: "Nothing" },
      ],
    },
    region: { type: "string", title: "Region", pattern: "^[a-z0-9-]+$", "x-example": "eu-west-1" },
    port: { anyOf: [{ $ref: "#/$defs/Port" }, { type: "null" }], title: "Port", "x-advanced": true },
    secret: { type: "string", title: "Secret", "x-secret": true, "x-show-when": { auth: "keys" } },
    path: { type: "string", title: "Folder", "x-widget": "folder", "x-group": "Place" },
    strict: { type: "boolean", title: "Strict" },
  },
  $defs: { Port: { type: "integer", minimum: 1, maximum: 65535 } },
};

let now: FormValues = {};

interface Given {
  start?: FormValues;
  problem?: Problem;
  stored?: boolean;
}

function Form({ start = {}, problem, stored = false }: Given) {
  const [values, setValues] = useState(start);
  now = values;
  return (
    <SchemaForm
      schema={schema}
      values={values}
      onChange={setValues}
      problem={problem}
      path="config"
      stored={stored}
      pickFolder={async () => "/srv/data"}
    />
  );
}

test("draws each field by its kind and keeps what is typed", async () => {
  const user = userEvent.setup();
  draw(<Form />);
  await user.type(await screen.findByRole("textbox", { name: "Region" }), "eu-1");
  await user.click(screen.getByRole("switch", { name: "Strict" }));
  await user.type(screen.getByLabelText(/^Secret/), "s3cret");
  await user.click(screen.getByRole("button", { name: "Choose…" }));
  expect(now).toEqual({ region: "eu-1", strict: true, secret: "s3cret", path: "/srv/data" });
  expect(screen.getByLabelText(/^Secret/)).toHaveAttribute("type", "password");
  expect(screen.getByRole("group", { name: "Place" })).toBeInTheDocument();
  expect(screen.getByText("For example eu-west-1")).toBeInTheDocument();
});

test("a field that depends on another is shown only then", async () => {
  draw(<Form start={{ auth: "none" }} />);
  await screen.findByRole("textbox", { name: "Region" });
  expect(screen.queryByLabelText(/^Secret/)).not.toBeInTheDocument();
});

test("with several conditions any one of them shows a field", () => {
  const field = { "x-show-when": [{ auth: "profile" }, { auth: ["role", "chain"], base: "profile" }] };
  expect(isShown(field, { auth: "profile" })).toBe(true);
  expect(isShown(field, { auth: "role", base: "profile" })).toBe(true);
  expect(isShown(field, { auth: "chain" }, { base: "profile" })).toBe(true);
  expect(isShown(field, { auth: "role", base: "keys" })).toBe(false);
  expect(isShown(field, { auth: "keys", base: "profile" })).toBe(false);
});

test("the app's complaint stands at its field, which gets the focus", async () => {
  const problem: Problem = {
    class: "config_invalid",
    message: "No such region.",
    remedy: "Choose another.",
    field: "config.region",
  };
  draw(<Form start={{ region: "mars" }} problem={problem} />);
  const field = await screen.findByRole("textbox", { name: "Region" });
  expect(field).toHaveAccessibleDescription(/No such region\. Choose another\./);
  expect(field).toHaveFocus();
});

test("what is missing is said when the field is left", async () => {
  const user = userEvent.setup();
  draw(<Form />);
  await user.click(await screen.findByRole("textbox", { name: "Region" }));
  await user.tab();
  expect(screen.getByText("Fill this in.")).toBeInTheDocument();
});

test.each([
  [{}, false, { region: "required", secret: "required" }],
  [{ region: "eu 1", secret: "x" }, false, { region: "badPattern" }],
  [{ region: "eu" }, true, {}],
  [{ region: "eu", auth: "none", port: 70_000 }, false, { port: "atMost" }],
  [{ region: "eu", auth: "none", port: "x" }, false, { port: "notNumber" }],
])("%j with a stored secret %s lacks %j", (values, stored, expected) => {
  const found = faultsOf(schema, values, {}, { stored });
  // The default of `auth` counts as chosen.
  const named = Object.fromEntries(Object.entries(found).map(([name, fault]) => [name, fault.key]));
  expect(named).toEqual(expected);
});
