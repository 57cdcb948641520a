/** What is looked for: the policies, every detector with its description, and what is known not to be sensitive. */

import { Button, SegmentedControl } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import layout from "../../kit/ListAndPanel.module.css";
import { PageHeader } from "../../kit/PageHeader";
import { useActions } from "../../kit/shortcuts";
import { AllowRulesTable } from "./AllowRules";
import { DetectorsTab } from "./DetectorsTab";
import { PolicyTable } from "./PolicyTable";
import classes from "./policies.module.css";
import { usePolicyActions } from "./usePolicyActions";

const TABS = ["policies", "detectors", "allow"] as const;
type Tab = (typeof TABS)[number];

export function PoliciesPage() {
  const { t } = useTranslation("policies");
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const tab: Tab = TABS.find((one) => one === search.tab) ?? "policies";
  const detector = typeof search.detector === "string" ? search.detector : undefined;
  const go = (next: { tab?: Tab; detector?: string | undefined }) =>
    void navigate({
      to: "/policies",
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)),
      replace: true,
    });
  const actions = usePolicyActions();
  useActions([
    { id: "policies.create", label: t("action.create"), keys: "n", group: t("title"), run: actions.create },
    ...TABS.map((one) => ({
      id: `policies.tab.${one}`,
      label: t(`tabs.${one}`),
      group: t("title"),
      run: () => go({ tab: one }),
    })),
  ]);
  return (
    <div className={layout.page}>
      <PageHeader
        title={t("title")}
        description={t(`description.${tab}`)}
        actions={
          <>
            <SegmentedControl
              aria-label={t("show")}
              value={tab}
              onChange={(next) => go({ tab: TABS.find((one) => one === next) ?? "policies" })}
              data={TABS.map((value) => ({ value, label: t(`tabs.${value}`) }))}
              data-testid="policies-tab"
            />
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={actions.create}
              data-testid="policy-create"
            >
              {t("action.create")}
            </Button>
          </>
        }
      />
      <div className={classes.fill}>
        {tab === "policies" ? (
          <PolicyTable actions={actions} />
        ) : tab === "detectors" ? (
          <DetectorsTab opened={detector} onOpen={(id) => go({ tab, detector: id })} />
        ) : (
          <AllowRulesTable />
        )}
      </div>
      {actions.dialogs}
    </div>
  );
}
