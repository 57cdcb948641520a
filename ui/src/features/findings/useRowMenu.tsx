/** What can be done with a row of the findings, at the pointer or by the menu key. */
import { IconArrowsSplit, IconEyeCheck, IconFolderOpen, IconListSearch, IconShieldOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FindingStatus } from "../../ipc/bindings";
import { ContextMenu, type MenuAction, type MenuPlace } from "../../kit/ContextMenu";
import { placeWords } from "./columns";
import type { Row } from "./rows";
import { DECISIONS } from "./TriageButtons";

interface Given {
  onOpen: (row: Row, index: number) => void;
  onToggle: (row: Row, index: number) => void;
  onDecide: (row: Row, status: FindingStatus) => void;
  onNotSensitive: (row: Row) => void;
}

interface RowMenu {
  show: (place: MenuPlace, row: Row, index: number) => void;
  menu: ReactNode;
}

export function useRowMenu({ onOpen, onToggle, onDecide, onNotSensitive }: Given): RowMenu {
  const { t } = useTranslation("findings");
  const navigate = useNavigate();
  const [at, setAt] = useState<{ place: MenuPlace; row: Row; index: number }>();
  const actionsOf = (row: Row, index: number): MenuAction[] => {
    const { finding } = row;
    const several = row.kind === "place" && row.column.findings > 1;
    return [
      { id: "show", label: t("keys.open"), icon: IconEyeCheck, keys: "Enter", run: () => onOpen(row, index) },
      ...(several
        ? [
            {
              id: "values",
              label: t("menu.values"),
              icon: IconArrowsSplit,
              keys: "ArrowRight",
              run: () => onToggle(row, index),
            },
          ]
        : []),
      {
        id: "browse",
        label: t("panel.openInBrowse"),
        icon: IconFolderOpen,
        run: () =>
          void navigate({
            to: "/browse",
            search: {
              connector: finding.connector_id,
              bucket: finding.bucket,
              prefix: finding.key.slice(0, finding.key.lastIndexOf("/") + 1),
              object: finding.key,
            },
          }),
      },
      {
        id: "same",
        label: t("panel.same"),
        icon: IconListSearch,
        run: () => void navigate({ to: "/findings", search: { fingerprint: finding.fingerprint, status: ["any"] } }),
      },
      ...DECISIONS.map(({ status, key, Icon }, place) => ({
        id: status,
        label: t(`triage.${status}`),
        icon: Icon,
        keys: key,
        startsGroup: place === 0,
        run: () => onDecide(row, status),
      })),
      {
        id: "not-sensitive",
        label: t("allow.open"),
        icon: IconShieldOff,
        keys: "s",
        startsGroup: true,
        run: () => onNotSensitive(row),
      },
    ];
  };
  return {
    show: (place, row, index) => setAt({ place, row, index }),
    menu: (
      <ContextMenu
        place={at?.place}
        label={at === undefined ? "" : placeWords(at.row, t)}
        actions={at === undefined ? [] : actionsOf(at.row, at.index)}
        onClose={() => setAt(undefined)}
      />
    ),
  };
}
