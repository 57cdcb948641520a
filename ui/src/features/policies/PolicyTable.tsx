/** Every policy in a row: what it looks for, how sure it wants to be, who uses it. */

import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policy } from "../../ipc/bindings";
import { ToneBadge } from "../../kit/badges";
import { asksForMenu, ContextMenu, type MenuPlace, placeOfActive } from "../../kit/ContextMenu";
import { count, percent } from "../../kit/format";
import layout from "../../kit/ListAndPanel.module.css";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { CATEGORIES, takes } from "./choice";
import classes from "./policies.module.css";
import { useConnectors, useDetectors, usePolicies } from "./queries";
import { policyOf } from "./UsedBy";
import type { usePolicyActions } from "./usePolicyActions";

export function PolicyTable({ actions }: { actions: ReturnType<typeof usePolicyActions> }) {
  const { t } = useTranslation("policies");
  const policies = usePolicies();
  const detectors = useDetectors().data;
  const connectors = useConnectors().data;
  const box = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ place: MenuPlace; policy: Policy }>();
  const columns = useMemo<Column<Policy>[]>(() => {
    const looksFor = (policy: Policy): string => {
      const choice = policy.detectors;
      if (choice.choose === "all" && choice.except.length === 0) return t("looksForAll");
      const on = (detectors ?? []).filter((one) => takes(choice, one));
      const names = CATEGORIES.filter((category) => on.some((one) => one.category === category)).map((category) =>
        t(`kit:category.${category}`),
      );
      return detectors === undefined
        ? ""
        : names.length === 0
          ? t("looksForNothing")
          : t("looksFor", { count: on.length, on: count(on.length), names: names.join(", ") });
    };
    return [
      {
        id: "name",
        header: t("name"),
        minWidth: 190,
        grow: 1.4,
        cell: (row, index) => (
          <span className={classes.cut} data-testid={`policy-row-${index}`}>
            {row.name} {row.built_in ? <ToneBadge tone="neutral">{t("builtIn")}</ToneBadge> : null}
          </span>
        ),
      },
      {
        id: "looksFor",
        header: t("column.looksFor"),
        minWidth: 180,
        grow: 2,
        cell: (row) => (
          <span className={classes.cut} title={`${looksFor(row)}. ${row.description}`}>
            {looksFor(row)}
          </span>
        ),
      },
      {
        id: "own",
        header: t("column.own"),
        width: 110,
        align: "right",
        cell: (row) => count(row.custom_detectors.length),
      },
      {
        id: "threshold",
        header: t("column.threshold"),
        width: 130,
        align: "right",
        cell: (row) => percent(row.min_confidence),
      },
      {
        id: "used",
        header: t("column.used"),
        width: 110,
        align: "right",
        cell: (row) =>
          connectors === undefined
            ? ""
            : count(connectors.filter((one) => policyOf(one, policies.data) === row.id).length),
      },
    ];
  }, [t, detectors, connectors, policies.data]);
  if (policies.isError) return <ErrorState problem={policies.error} onRetry={() => void policies.refetch()} />;
  if (policies.data === undefined) return <LoadingState />;
  const rows = policies.data;
  return (
    <div className={layout.table} ref={box}>
      <VirtualTable<Policy>
        label={t("title")}
        total={rows.length}
        columns={columns}
        rowAt={(index) => rows[index]}
        getRowId={(row) => row.id}
        onOpen={(row) => actions.of(row)[0]?.run()}
        onKey={(event, row) => {
          if (row === undefined) return;
          if (asksForMenu(event))
            setMenu({ place: placeOfActive(box.current?.querySelector('[role="grid"]')), policy: row });
          else if (event.key === "Delete") actions.remove(row);
          else if (event.key === "c" && !event.ctrlKey && !event.metaKey && !event.altKey) actions.copy(row);
          else return;
          event.preventDefault();
        }}
        onRowContextMenu={(event, row) => {
          event.preventDefault();
          setMenu({ place: { x: event.clientX, y: event.clientY }, policy: row });
        }}
        refreshing={policies.isFetching}
        testId="policies"
      />
      <ContextMenu
        place={menu?.place}
        label={menu?.policy.name ?? ""}
        actions={menu === undefined ? [] : actions.of(menu.policy)}
        onClose={() => setMenu(undefined)}
      />
    </div>
  );
}
