/** A permission that is missing, by the service's own name, and the way to what would grant it. */
import { Button, Group, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./connectors.module.css";

interface Props {
  permission: string;
  /** Shows what to grant; absent where that is not known. */
  onShow?: ((permission: string) => void) | undefined;
  testId: string;
}

export function Lacking({ permission, onShow, testId }: Props) {
  const { t } = useTranslation("connectors");
  return (
    <Group gap="sm" data-testid={`${testId}-lacking`}>
      <Text size="sm" fw={500}>
        {t("grant.missing")} <code className={classes.permission}>{permission}</code>
      </Text>
      {onShow !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconKey size={14} aria-hidden />}
          onClick={() => onShow(permission)}
          data-testid={`${testId}-grant`}
        >
          {t("grant.show")}
        </Button>
      )}
    </Group>
  );
}
