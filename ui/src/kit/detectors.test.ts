import { expect, test } from "vitest";
import { namedDetectors } from "./detectors";

test("detectors that people made have names too, the newest of several", () => {
  const made = (id: string, title: string) => ({
    custom_detectors: [{ id, title }] as never,
  });
  expect(
    namedDetectors(
      [{ id: "iban", title: "IBAN" }],
      [made("kd", "Customer"), made("kd", "Customer number"), { custom_detectors: [] }],
    ),
  ).toEqual([
    { id: "iban", title: "IBAN" },
    { id: "custom_kd", title: "Customer number" },
  ]);
});
