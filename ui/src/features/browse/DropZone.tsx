/** Over the list while files of the desktop are held above it: where they would go, or why they cannot. */
import { IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./browse.module.css";

export function DropZone({ place, refusal }: { place: string; refusal: string | undefined }) {
  const { t } = useTranslation("browse");
  return (
    <div
      className={classes.drop}
      data-refused={refusal !== undefined || undefined}
      role="status"
      data-testid="browse-drop"
    >
      <div className={classes.dropSays}>
        {refusal === undefined ? (
          <>
            <IconUpload size={26} stroke={1.6} aria-hidden />
            <strong>{t("upload.drop", { place })}</strong>
          </>
        ) : (
          <>
            <strong>{t("upload.refused")}</strong>
            <span>{refusal}</span>
          </>
        )}
      </div>
    </div>
  );
}
