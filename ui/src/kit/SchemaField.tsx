/** One field of a provider's form, drawn as its schema asks. It knows no other field. */
import {
  Button,
  Group,
  Input,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconFolderOpen } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Choice } from "../ipc/bindings";
import { ChoiceField } from "./ChoiceField";
import { type FileDrops, FileField } from "./FileField";
import { JsonField } from "./JsonField";
import classes from "./kit.module.css";
import { choicesOf, examplesOf, type FormField, kindOf } from "./schema";

interface Props {
  field: FormField;
  id: string;
  value: unknown;
  error: string | undefined;
  stored: boolean;
  disabled: boolean;
  /** `undefined` empties the field. */
  onSet: (value: unknown) => void;
  onVisited: () => void;
  pickFolder: (() => Promise<string | null>) | undefined;
  fileDrops: FileDrops | undefined;
  askChoices: ((field: string) => Promise<Choice[]>) | undefined;
}

/** What every kind of field is given. */
export interface CommonProps {
  id: string;
  label: string;
  description?: string;
  error: string | undefined;
  disabled: boolean;
  withAsterisk: boolean;
  onBlur: () => void;
  "data-field": string;
  "data-testid": string;
}

export function SchemaField({ field, id, value, error, stored, disabled, onSet, onVisited, ...ask }: Props) {
  const { t } = useTranslation("kit");
  const { name, schema: own, required } = field;
  const secret = own["x-secret"] === true;
  const kind = kindOf(own);
  // What is chosen from a list shows what there is.
  const examples = ["segments", "choice", "asked", "switch", "file"].includes(kind) ? [] : examplesOf(own);
  const description = [
    own.description,
    examples.length > 0 ? t("form.example", { example: examples.join(", ") }) : undefined,
  ]
    .filter(Boolean)
    .join(" ");
  const needed = required && !(stored && secret);
  const common: CommonProps = {
    id,
    label: own.title ?? name,
    ...(description ? { description } : {}),
    error,
    disabled,
    withAsterisk: needed,
    "data-field": name,
    "data-testid": `field-${name}`,
    onBlur: onVisited,
  };
  const placeholder = secret && stored ? t("form.kept") : own["x-placeholder"];
  const asked = { "aria-required": needed, ...(placeholder ? { placeholder } : {}) };
  const typed = { autoComplete: "off", autoCapitalize: "off", autoCorrect: "off", spellCheck: false } as const;
  const text = typeof value === "string" ? value : value == null ? "" : String(value);
  const setText = (next: string) => onSet(next === "" ? undefined : next);
  const choices = choicesOf(own) ?? [];
  const detail = choices.find((one) => one.value === text)?.description;

  switch (kind) {
    case "switch": {
      const { withAsterisk: _, ...rest } = common;
      return <Switch {...rest} checked={value === true} onChange={(event) => onSet(event.currentTarget.checked)} />;
    }
    case "number":
      return (
        <NumberInput
          {...common}
          {...asked}
          value={typeof value === "number" ? value : text}
          {...(own.minimum === undefined ? {} : { min: own.minimum })}
          {...(own.maximum === undefined ? {} : { max: own.maximum })}
          clampBehavior="none"
          onChange={(next) => onSet(next === "" ? undefined : next)}
        />
      );
    case "segments": {
      return (
        <Input.Wrapper
          label={common.label}
          labelElement="div"
          labelProps={{ id: `${id}-label` }}
          description={[description, detail].filter(Boolean).join(" ") || undefined}
          error={error}
        >
          <div className={classes.underLabel}>
            <SegmentedControl
              id={id}
              className={classes.fieldSegments}
              aria-labelledby={`${id}-label`}
              data={choices.map(({ value: one, label }) => ({ value: one, label }))}
              value={text}
              disabled={disabled}
              onChange={onSet}
              onBlur={onVisited}
              data-field={name}
              data-testid={`field-${name}`}
              {...(error ? { "data-invalid": true } : {})}
            />
          </div>
        </Input.Wrapper>
      );
    }
    case "choice":
      return (
        <Select
          {...common}
          {...asked}
          description={[description, detail].filter(Boolean).join(" ") || undefined}
          data={choices.map(({ value: one, label }) => ({ value: one, label }))}
          value={text === "" ? null : text}
          allowDeselect={!required}
          searchable={choices.length > 8}
          onChange={(next) => onSet(next ?? undefined)}
        />
      );
    case "asked":
      return ask.askChoices ? (
        <ChoiceField common={common} asked={asked} name={name} value={text} onSet={onSet} ask={ask.askChoices} />
      ) : (
        <TextInput
          {...common}
          {...asked}
          {...typed}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      );
    case "file":
      return <FileField common={common} kept={stored && secret} value={text} onSet={setText} drops={ask.fileDrops} />;
    case "json":
      return <JsonField common={common} asked={asked} secret={secret} value={text} onSet={setText} />;
    case "list":
      return (
        <Textarea
          {...common}
          {...asked}
          {...typed}
          description={description || t("form.onePerLine")}
          autosize
          minRows={2}
          maxRows={8}
          value={Array.isArray(value) ? value.join("\n") : ""}
          onChange={(event) =>
            onSet(event.currentTarget.value === "" ? undefined : event.currentTarget.value.split("\n"))
          }
        />
      );
    case "secret":
      return (
        <PasswordInput
          {...common}
          {...asked}
          {...typed}
          autoComplete="new-password"
          aria-invalid={error !== undefined}
          visibilityToggleButtonProps={{ "aria-label": t("form.show") }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      );
    case "longSecret":
      return <JsonField common={common} asked={asked} secret value={text} onSet={setText} />;
    case "folder":
      return (
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            {...common}
            {...asked}
            {...typed}
            style={{ flex: 1 }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {ask.pickFolder ? (
            <Button
              variant="default"
              leftSection={<IconFolderOpen size={16} aria-hidden />}
              disabled={disabled}
              data-testid={`pick-${name}`}
              onClick={() => void ask.pickFolder?.().then((folder) => folder !== null && onSet(folder))}
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
          {...typed}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      );
  }
}
