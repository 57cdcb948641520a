/** Draws a feature's page that is loaded when it is first visited. */
import { type FunctionComponent, lazy } from "react";

/**
 * The module is taken as an unknown object on purpose: a page's type may depend on the router's, and the
 * router's on the page's.
 */
export function page(load: () => Promise<object>, name: string): FunctionComponent {
  const Loaded = lazy(async () => {
    const found = (await load()) as Record<string, FunctionComponent>;
    const component = found[name];
    if (!component) throw new Error(`No page named ${name}.`);
    return { default: component };
  });
  return () => <Loaded />;
}
