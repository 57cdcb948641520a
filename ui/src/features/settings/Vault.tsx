/** Where the key lives that seals credentials, and a passphrase for desktops without a keychain. */
import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VaultState } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { ToneBadge } from "../../kit/badges";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { Part } from "./Part";
import { usePassphrase, useVault } from "./queries";

const shortest = 8;

export function Vault() {
  const { t } = useTranslation("settings");
  const vault = useVault();
  return (
    <Part title={t("vault.title")} text={t("vault.text")} testId="settings-vault">
      {vault.data ? (
        <Stack gap="sm">
          <div>
            <ToneBadge
              tone={vault.data.unlocked ? "good" : "medium"}
              icon={vault.data.unlocked ? IconLockOpen : IconLock}
            >
              {t(`vault.${vault.data.backend}`)} · {vault.data.unlocked ? t("vault.unlocked") : t("vault.locked")}
            </ToneBadge>
          </div>
          <Text size="sm">{vault.data.message}</Text>
          <Passphrase vault={vault.data} />
        </Stack>
      ) : vault.error ? (
        <ErrorState problem={vault.error} onRetry={() => void vault.refetch()} />
      ) : (
        <LoadingState />
      )}
    </Part>
  );
}

function Passphrase({ vault }: { vault: VaultState }) {
  const { t } = useTranslation("settings");
  const kind = vault.backend === "none" ? "create" : "unlock";
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState<"tooShort" | "different" | "empty">();
  const send = usePassphrase(kind);
  if (vault.unlocked || (vault.backend === "os_keychain" && kind === "unlock")) return null;

  function submit(event: FormEvent) {
    event.preventDefault();
    const found =
      kind === "create"
        ? [...passphrase].length < shortest
          ? "tooShort"
          : passphrase !== again
            ? "different"
            : undefined
        : passphrase === ""
          ? "empty"
          : undefined;
    setFault(found);
    if (found) return;
    send.mutate(passphrase, {
      onSuccess: (state) => {
        setPassphrase("");
        setAgain("");
        announce(state.message);
      },
    });
  }

  const shown = { "aria-label": t("vault.show") };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={420}>
        <PasswordInput
          label={t("vault.secret")}
          description={kind === "create" ? t("vault.createText") : undefined}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={
            fault === "tooShort"
              ? t("vault.tooShort", { min: shortest })
              : fault === "empty"
                ? t("vault.empty")
                : undefined
          }
          autoComplete={kind === "create" ? "new-password" : "current-password"}
          visibilityToggleButtonProps={shown}
          data-testid="vault-passphrase"
        />
        {kind === "create" ? (
          <PasswordInput
            label={t("vault.again")}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={fault === "different" ? t("vault.different") : undefined}
            autoComplete="new-password"
            visibilityToggleButtonProps={shown}
            data-testid="vault-again"
          />
        ) : null}
        {send.error ? <ProblemAlert problem={send.error} /> : null}
        <div>
          <Button type="submit" loading={send.isPending} data-testid="vault-submit">
            {t(kind === "create" ? "vault.create" : "vault.unlock")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
