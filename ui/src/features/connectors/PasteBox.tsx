/** "Paste what you have": takes a text, hands it on at once and keeps none of it once it was recognised. */
import { Loader, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Pasting } from "./pasting";

export function PasteBox({ pasting }: { pasting: Pasting }) {
  const { t } = useTranslation("connectors");
  const [typed, setTyped] = useState("");
  const asking = pasting.state.phase === "asking";
  const take = async (text: string) => {
    if (text.trim() !== "" && (await pasting.take(text))) {
      setTyped("");
    }
  };
  return (
    // Covered like a password: what is pasted here holds secrets more often than not.
    <PasswordInput
      label={t("paste.label")}
      description={t("paste.description")}
      placeholder={t("paste.placeholder")}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onPaste={(event) => {
        // One line would lose the breaks that tell a key from its secret.
        event.preventDefault();
        const text = event.clipboardData.getData("text/plain");
        setTyped("");
        void take(text);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          void take(typed);
        }
      }}
      visibilityToggleButtonProps={{ "aria-label": t("paste.show") }}
      {...(asking ? { rightSection: <Loader size={16} aria-hidden /> } : {})}
      aria-busy={asking}
      autoComplete="off"
      data-paste-box
      data-testid="paste-box"
    />
  );
}
