/** The kinds of fields that a schema can ask for: chosen, asked for, read from a file, covered, checked as typed. */
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import type { Choice } from "../ipc/bindings";
import { expectAccessible } from "../testing/access";
import { draw } from "../testing/draw";
import type { FileDrops } from "./FileField";
import { type FormValues, SchemaForm } from "./SchemaForm";
import { faultsOf, fieldsOf, kindOf, settled, shownFields } from "./schema";

let now: FormValues = {};

interface Given {
  schema: unknown;
  start?: FormValues;
  around?: FormValues;
  blanks?: string[];
  ask?: (field: string) => Promise<Choice[]>;
  stored?: boolean;
  drops?: FileDrops;
}

function Form({ schema, start = {}, around = {}, blanks = [], ask, drops, stored = false }: Given) {
  const [values, setValues] = useState(start);
  now = values;
  return (
    <SchemaForm
      schema={schema}
      values={values}
      onChange={setValues}
      around={around}
      blanks={blanks}
      askChoices={ask}
      fileDrops={drops}
      stored={stored}
    />
  );
}

const of = (name: string, schema: object, more: object = {}) => ({
  type: "object",
  properties: { [name]: { type: "string", ...schema } },
  ...more,
});

test.each([
  [{ enum: ["a", "b"], default: "a" }, "segments"],
  [{ enum: ["a", "b"] }, "choice"],
  [{ enum: ["a", "b", "c", "d", "e"], default: "a" }, "choice"],
  [
    {
      enum: ["a", "b"],
      default: "a",
      "x-enum-titles": ["A very long title of a choice", "Another very long title of a choice"],
    },
    "choice",
  ],
  [{ "x-widget": "choice" }, "asked"],
  [{ "x-widget": "file", "x-secret": true }, "file"],
  [{ "x-widget": "json" }, "json"],
  [{ "x-secret": true }, "secret"],
])("%j is drawn as %s", (schema, kind) => {
  const [field] = fieldsOf(of("one", schema));
  expect(field && kindOf(field.schema)).toBe(kind);
});

test("titles of an enum are shown, in a row that keys move in", async () => {
  const user = userEvent.setup();
  const schema = of("base", {
    title: "Assumed by",
    enum: ["keys", "profile"],
    default: "keys",
    "x-enum-titles": { keys: "Access keys", profile: "AWS profile" },
  });
  const { container } = draw(<Form schema={schema} />);
  const row = await screen.findByRole("radiogroup", { name: "Assumed by" });
  expect(row).toBeInTheDocument();
  await user.click(screen.getByRole("radio", { name: "AWS profile" }));
  expect(now).toEqual({ base: "profile" });
  await expectAccessible(container);
});

test("what depends on a hidden field sees that field's default", () => {
  const schema = {
    type: "object",
    properties: {
      auth: { type: "string", default: "keys", enum: ["keys", "role"] },
      base: { type: "string", default: "keys", enum: ["keys", "profile"], "x-show-when": { auth: "role" } },
      profile: { type: "string", "x-show-when": { base: "profile" } },
    },
  };
  const names = (values: FormValues) => shownFields(schema, values).map((field) => field.name);
  expect(names({})).toEqual(["auth"]);
  expect(names({ auth: "role", base: "profile" })).toEqual(["auth", "base", "profile"]);
  // Chosen for a role, then another way to sign in was chosen: the leftover decides nothing.
  expect(names({ auth: "keys", base: "profile" })).toEqual(["auth"]);
  expect(settled(fieldsOf(schema), { auth: "keys", base: "profile" })).toMatchObject({ base: "keys" });
});

test("a list of values shows a field, and a credential looks at the settings around it", () => {
  const schema = of("key", { "x-show-when": { auth: ["keys", "role"], base: "keys" } });
  const shown = (around: FormValues) => shownFields(schema, {}, around).length === 1;
  expect(shown({ auth: "role", base: "keys" })).toBe(true);
  expect(shown({ auth: "role", base: "profile" })).toBe(false);
  expect(shown({ auth: "anonymous", base: "keys" })).toBe(false);
});

