/** The words on screen: one file per feature under `locales/`, each its own namespace. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

type Words = { [key: string]: string | Words };

const files = import.meta.glob<{ default: Words }>("./locales/en/*.json", { eager: true });

const namespaces: Record<string, Words> = {};
for (const [path, module] of Object.entries(files)) {
  const name = path.slice(path.lastIndexOf("/") + 1, -".json".length);
  namespaces[name] = module.default;
}

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: namespaces },
  ns: Object.keys(namespaces),
  defaultNS: "app",
  initAsync: false,
  // React escapes what it draws.
  interpolation: { escapeValue: false },
  returnNull: false,
});

export { i18next };
