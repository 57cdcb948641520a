/** What is known not to be sensitive: each rule in words, what it hides now, and the way to remove it. */

import { Button, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Allow, AllowRule } from "../../ipc/bindings";
import { namedDetectors } from "../../kit/detectors";
import { count, dateTime, relative } from "../../kit/format";
import { plainKey } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { TextLink } from "../../kit/links";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { toast, toastProblem } from "../../kit/toast";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import classes from "./policies.module.css";
import { removeRule, restoreRule, useAllowRules, useConnectors, useDetectors, usePolicies } from "./queries";

/** Rules may change what every page shows. */
const TAGS = ["allow_rules", "policies", "findings", "overview", "connectors", "documents"];

export function useRemoveRule() {
  const { t } = useTranslation("policies");
  const client = useQueryClient();
  return useCallback(
    async (rule: AllowRule) => {
      const refresh = () => Promise.all(TAGS.map((tag) => client.invalidateQueries({ queryKey: [tag] })));
      try {
        await removeRule(rule.id);
        toast(t("allow.removed", { count: rule.hides, shown: count(rule.hides) }), {
          undo: async () => {
            await restoreRule(rule);
            await refresh();
          },
        });
        await refresh();
      } catch (thrown) {
        toastProblem(thrown);
      }
    },
    [client, t],
  );
}

/** Says a rule's reach in words. */
function useReach(): (allow: Allow) => string {
  const { t } = useTranslation("policies");
  const detectors = useDetectors().data;
  const policies = usePolicies().data;
  const connectors = useConnectors().data;
  return useCallback(
    (allow) => {
      const named = namedDetectors(detectors ?? [], policies ?? []);
      const detector = (id: string) => named.find((one) => one.id === id)?.title ?? id;
      const connector = (id: string) => connectors?.find((one) => one.id === id)?.name ?? t("allow.goneConnector");
      const of = allow.detector === null ? "" : ` ${t("allow.of", { detector: detector(allow.detector) })}`;
      const where = (bucket: string | null, pattern: string) =>
        plainKey(bucket === null || bucket === "" ? pattern : `${bucket}/${pattern}`);
      switch (allow.kind) {
        case "value":
          return t("allow.value", { sample: allow.sample, detector: detector(allow.detector) });
        case "column":
          return `${t("allow.column", {
            column: allow.column,
            where: where(allow.bucket, allow.pattern),
            connector: connector(allow.connector_id),
          })}${of}`;
        case "path":
          return `${t("allow.path", {
            where: where(allow.bucket, allow.pattern),
            connector: connector(allow.connector_id),
          })}${of}`;
        case "detector":
          return allow.connector_id === null
            ? t("allow.detector", { detector: detector(allow.detector) })
            : t("allow.detectorIn", {
                detector: detector(allow.detector),
                connector: connector(allow.connector_id),
              });
      }
    },
    [detectors, policies, connectors, t],
  );
}

/** The rules that hold under one policy, as a short list inside its page. */
export function AllowRulesOf({ policyId }: { policyId: string }) {
  const { t } = useTranslation("policies");
  const rules = useAllowRules(policyId);
  const reach = useReach();
  const remove = useRemoveRule();
  if (rules.isError) return <ErrorState problem={rules.error} onRetry={() => void rules.refetch()} />;
  if (rules.data === undefined) return <LoadingState />;
  if (rules.data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("allow.none")}
      </Text>
    );
  return (
    <>
      <ul className={classes.rows}>
        {rules.data.slice(0, 20).map((rule) => (
          <li key={rule.id}>
            <span className={classes.grow}>
              {reach(rule.allow)}
              <br />
              <span className={layout.quiet}>
                {t("allow.hides", { count: rule.hides, shown: count(rule.hides) })}
                {rule.policy_id === null ? ` · ${t("allow.everyPolicy")}` : ""}
                {rule.note === "" ? "" : ` · ${rule.note}`}
              </span>
            </span>
            <RemoveButton rule={rule} name={reach(rule.allow)} onRemove={remove} />
          </li>
        ))}
      </ul>
      {rules.data.length > 20 ? (
        <TextLink to="/policies" search={{ tab: "allow" }}>
          {t("allow.all", { count: rules.data.length, shown: count(rules.data.length) })}
        </TextLink>
      ) : null}
    </>
  );
}

interface RemoveProps {
  rule: AllowRule;
  name: string;
  onRemove: (rule: AllowRule) => Promise<void>;
}

function RemoveButton({ rule, name, onRemove }: RemoveProps) {
  const { t } = useTranslation("policies");
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconTrash size={14} aria-hidden />}
      aria-label={t("allow.removeNamed", { name })}
      onClick={() => void onRemove(rule)}
      data-testid={`allow-remove-${rule.id}`}
    >
      {t("allow.remove")}
    </Button>
  );
}

/** Every rule, as a table. */
export function AllowRulesTable() {
  const { t } = useTranslation("policies");
  const rules = useAllowRules(undefined);
  const policies = usePolicies().data;
  const reach = useReach();
  const remove = useRemoveRule();
  const columns = useMemo<Column<AllowRule>[]>(
    () => [
      {
        id: "reach",
        header: t("allow.header.reach"),
        grow: 3,
        minWidth: 240,
        cell: (row) => (
          <span className={classes.cut} title={reach(row.allow)}>
            {reach(row.allow)}
          </span>
        ),
      },
      {
        id: "hides",
        header: t("allow.header.hides"),
        width: 90,
        align: "right",
        cell: (row) => count(row.hides),
      },
      {
        id: "policy",
        header: t("allow.header.policy"),
        minWidth: 120,
        cell: (row) =>
          row.policy_id === null
            ? t("allow.everyPolicy")
            : (policies?.find(({ id }) => id === row.policy_id)?.name ?? t("allow.gonePolicy")),
      },
      {
        id: "note",
        header: t("allow.header.note"),
        grow: 2,
        minWidth: 120,
        cell: (row) => (
          <span className={classes.cut} title={row.note}>
            {row.note}
          </span>
        ),
      },
      {
        id: "made",
        header: t("allow.header.made"),
        width: 136,
        cell: (row) => <span title={dateTime(row.created_at)}>{relative(row.created_at)}</span>,
      },
      {
        id: "remove",
        header: t("allow.remove"),
        quietHeader: true,
        width: 128,
        cell: (row) => <RemoveButton rule={row} name={reach(row.allow)} onRemove={remove} />,
      },
    ],
    [t, reach, remove, policies],
  );
  if (rules.isError) return <ErrorState problem={rules.error} onRetry={() => void rules.refetch()} />;
  if (rules.data === undefined) return <LoadingState />;
  const rows = rules.data;
  return (
    <div className={layout.table}>
      <VirtualTable<AllowRule>
        label={t("tabs.allow")}
        total={rows.length}
        columns={columns}
        rowAt={(index) => rows[index]}
        getRowId={(row) => row.id}
        onKey={(event, row) => {
          if (event.key !== "Delete" || row === undefined) return;
          event.preventDefault();
          void remove(row);
        }}
        refreshing={rules.isFetching}
        empty={<EmptyState title={t("allow.emptyTitle")} text={t("allow.emptyText")} />}
        testId="allow-rules"
      />
    </div>
  );
}
