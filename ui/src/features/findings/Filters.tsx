/** Everything that narrows the findings, as it stands in the address. */
import { ActionIcon, Button, Select, Switch, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { plainKey } from "../../kit/KeyText";
import type { TypedFilter } from "../../kit/useTypedFilter";
import { ChoiceFilter } from "./ChoiceFilter";
import classes from "./findings.module.css";
import { useConnectorNames, useDetectors } from "./queries";
import { CATEGORIES, changed, type FindingSearch, narrowed, SEVERITIES, STATUSES } from "./search";

interface Props {
  search: FindingSearch;
  typed: TypedFilter;
  onChange: (search: FindingSearch) => void;
  onClear: () => void;
  textRef: RefObject<HTMLInputElement | null>;
}

const STEPS = [50, 60, 70, 80, 90, 95];

export function Filters({ search, typed, onChange, onClear, textRef }: Props) {
  const { t } = useTranslation("findings");
  const connectors = useConnectorNames();
  const detectors = useDetectors();
  const set = (change: FindingSearch) => onChange(changed(search, change));
  const chip = (key: keyof FindingSearch, name: string): ReactNode => (
    <span className={classes.chip}>
      <span>{name}</span>
      <ActionIcon
        size="md"
        color="tide"
        onClick={() => set({ [key]: undefined })}
        aria-label={t("filter.remove", { name })}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </span>
  );
  return (
    <div className={classes.filters} role="search" aria-label={t("filter.more")}>
      <TextInput
        ref={textRef}
        className={classes.filterText}
        aria-label={t("filter.text")}
        placeholder={t("filter.text")}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={typed.text}
        onChange={(event) => typed.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed.text !== "") {
            event.stopPropagation();
            typed.type("");
          }
        }}
        autoComplete="off"
        spellCheck={false}
        data-testid="findings-text"
      />
      <Select
        aria-label={t("filter.connector")}
        placeholder={t("filter.allConnectors")}
        data={(connectors.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={search.connector ?? null}
        onChange={(connector) => set({ connector: connector ?? undefined })}
        clearable
        searchable
        w={180}
      />
      <ChoiceFilter
        label={t("filter.severity")}
        any={t("filter.any")}
        options={SEVERITIES.map((value) => ({ value, label: t(`kit:severity.${value}`) }))}
        chosen={search.severity}
        onChange={(severity) => set({ severity })}
        testId="filter-severity"
      />
      <ChoiceFilter
        label={t("filter.category")}
        any={t("filter.any")}
        options={CATEGORIES.map((value) => ({ value, label: t(`kit:category.${value}`) }))}
        chosen={search.category}
        onChange={(category) => set({ category })}
        testId="filter-category"
      />
      <ChoiceFilter
        label={t("filter.detector")}
        any={t("filter.any")}
        options={(detectors.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        chosen={search.detector}
        onChange={(detector) => set({ detector })}
        testId="filter-detector"
      />
      <ChoiceFilter
        label={t("filter.status")}
        any={search.status === undefined ? t("kit:status.open") : t("filter.any")}
        options={[
          ...STATUSES.map((value) => ({ value, label: t(`kit:status.${value}`) })),
          { value: "any" as const, label: t("filter.anyStatus") },
        ]}
        chosen={search.status}
        onChange={(status) => set({ status })}
        testId="filter-status"
      />
      <Select
        aria-label={t("filter.confidence")}
        placeholder={t("filter.anyConfidence")}
        data={[...new Set([...STEPS, ...(search.confidence === undefined ? [] : [search.confidence])])]
          .sort((a, b) => a - b)
          .map((step) => ({ value: String(step), label: t("filter.atLeast", { percent: step }) }))}
        value={search.confidence === undefined ? null : String(search.confidence)}
        onChange={(value) => set({ confidence: value === null ? undefined : Number(value) })}
        clearable
        w={160}
      />
      <Switch
        mr={8}
        label={t("filter.gone")}
        checked={search.gone === true}
        onChange={(event) => set({ gone: event.currentTarget.checked ? true : undefined })}
      />
      <Switch
        label={t("filter.hidden")}
        checked={search.hidden === true}
        onChange={(event) => set({ hidden: event.currentTarget.checked ? true : undefined })}
        data-testid="filter-hidden"
      />
      {search.run === undefined ? null : chip("run", t("filter.run"))}
      {search.document === undefined ? null : chip("document", t("filter.document"))}
      {search.fingerprint === undefined ? null : chip("fingerprint", t("filter.fingerprint"))}
      {search.place === undefined
        ? null
        : chip("place", t("filter.place", { name: search.place === "" ? t("place.text") : plainKey(search.place) }))}
      {search.bucket === undefined ? null : chip("bucket", t("filter.bucket", { name: plainKey(search.bucket) }))}
      {search.prefix === undefined ? null : chip("prefix", t("filter.prefix", { name: plainKey(search.prefix) }))}
      {narrowed(search) ? (
        <Button variant="subtle" onClick={onClear} data-testid="findings-clear">
          {t("filter.clear")}
        </Button>
      ) : null}
    </div>
  );
}
