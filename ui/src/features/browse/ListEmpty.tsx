/** What stands in place of rows: still listing, nothing there, nothing found, or stopped before its end. */
import { Button } from "@mantine/core";
import { IconFolder, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { count } from "../../kit/format";
import { EmptyState, LoadingState } from "../../kit/StateViews";
import type { Listing } from "./listing";

interface Props {
  listing: Listing;
  arriving: boolean;
  examined: number;
  /** The search as typed. */
  typed: string;
  searched: boolean;
  onStop: () => void;
  onClear: () => void;
}

export function ListEmpty({ listing: { phase }, arriving, examined, typed, searched, onStop, onClear }: Props) {
  const { t } = useTranslation("browse");
  return arriving || phase === "idle" ? (
    <LoadingState text={!searched ? t("loading") : t("searching", { examined: count(examined) })} onCancel={onStop} />
  ) : phase === "complete" ? (
    !searched ? (
      <EmptyState icon={<IconFolder size={30} stroke={1.5} />} title={t("emptyFolder")} text={t("emptyFolderText")} />
    ) : (
      <EmptyState
        icon={<IconSearch size={30} stroke={1.5} />}
        title={t("notFound")}
        text={t("notFoundText", { examined: count(examined), pattern: typed })}
        action={
          <Button variant="default" onClick={onClear}>
            {t("clearSearch")}
          </Button>
        }
      />
    )
  ) : (
    <EmptyState title={t("stoppedEmpty")} text={t("stoppedEmptyText")} />
  );
}
