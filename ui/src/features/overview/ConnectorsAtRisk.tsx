import { useTranslation } from "react-i18next";
import type { ConnectorRisk } from "../../ipc/bindings";
import { RiskScore } from "../../kit/badges";
import { count, percent } from "../../kit/format";
import { TextLink } from "../../kit/links";
import classes from "./overview.module.css";
import { Panel } from "./Panel";

export function ConnectorsAtRisk({ rows }: { rows: readonly ConnectorRisk[] }) {
  const { t } = useTranslation("overview");
  return (
    <Panel
      title={t("sourcesAtRisk.title")}
      testId="connectors-at-risk"
      aside={<TextLink to="/connectors">{t("sourcesAtRisk.all")}</TextLink>}
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("sourcesAtRisk.source")}</th>
            <th scope="col">{t("sourcesAtRisk.risk")}</th>
            <th scope="col">{t("sourcesAtRisk.examined")}</th>
            <th scope="col" data-align="right">
              {t("sourcesAtRisk.findings")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.connector_id}>
              <td>
                <TextLink to="/connectors/$id" params={{ id: row.connector_id }}>
                  {row.name}
                </TextLink>
              </td>
              <td>
                <RiskScore score={row.risk.score} />
              </td>
              <td>{row.risk.coverage === null ? t("sourcesAtRisk.nothing") : percent(row.risk.coverage)}</td>
              <td data-align="right">
                <TextLink to="/findings" search={{ connector: row.connector_id }}>
                  {count(row.open_findings)}
                </TextLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
