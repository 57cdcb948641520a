/** What stands in copies for what a policy finds: for all, by category, and for single detectors. */
import { ActionIcon, Select, Text, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Action, Actions, CustomDetector, DetectorInfo } from "../../ipc/bindings";
import { ActionField } from "../../kit/ActionField";
import { ofCategory } from "../../kit/actions";
import { CATEGORIES } from "./choice";
import { NO_ACTIONS, withCategoryAction, withDetectorAction } from "./copyActions";
import classes from "./policies.module.css";

interface Props {
  actions: Actions | undefined;
  known: readonly DetectorInfo[];
  own: readonly CustomDetector[];
  disabled: boolean;
  onChange: (actions: Actions) => void;
}

export function CopyActions({ actions = NO_ACTIONS, known, own, disabled, onChange }: Props) {
  const { t } = useTranslation("policies");
  const id = useId();
  const titles = new Map([
    ...known.map((one) => [one.id, one.title] as const),
    ...own.map((one) => [`custom_${one.id}`, one.title] as const),
  ]);
  const titleOf = (detector: string) => titles.get(detector) ?? detector;
  const named = Object.entries(actions.detectors).sort(([one], [other]) => titleOf(one).localeCompare(titleOf(other)));
  const others = [...titles]
    .filter(([detector]) => actions.detectors[detector] === undefined)
    .sort(([, one], [, other]) => one.localeCompare(other))
    .map(([value, label]) => ({ value, label }));
  const shared = { disabled, leaveLabel: t("copies.leave"), leaveExample: t("copies.leaveExample") };
  return (
    <div className={classes.copies} data-testid="policy-copies">
      <ActionField
        {...shared}
        label={t("copies.common")}
        value={actions.otherwise}
        onChange={(action) => action !== null && onChange({ ...actions, otherwise: action })}
        testId="policy-copies-common"
      />
      <div>
        <Title order={3} id={`${id}-categories`}>
          {t("copies.categories")}
        </Title>
        <ul className={classes.copyRows} aria-labelledby={`${id}-categories`}>
          {CATEGORIES.map((category) => {
            const name = t(`kit:category.${category}`);
            return (
              <li key={category}>
                <Text size="sm" className={classes.copyName} aria-hidden>
                  {name}
                </Text>
                <ActionField
                  {...shared}
                  label={t("copies.of", { name })}
                  quietLabel
                  value={ofCategory(actions, category)}
                  onChange={(action) => onChange(withCategoryAction(actions, category, action))}
                  inherit={t("copies.asCommon")}
                  detector={known.find((one) => one.category === category)?.id ?? category}
                  testId={`policy-copies-${category}`}
                />
              </li>
            );
          })}
        </ul>
      </div>
      <div>
        <Title order={3} id={`${id}-detectors`}>
          {t("copies.detectors")}
        </Title>
        {named.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("copies.noDetectors")}
          </Text>
        ) : (
          <ul className={classes.copyRows} aria-labelledby={`${id}-detectors`}>
            {named.map(([detector, action]: [string, Action]) => {
              const name = titleOf(detector);
              return (
                <li key={detector}>
                  <Text size="sm" className={classes.copyName} aria-hidden>
                    {name}
                  </Text>
                  <ActionField
                    {...shared}
                    label={t("copies.of", { name })}
                    quietLabel
                    value={action}
                    onChange={(next) => onChange(withDetectorAction(actions, detector, next))}
                    detector={detector}
                    testId={`policy-copies-${detector}`}
                  />
                  {disabled ? null : (
                    <ActionIcon
                      color="gray"
                      aria-label={t("copies.remove", { name })}
                      title={t("copies.remove", { name })}
                      onClick={() => onChange(withDetectorAction(actions, detector, null))}
                      data-testid={`policy-copies-remove-${detector}`}
                    >
                      <IconX size={16} aria-hidden />
                    </ActionIcon>
                  )}
                </li>
              );
            })}
          </ul>
        )}
        {disabled ? null : (
          <Select
            aria-label={t("copies.add")}
            placeholder={t("copies.add")}
            data={others}
            value={null}
            onChange={(detector) =>
              detector !== null && onChange(withDetectorAction(actions, detector, { do: "replace" }))
            }
            searchable
            maw={300}
            mt={6}
            data-testid="policy-copies-add"
          />
        )}
      </div>
    </div>
  );
}
