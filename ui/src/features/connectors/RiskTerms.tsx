/** What the risk of a connector or a collection is made of, and how much of it was examined. */
import { Anchor } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NotExaminedDialog } from "../../kit/NotExaminedDialog";
import { RiskBreakdown } from "../../kit/RiskBreakdown";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import {
  exportNotExamined,
  type NotExaminedScope,
  notExaminedPage,
  pickFolder,
  useDetectorTitles,
  useRisk,
} from "./queries";

interface Props {
  scope: NotExaminedScope;
  name: string;
  /** The findings behind it, where the findings page has a filter for them. */
  search?: Record<string, unknown>;
  folded?: boolean;
}

export function RiskTerms({ scope, name, search, folded }: Props) {
  const { t } = useTranslation("kit");
  const risk = useRisk(scope);
  const titles = useDetectorTitles().data;
  const [listing, setListing] = useState(false);
  if (risk.error !== null) return <ErrorState problem={risk.error} onRetry={() => void risk.refetch()} />;
  if (risk.data === undefined) return <LoadingState />;
  return (
    <>
      <RiskBreakdown
        risk={risk.data}
        titleOf={(id) => titles?.get(id) ?? id}
        search={search}
        folded={folded}
        aside={
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => setListing(true)}
            data-testid="not-examined-open"
          >
            {t("notExamined.open")}
          </Anchor>
        }
      />
      <NotExaminedDialog
        opened={listing}
        onClose={() => setListing(false)}
        name={name}
        queryKey={["documents", "not-examined", scope]}
        fetchPage={(offset, limit) => notExaminedPage(scope, offset, limit)}
        chooseFolder={pickFolder}
        onExport={(path) => exportNotExamined(scope, path)}
      />
    </>
  );
}