test("a pattern is said in its own words once the field was left, then with every key", async () => {
  const user = userEvent.setup();
  const schema = of("region", {
    title: "Region",
    pattern: "^[a-z0-9-]*$",
    "x-pattern-hint": "Small letters, digits and dashes only.",
    "x-example": "eu-central-1",
    examples: ["us-east-1"],
  });
  draw(<Form schema={schema} />);
  const field = await screen.findByRole("textbox", { name: "Region" });
  expect(field).toHaveAccessibleDescription("For example eu-central-1, us-east-1");
  await user.type(field, "EU");
  expect(field).not.toHaveAttribute("aria-invalid", "true");
  await user.tab();
  expect(field).toHaveAccessibleDescription(/Small letters, digits and dashes only\./);
  await user.clear(field);
  await user.type(field, "eu");
  expect(field).not.toHaveAttribute("aria-invalid", "true");
  await user.type(field, "!");
  expect(field).toHaveAttribute("aria-invalid", "true");
});

test("what a preset left to be written is marked at once and refused", async () => {
  const user = userEvent.setup();
  const schema = of("endpoint", { title: "Endpoint" });
  const start = { endpoint: "https://<account>.example.org" };
  draw(<Form schema={schema} start={start} blanks={["<account>"]} />);
  const field = await screen.findByRole("textbox", { name: "Endpoint" });
  expect(field).toHaveAccessibleDescription(/Replace <account> with your own\./);
  expect(faultsOf(schema, start, {}, { blanks: ["<account>"] })).toMatchObject({ endpoint: { key: "incomplete" } });
  await user.clear(field);
  await user.type(field, "https://acme.example.org");
  expect(field).not.toHaveAttribute("aria-invalid", "true");
});

const keyFile = of("key", { title: "Key file", "x-widget": "file", "x-secret": true }, { required: ["key"] });

test("a file's text is read, its name shown and never its text", async () => {
  const user = userEvent.setup();
  const { container } = draw(<Form schema={keyFile} />);
  await screen.findByTestId("field-key");
  await user.upload(screen.getByTestId("field-key-input"), new File(['{"private":"hush"}'], "key.json"));
  expect(await screen.findByTestId("field-key-filled")).toHaveTextContent("key.json, 18 B");
  expect(now).toEqual({ key: '{"private":"hush"}' });
  expect(container).not.toHaveTextContent("hush");
  await expectAccessible(container);
  await user.click(screen.getByTestId("field-key-clear"));
  expect(now).toEqual({});
  expect(screen.queryByTestId("field-key-filled")).toBeNull();
});

test("a file can be dropped or its text pasted; one that is too large is not read", async () => {
  const { container } = draw(<Form schema={keyFile} />);
  const area = await screen.findByTestId("field-key-drop");
  fireEvent.drop(area, { dataTransfer: { files: [new File(["dropped"], "dropped.json")] } });
  expect(await screen.findByTestId("field-key-filled")).toHaveTextContent("dropped.json");
  fireEvent.paste(area, { clipboardData: { getData: () => "pasted text" } });
  await waitFor(() => expect(now).toEqual({ key: "pasted text" }));
  expect(screen.getByTestId("field-key-filled")).toHaveTextContent("Filled in, 11 B");
  const large = new File([new Uint8Array(1024 * 1024 + 1)], "large.bin");
  fireEvent.drop(area, { dataTransfer: { files: [large] } });
  expect(await screen.findByText(/larger than 1 MB/)).toBeInTheDocument();
  expect(now).toEqual({ key: "pasted text" });
  expect(container).not.toHaveTextContent("pasted text");
});

test("a file of the desktop that is let go over the field is read by the app, elsewhere it is not", async () => {
  let drop: Parameters<FileDrops["onDrop"]>[0] = () => undefined;
  let hover: Parameters<FileDrops["onHover"]>[0] = () => undefined;
  const read = vi.fn(async (path: string) => {
    if (path.endsWith(".p12")) throw { class: "unreadable", message: "The file is not text.", remedy: "Choose it." };
    return "the key";
  });
  const drops: FileDrops = {
    onDrop: (handler) => {
      drop = handler;
      return () => undefined;
    },
    onHover: (handler) => {
      hover = handler;
      return () => undefined;
    },
    read,
  };
  const { container } = draw(<Form schema={keyFile} drops={drops} />);
  const area = await screen.findByTestId("field-key-drop");
  // jsdom has no layout: what lies at a place is told here.
  document.elementFromPoint = (x) => (x < 100 ? area : document.body);
  act(() => hover({ x: 10, y: 10 }));
  expect(area).toHaveAttribute("data-over", "true");
  act(() => hover(null));
  expect(area).not.toHaveAttribute("data-over");
  act(() => drop({ paths: ["/data/keys/other.json"], x: 500, y: 10 }));
  act(() => drop({ paths: ["/data/keys/robot.json"], x: 10, y: 10 }));
  expect(await screen.findByTestId("field-key-filled")).toHaveTextContent("robot.json");
  expect(read.mock.calls).toEqual([["/data/keys/robot.json"]]);
  expect(now).toEqual({ key: "the key" });
  expect(container).not.toHaveTextContent("the key");
  act(() => drop({ paths: ["/data/keys/robot.p12"], x: 10, y: 10 }));
  expect(await screen.findByText("The file is not text. Choose it.")).toBeInTheDocument();
  expect(now).toEqual({ key: "the key" });
});

