/**
 * Draws the form that a provider's JSON Schema describes. It knows no provider: labels, order, groups, secrets
 * and conditions all come from the schema. The values belong to the caller.
 */
import { Stack } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Choice, Problem } from "../ipc/bindings";
import type { FileDrops } from "./FileField";
import classes from "./kit.module.css";
import { SchemaField } from "./SchemaField";
import { type FormField, type FormValues, faultOf, shownFields } from "./schema";

export { type FormValues, faultsOf, fieldsOf, isShown } from "./schema";

interface Props {
  /** A JSON Schema of type object. */
  schema: unknown;
  values: FormValues;
  onChange: (values: FormValues) => void;
  /** Values outside of this form that conditions may look at, such as the settings around a credential. */
  around?: FormValues;
  /** What the app answered; shown at its field when that is one of these. */
  problem?: Problem | null | undefined;
  /** Name that the app gives this part, such as `config`: its field is then `config.region`. */
  path?: string;
  /** A secret is stored already: an empty field keeps it. */
  stored?: boolean;
  /** Shows what is missing even in fields that were not visited. */
  showFaults?: boolean;
  disabled?: boolean;
  /** Opens the desktop's folder window. Without it a folder is typed. */
  pickFolder?: (() => Promise<string | null>) | undefined;
  /** Files of the desktop that are let go over a field. */
  fileDrops?: FileDrops | undefined;
  /** Asks what there is to choose in a field of widget `choice`. Without it the value is typed. */
  askChoices?: ((field: string) => Promise<Choice[]>) | undefined;
  /** Parts of preset values, such as `<account>`, that must be replaced; marked at once. */
  blanks?: readonly string[];
}

/** The field of this form that a problem names, if it does. */
export function fieldOfProblem(
  problem: Problem | null | undefined,
  names: readonly string[],
  path?: string,
): string | undefined {
  const field = problem?.field;
  if (!field) return undefined;
  return names.find((name) => field === name || (path !== undefined && field === `${path}.${name}`));
}

export function SchemaForm(props: Props) {
  const {
    schema,
    values,
    onChange,
    around = {},
    problem,
    path,
    stored = false,
    showFaults = false,
    disabled,
    pickFolder,
    fileDrops,
    askChoices,
    blanks = [],
  } = props;
  const { t } = useTranslation("kit");
  const base = useId();
  const host = useRef<HTMLDivElement>(null);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState(false);
  const shown = shownFields(schema, values, around);
  const named = fieldOfProblem(
    problem,
    shown.map((field) => field.name),
    path,
  );

  // The field that the app complains about gets the focus, once per answer.
  useEffect(() => {
    if (!problem || !named) return;
    const element = host.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(named)}"]`);
    const details = element?.closest("details");
    if (details) details.open = true;
    element?.focus();
  }, [problem, named]);

  function set(name: string, value: unknown) {
    const next = { ...values };
    if (value === undefined) delete next[name];
    else next[name] = value;
    onChange(next);
  }

  function errorOf(field: FormField): string | undefined {
    if (named === field.name && problem) return [problem.message, problem.remedy].filter(Boolean).join(" ");
    const fault = faultOf(
      field,
      values[field.name] ?? field.schema.default,
      stored && field.schema["x-secret"] === true,
      blanks,
    );
    // What a preset left to be written is marked before anybody was there.
    if (!fault || (fault.key !== "incomplete" && !showFaults && !visited.has(field.name))) return undefined;
    const hint = field.schema["x-pattern-hint"];
    return fault.key === "badPattern" && hint ? hint : t(`form.${fault.key}`, fault.values ?? {});
  }

  const draw = (field: FormField) => (
    <SchemaField
      key={field.name}
      field={field}
      id={`${base}-${field.name}`}
      value={values[field.name] ?? field.schema.default}
      error={errorOf(field)}
      stored={stored}
      disabled={disabled ?? false}
      onSet={(value) => set(field.name, value)}
      onVisited={() => setVisited((now) => (now.has(field.name) ? now : new Set([...now, field.name])))}
      pickFolder={pickFolder}
      fileDrops={fileDrops}
      askChoices={askChoices}
    />
  );

  const plain = shown.filter((field) => !field.schema["x-advanced"]);
  const advanced = shown.filter((field) => field.schema["x-advanced"]);
  const advancedFault = advanced.some((field) => errorOf(field) !== undefined);
  // Opened by a fault, and never closed by its end: somebody may be typing in there.
  if (advancedFault && !open) {
    setOpen(true);
  }

  return (
    <Stack gap="md" ref={host}>
      {grouped(plain).map(({ title, members }) =>
        title === undefined ? (
          members.map(draw)
        ) : (
          <fieldset key={title} className={classes.formGroup}>
            <legend>{title}</legend>
            <Stack gap="md">{members.map(draw)}</Stack>
          </fieldset>
        ),
      )}
      {advanced.length > 0 ? (
        <details className={classes.advanced} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t("form.advanced")}</summary>
          <Stack gap="md" pt="xs">
            {advanced.map(draw)}
          </Stack>
        </details>
      ) : null}
    </Stack>
  );
}

/** Neighbouring fields of one group under its heading. */
function grouped(fields: FormField[]): { title: string | undefined; members: FormField[] }[] {
  const groups: { title: string | undefined; members: FormField[] }[] = [];
  for (const field of fields) {
    const title = field.schema["x-group"];
    const known = groups.find(
      (group) => group.title === title && (title !== undefined || group === groups[groups.length - 1]),
    );
    if (known) known.members.push(field);
    else groups.push({ title, members: [field] });
  }
  return groups;
}
