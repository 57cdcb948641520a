/**
 * Draws the form that a provider's JSON Schema describes. It knows no provider: labels, order, groups, secrets
 * and conditions all come from the schema. The values belong to the caller.
 */
import { Button, Group, NumberInput, PasswordInput, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { IconFolderOpen } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../ipc/bindings";
import classes from "./kit.module.css";
import { choicesOf, type FormField, type FormValues, faultOf, fieldsOf, isShown, kindOf, withDefaults } from "./schema";

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
  pickFolder?: () => Promise<string | null>;
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
  } = props;
  const { t } = useTranslation("kit");
  const base = useId();
  const host = useRef<HTMLDivElement>(null);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const fields = fieldsOf(schema);
  const filled = withDefaults(fields, values);
  const shown = fields.filter((field) => isShown(field.schema, filled, around));
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
    if (!showFaults && !visited.has(field.name)) return undefined;
    const fault = faultOf(
      field,
      values[field.name] ?? field.schema.default,
      stored && field.schema["x-secret"] === true,
    );
    return fault ? t(`form.${fault.key}`, fault.values ?? {}) : undefined;
  }

  function draw(field: FormField): ReactNode {
    const { name, schema: own, required } = field;
    const kind = kindOf(own);
    const value = values[name] ?? own.default;
    const secret = own["x-secret"] === true;
    const example = own["x-example"];
    const description = [own.description, example ? t("form.example", { example }) : undefined]
      .filter(Boolean)
      .join(" ");
    const common = {
      id: `${base}-${name}`,
      label: own.title ?? name,
      ...(description ? { description } : {}),
      error: errorOf(field),
      disabled,
      "data-field": name,
      "data-testid": `field-${name}`,
      onBlur: () => setVisited((now) => (now.has(name) ? now : new Set([...now, name]))),
    };
    const asked = { withAsterisk: required && !(stored && secret), "aria-required": required && !(stored && secret) };
    const placeholder = secret && stored ? t("form.kept") : own["x-placeholder"];
    const hint = placeholder ? { placeholder } : {};
    const typed = { autoComplete: "off", autoCapitalize: "off", autoCorrect: "off", spellCheck: false } as const;
    const text = typeof value === "string" ? value : value == null ? "" : String(value);

    switch (kind) {
      case "switch":
        return (
          <Switch {...common} checked={value === true} onChange={(event) => set(name, event.currentTarget.checked)} />
        );
      case "number":
        return (
          <NumberInput
            {...common}
            {...asked}
            {...hint}
            value={typeof value === "number" ? value : text}
            {...(own.minimum === undefined ? {} : { min: own.minimum })}
            {...(own.maximum === undefined ? {} : { max: own.maximum })}
            clampBehavior="none"
            onChange={(next) => set(name, next === "" ? undefined : next)}
          />
        );
      case "choice":
        return (
          <Select
            {...common}
            {...asked}
            {...hint}
            data={(choicesOf(own) ?? []).map(({ value: one, label }) => ({ value: one, label }))}
            value={text === "" ? null : text}
            allowDeselect={!required}
            onChange={(next) => set(name, next ?? undefined)}
          />
        );
      case "list":
        return (
          <Textarea
            {...common}
            {...asked}
            {...hint}
            {...typed}
            description={description || t("form.onePerLine")}
            autosize
            minRows={2}
            maxRows={8}
            value={Array.isArray(value) ? value.join("\n") : ""}
            onChange={(event) =>
              set(name, event.currentTarget.value === "" ? undefined : event.currentTarget.value.split("\n"))
            }
          />
        );
      case "secret":
        return (
          <PasswordInput
            {...common}
            {...asked}
            {...hint}
            {...typed}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("form.show") }}
            value={text}
            onChange={(event) => set(name, event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
          />
        );
      case "longSecret":
        return (
          <Textarea
            {...common}
            {...asked}
            {...hint}
            {...typed}
            autosize
            minRows={4}
            maxRows={12}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={text}
            onChange={(event) => set(name, event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
          />
        );
      case "folder":
        return (
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              {...common}
              {...asked}
              {...hint}
              {...typed}
              style={{ flex: 1 }}
              value={text}
              onChange={(event) => set(name, event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
            />
            {pickFolder ? (
              <Button
                variant="default"
                leftSection={<IconFolderOpen size={16} aria-hidden />}
                disabled={disabled ?? false}
                data-testid={`pick-${name}`}
                onClick={() => void pickFolder().then((folder) => folder !== null && set(name, folder))}
              >
                {t("form.chooseFolder")}
              </Button>
            ) : null}
          </Group>
        );
      default:
        return (
          <TextInput
            {...common}
            {...asked}
            {...hint}
            {...typed}
            value={text}
            onChange={(event) => set(name, event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
          />
        );
    }
  }

  const plain = shown.filter((field) => !field.schema["x-advanced"]);
  const advanced = shown.filter((field) => field.schema["x-advanced"]);
  const advancedFault = advanced.some((field) => errorOf(field) !== undefined);

  return (
    <Stack gap="md" ref={host}>
      {grouped(plain).map(({ title, members }) =>
        title === undefined ? (
          members.map((field) => <div key={field.name}>{draw(field)}</div>)
        ) : (
          <fieldset key={title} className={classes.formGroup}>
            <legend>{title}</legend>
            <Stack gap="md">
              {members.map((field) => (
                <div key={field.name}>{draw(field)}</div>
              ))}
            </Stack>
          </fieldset>
        ),
      )}
      {advanced.length > 0 ? (
        <details className={classes.advanced} {...(advancedFault ? { open: true } : {})}>
          <summary>{t("form.advanced")}</summary>
          <Stack gap="md" pt="xs">
            {advanced.map((field) => (
              <div key={field.name}>{draw(field)}</div>
            ))}
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
