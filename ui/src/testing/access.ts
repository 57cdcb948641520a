/** Looks a drawn part over for faults of access; colours are another test's. */
import axe from "axe-core";
import { expect } from "vitest";

export async function expectAccessible(part: Element): Promise<void> {
  const result = await axe.run(part, {
    rules: {
      "color-contrast": { enabled: false },
      region: { enabled: false },
      // A part is drawn without the frame around it, whose main part makes its header an ordinary one.
      "landmark-no-duplicate-banner": { enabled: false },
    },
  });
  expect(result.violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
}
