/** How far a listing is, in words that never claim an end that was not reached, with Stop and Go on. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { bytes, count, time } from "../../kit/format";
import classes from "./browse.module.css";
import type { Chosen } from "./chosen";
import type { Listing } from "./listing";

interface Props {
  listing: Listing;
  /** Rows stand in the wanted order. */
  sorted: boolean;
  /** Something was written or deleted at the source since. */
  outdated: boolean;
  chosen: Chosen;
  onStop: () => void;
  onResume: () => void;
  onReload: () => void;
}

export function ListingStatus({ listing, sorted, outdated, chosen, onStop, onResume, onReload }: Props) {
  const { t } = useTranslation("browse");
  const { phase, held, nodes, examined, completedAt, place } = listing;
  const n = nodes.length;
  const words = { count: n, shown: count(n), examined: count(examined), at: time(completedAt) };
  const chosenText = ({ nodes: rows, whole, folders, buckets, bytes: size }: Chosen) => {
    const words = { count: rows.length, shown: count(rows.length), size: bytes(size) };
    if (whole) return t("chosen.whole");
    return t(folders + buckets > 0 ? "chosen.mixed" : "chosen.files", words);
  };
  const searching = place.pattern !== null;
  const said =
    phase === "complete"
      ? t(searching ? "found" : "complete", words)
      : phase === "loading"
        ? t(searching ? "foundSoFar" : "soFar", words)
        : phase === "failed"
          ? t("failedSoFar", words)
          : held
            ? t("held", words)
            : t(searching ? "foundStopped" : "stopped", words);
  return (
    <div className={classes.status} data-testid="browse-status" data-phase={phase}>
      <strong>{phase === "idle" ? "" : said}</strong>
      {chosen.nodes.length > 0 ? <span data-testid="browse-chosen">{chosenText(chosen)}</span> : null}
      {phase === "loading" ? (
        <Button variant="default" size="compact-sm" onClick={onStop} data-testid="browse-stop">
          {t("stop")}
        </Button>
      ) : null}
      {phase === "stopped" || phase === "failed" ? (
        <Button variant="default" size="compact-sm" onClick={onResume} data-testid="browse-resume">
          {t("goOn")}
        </Button>
      ) : null}
      {outdated && phase !== "loading" ? (
        <>
          <span>{t("outdated")}</span>
          <Button variant="default" size="compact-sm" onClick={onReload} data-testid="browse-outdated">
            {t("reload")}
          </Button>
        </>
      ) : null}
      {n > 0 && phase !== "complete" && phase !== "idle" ? (
        <span>{t(sorted ? "orderPartly" : "orderWaits")}</span>
      ) : null}
    </div>
  );
}
