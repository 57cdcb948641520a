/** One copy beside its original. */
import { IconArrowLeft } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { KeyText, plainKey } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { useActions } from "../../kit/shortcuts";
import { Compared } from "./Compared";
import { compare } from "./queries";
import type { Ask } from "./useComparison";

export function ComparePage() {
  const { t } = useTranslation("exports");
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as { key?: unknown; copy?: unknown };
  const key = search.key === undefined ? "" : String(search.key);
  const copy = search.copy === undefined ? undefined : String(search.copy);
  const navigate = useNavigate();
  const back = useCallback(() => void navigate({ to: "/exports/$id", params: { id } }), [navigate, id]);
  const ask = useCallback<Ask>((from, reveal, signal) => compare(id, key, copy, from, reveal, signal), [id, key, copy]);
  useActions([
    { id: "compare.up", label: t("compare.toExport"), keys: "Backspace", group: t("compare.title"), run: back },
  ]);
  return (
    <div className={layout.page}>
      <PageHeader
        back={
          <TextLink to="/exports/$id" params={{ id }}>
            <IconArrowLeft size={14} aria-hidden /> {t("compare.toExport")}
          </TextLink>
        }
        title={t("compare.of", { name: plainKey(key.slice(key.lastIndexOf("/") + 1)) })}
        description={<KeyText value={key} keepEnd />}
      />
      <Compared key={`${id} ${key} ${copy}`} ask={ask} onBack={back} />
    </div>
  );
}