test("a file that is missing is said at its button", async () => {
  const user = userEvent.setup();
  draw(<Form schema={keyFile} />);
  const button = await screen.findByTestId("field-key");
  await user.tab();
  button.focus();
  await user.tab();
  expect(await screen.findByText("Fill this in.")).toBeInTheDocument();
  expect(button).toHaveAccessibleDescription("Fill this in.");
});

test("a secret long text is covered once it was pasted, and shown only when asked", async () => {
  const user = userEvent.setup();
  const schema = of("json", { title: "Key", "x-widget": "json", "x-secret": true });
  const { container } = draw(<Form schema={schema} />);
  const field = await screen.findByRole("textbox", { name: "Key" });
  await user.click(field);
  await user.paste('{"a":"hush"}');
  expect(await screen.findByTestId("field-json-filled")).toHaveTextContent("Not shown.");
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(container).not.toHaveTextContent("hush");
  await expectAccessible(container);
  await user.click(screen.getByRole("button", { name: "Show" }));
  expect(screen.getByRole("textbox", { name: "Key" })).toHaveValue('{"a":"hush"}');
  expect(now).toEqual({ json: '{"a":"hush"}' });
});

test("a long text that is cut off is refused", () => {
  const schema = of("json", { title: "Key", "x-widget": "json" });
  expect(faultsOf(schema, { json: '{"a": 1' })).toMatchObject({ json: { key: "notJson" } });
  expect(faultsOf(schema, { json: '{"a": 1}' })).toEqual({});
});

const profile = of("profile", { title: "Profile", "x-widget": "choice" });

test("choices are asked for; one that is refused says why and cannot be chosen", async () => {
  const user = userEvent.setup();
  const ask = vi.fn(async () => [
    { value: "default", label: "default", detail: "Access keys", refused: null },
    { value: "sso", label: "sso", detail: "Single sign-on", refused: "It signs in through a program." },
  ]);
  draw(<Form schema={profile} ask={ask} />);
  const field = await screen.findByRole("combobox", { name: "Profile" });
  await waitFor(() => expect(field).toBeEnabled());
  expect(ask).toHaveBeenCalledWith("profile");
  await user.click(field);
  const refused = await screen.findByRole("option", { name: /sso/ });
  expect(refused).toHaveTextContent("It signs in through a program.");
  expect(refused).toHaveAttribute("data-combobox-disabled", "true");
  await user.click(await screen.findByRole("option", { name: /default/ }));
  expect(now).toEqual({ profile: "default" });
  expect(field).toHaveAccessibleDescription(/Access keys/);
});

test("where choices cannot be told the value is typed, and they can be asked for again", async () => {
  const user = userEvent.setup();
  let fails = true;
  const ask = async () => {
    if (fails) throw { class: "unreadable", message: "The file could not be read.", remedy: "" };
    return [{ value: "found", label: "found", detail: "", refused: null }];
  };
  draw(<Form schema={profile} ask={ask} />);
  const field = await screen.findByRole("textbox", { name: "Profile" });
  expect(field).toHaveAccessibleDescription(/The file could not be read\. You can type it\./);
  await user.type(field, "mine");
  expect(now).toEqual({ profile: "mine" });
  fails = false;
  await user.click(screen.getByRole("button", { name: "Look again" }));
  const select = await screen.findByRole("combobox", { name: "Profile" });
  await waitFor(() => expect(select).toBeEnabled());
  // What was typed stays chosen, and it is said that it was not found.
  expect(select).toHaveValue("mine");
  expect(select).toHaveAccessibleDescription(/no longer there/);
});
