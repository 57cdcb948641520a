/** The keys that work right now, under headings, and those that every table has by itself. */
import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KeyCaps } from "./KeyCaps";
import classes from "./kit.module.css";
import { type Action, useRegisteredActions } from "./shortcuts";

const tableKeys: [string, string][] = [
  ["arrowdown", "keys.move"],
  ["end", "keys.ends"],
  ["enter", "keys.openRow"],
  ["space", "keys.chooseRow"],
  ["mod+a", "keys.chooseAll"],
  ["escape", "keys.close"],
];

/** Actions with keys, under their headings. */
export function byGroup(actions: readonly Action[]): [string, Action[]][] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) {
    if (action.keys === undefined) continue;
    const name = action.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), action]);
  }
  return [...groups];
}

export function KeyList() {
  const { t } = useTranslation("kit");
  const always = tableKeys.map<Action>(([keys, label]) => ({
    id: `table.${keys}`,
    keys,
    label: t(label),
    group: t("keys.tables"),
    run: () => undefined,
  }));
  const actions = useRegisteredActions();
  return (
    <div className={classes.keyList}>
      {byGroup([...actions, ...always]).map(([group, members]) => (
        <section key={group}>
          <Title order={3}>{group || t("keys.thisPage")}</Title>
          <dl>
            {members.map((action) => (
              <div key={action.id}>
                <dt>{action.label}</dt>
                <dd>
                  <KeyCaps action={action} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
