/** The risk of all that lies below a bucket or folder, with its terms, its coverage and what was not examined. */
import { Anchor, Popover, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RiskScore } from "../../kit/badges";
import { plainKey } from "../../kit/KeyText";
import { NotExaminedDialog } from "../../kit/NotExaminedDialog";
import { RiskBreakdown } from "../../kit/RiskBreakdown";
import { useShortcut } from "../../kit/shortcuts";
import classes from "./browse.module.css";
import { chooseFolder, exportNotExamined, notExaminedPage, useDetectorTitles, useRisk } from "./queries";

interface Props {
  connectorId: string;
  /** Empty: the whole connector. */
  bucket: string;
  prefix: string;
  /** The place in words. */
  name: string;
}

export function PlaceRisk({ connectorId, bucket, prefix, name }: Props) {
  const { t } = useTranslation("browse");
  const scope = {
    connector_id: connectorId,
    ...(bucket === "" ? {} : { bucket }),
    ...(prefix === "" ? {} : { prefix }),
  };
  const risk = useRisk(scope, connectorId !== "").data;
  const titles = useDetectorTitles().data;
  const [opened, setOpened] = useState(false);
  const [listing, setListing] = useState(false);
  useShortcut({
    id: "browse.risk",
    label: t("risk.open"),
    group: t("title"),
    enabled: risk !== undefined,
    run: () => setOpened(true),
  });
  if (risk === undefined) return null;
  return (
    <>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-end"
        width={400}
        shadow="md"
        withinPortal
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <UnstyledButton className={classes.risk} onClick={() => setOpened((now) => !now)} data-testid="browse-risk">
            <VisuallyHidden>{t("risk.label", { name: plainKey(name) })}</VisuallyHidden>
            <RiskScore score={risk.score} coverage={risk.coverage} />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown aria-label={t("risk.label", { name: plainKey(name) })} mah={420} style={{ overflow: "auto" }}>
          <RiskBreakdown
            risk={risk}
            titleOf={(id) => titles?.get(id) ?? id}
            search={{
              connector: connectorId,
              ...(bucket === "" ? {} : { bucket }),
              ...(prefix === "" ? {} : { prefix }),
            }}
            aside={
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => {
                  setOpened(false);
                  setListing(true);
                }}
                data-testid="not-examined-open"
              >
                {t("kit:notExamined.open")}
              </Anchor>
            }
          />
        </Popover.Dropdown>
      </Popover>
      <NotExaminedDialog
        opened={listing}
        onClose={() => setListing(false)}
        name={plainKey(name)}
        queryKey={["documents", "not-examined", scope]}
        fetchPage={(offset, limit) => notExaminedPage(scope, offset, limit)}
        chooseFolder={chooseFolder}
        onExport={(path) => exportNotExamined(scope, path)}
      />
    </>
  );
}

/** The risk of one object, with its terms. */
export function ObjectRisk({ documentId }: { documentId: string }) {
  const scope = { document_id: documentId };
  const risk = useRisk(scope, true).data;
  const titles = useDetectorTitles().data;
  if (risk === undefined) return null;
  return <RiskBreakdown risk={risk} titleOf={(id) => titles?.get(id) ?? id} search={{ document: documentId }} />;
}
