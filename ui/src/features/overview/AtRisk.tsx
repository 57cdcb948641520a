import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Overview } from "../../ipc/bindings";
import { SeverityBadge } from "../../kit/badges";
import { bytes, count, percent } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { NotExaminedDialog } from "../../kit/NotExaminedDialog";
import classes from "./overview.module.css";
import { Panel } from "./Panel";
import { chooseFolder, exportNotExamined, notExaminedPage } from "./queries";

export function AtRisk({ overview }: { overview: Overview }) {
  const { t } = useTranslation("overview");
  const known = overview.bytes_known;
  const share = known === 0 ? null : overview.bytes_examined / known;
  const most = Math.max(1, ...overview.by_severity.map((one) => one.open));
  const [listing, setListing] = useState(false);
  const mostKind = Math.max(1, ...overview.by_category.map((one) => one.open));

  return (
    <Panel title={t("atRisk.title")} testId="at-risk" aside={<TextLink to="/findings">{t("atRisk.all")}</TextLink>}>
      <div className={classes.figures}>
        <div className={classes.figure}>
          <span className={classes.number} data-testid="open-findings">
            {count(overview.open_findings)}
          </span>
          <span className={classes.caption}>{t("atRisk.open", { count: overview.open_findings })}</span>
        </div>
        <div className={classes.figure}>
          <span className={classes.number} data-testid="coverage">
            {share === null ? "–" : percent(share)}
          </span>
          <span className={classes.caption}>
            {share === null
              ? t("atRisk.nothingKnown")
              : t("atRisk.coverage", { examined: bytes(overview.bytes_examined), known: bytes(known) })}
          </span>
        </div>
        <div className={classes.figure}>
          <span className={classes.number}>{count(overview.documents_not_examined)}</span>
          <span className={classes.caption}>
            {t("atRisk.notExamined", { count: overview.documents_not_examined, of: count(overview.documents) })}{" "}
            <Anchor
              component="button"
              type="button"
              size="xs"
              onClick={() => setListing(true)}
              data-testid="not-examined-open"
            >
              {t("kit:notExamined.open")}
            </Anchor>
          </span>
        </div>
      </div>

      <div className={classes.split}>
        <div>
          <h3 className={classes.small}>{t("atRisk.bySeverity")}</h3>
          <ul className={classes.bars}>
            {overview.by_severity.map(({ severity, open }) => (
              <li key={severity}>
                <Link
                  to="/findings"
                  search={{ severity: [severity] }}
                  className={classes.barRow}
                  data-testid={`severity-${severity}`}
                >
                  <SeverityBadge severity={severity} />
                  <Bar share={open / most} tone={severity} />
                  <span className={classes.barCount}>{count(open)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3 className={classes.small}>{t("atRisk.byCategory")}</h3>
          {overview.by_category.length === 0 ? (
            <p className={classes.none}>{t("atRisk.noneOpen")}</p>
          ) : (
            <ul className={classes.bars}>
              {overview.by_category.map(({ category, open }) => (
                <li key={category}>
                  <Link to="/findings" search={{ category: [category] }} className={classes.barRow}>
                    <span className={classes.barLabel}>{t(`kit:category.${category}`)}</span>
                    <Bar share={open / mostKind} />
                    <span className={classes.barCount}>{count(open)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>

      {overview.top_detectors.length > 0 ? (
        <>
          <h3 className={classes.small}>{t("atRisk.most")}</h3>
          <ul className={classes.chips}>
            {overview.top_detectors.map((group) => (
              <li key={group.id}>
                <Link to="/findings" search={{ detector: [group.id] }} className={classes.chip}>
                  {group.title}
                  <span className={classes.barCount}>{count(group.open)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <NotExaminedDialog
        opened={listing}
        onClose={() => setListing(false)}
        queryKey={["documents", "not-examined", {}]}
        fetchPage={notExaminedPage}
        chooseFolder={chooseFolder}
        onExport={exportNotExamined}
      />
    </Panel>
  );
}

function Bar({ share, tone }: { share: number; tone?: string }) {
  return (
    <span className={classes.track} aria-hidden>
      <span
        className={classes.fill}
        data-tone={tone}
        style={{ width: share === 0 ? 0 : `max(3px, ${share * 100}%)` }}
      />
    </span>
  );
}
