/** Names and values in two columns: a connector's settings and scope as they are stored. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { JsonValue, ProviderDescriptor, Scope } from "../../ipc/bindings";
import { bytes } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { choicesOf, fieldsOf } from "../../kit/schema";
import classes from "./connectors.module.css";
import { isEverything } from "./scopeText";

export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Visible settings by their titles. What the schema does not name is shown under its own name. */
export function SettingsFacts({ config, provider }: { config: JsonValue; provider: ProviderDescriptor | undefined }) {
  const { t } = useTranslation("connectors");
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    return null;
  }
  const fields = new Map(fieldsOf(provider?.config_schema).map((field) => [field.name, field.schema]));
  const facts = Object.entries(config)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]): [string, ReactNode] => {
      const field = fields.get(name);
      const choice = field === undefined ? undefined : choicesOf(field)?.find((one) => one.value === String(value));
      const text =
        typeof value === "boolean"
          ? t(value ? "page.yes" : "page.no")
          : typeof value === "string" || typeof value === "number"
            ? String(value)
            : JSON.stringify(value);
      return [field?.title ?? name, choice?.label ?? <KeyText key={name} value={text} mono={false} />];
    });
  return facts.length === 0 ? null : <Facts facts={facts} />;
}

function Lines({ values }: { values: string[] }) {
  return (
    <>
      {values.map((value) => (
        <div key={value} className={classes.keyLine}>
          <KeyText value={value} />
        </div>
      ))}
    </>
  );
}

export function ScopeFacts({ scope, buckets }: { scope: Scope; buckets: boolean }) {
  const { t } = useTranslation("connectors");
  if (isEverything(scope)) {
    return <Text size="sm">{t("scope.everything")}</Text>;
  }
  const facts: [string, ReactNode][] = [];
  if (buckets) {
    facts.push([
      t("scope.buckets.label"),
      scope.buckets.length === 0 ? t("scope.all") : <Lines key="buckets" values={scope.buckets} />,
    ]);
  }
  for (const name of ["prefixes", "patterns", "exclude"] as const) {
    if (scope[name].length > 0) {
      facts.push([t(`scope.${name}.label`), <Lines key={name} values={scope[name]} />]);
    }
  }
  if (scope.file_types.length > 0) {
    facts.push([t("scope.file_types.label"), scope.file_types.join(", ")]);
  }
  if (scope.max_object_size !== null) {
    facts.push([t("scope.max_size.label"), bytes(scope.max_object_size)]);
  }
  return <Facts facts={facts} />;
}
