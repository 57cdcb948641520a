/** Who may know whom: features never know features, and only their `queries.ts` talks to the app. */
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

/** `../features/runs/x.ts` from here becomes `features/runs/x`. */
function resolve(file: string, target: string): string {
  const parts = file.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

const imports: Import[] = Object.entries(sources).flatMap(([path, text]) => {
  const file = path.startsWith("../") ? path.slice(3) : `app/${path.replace(/^\.\//, "")}`;
  if (/\.test\.tsx?$/.test(file)) return [];
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^"';]*?from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)/g,
  );
  return [...found].map((match) => ({
    file,
    target: resolve(file, match[2] ?? match[3] ?? ""),
    typeOnly: match[1] !== undefined,
  }));
});

const feature = (path: string) => /^features\/([^/]+)/.exec(path)?.[1];
const written = ({ file, target }: Import) => `${file} → ${target}`;

test("the sources were found", () => {
  expect(imports.length).toBeGreaterThan(100);
});

test("features do not import features", () => {
  const wrong = imports.filter(
    ({ file, target }) => feature(file) && feature(target) && feature(file) !== feature(target),
  );
  expect(wrong.map(written)).toEqual([]);
});

test("in a feature only queries.ts talks to the app; types may be named anywhere", () => {
  const wrong = imports.filter(
    ({ file, target, typeOnly }) =>
      feature(file) && target.startsWith("ipc/") && !typeOnly && !/\/queries\.tsx?$/.test(file),
  );
  expect(wrong.map(written)).toEqual([]);
});

test("features and kit do not import the app's frame", () => {
  const wrong = imports.filter(({ file, target }) => /^(features|kit)\//.test(file) && target.startsWith("app/"));
  expect(wrong.map(written)).toEqual([]);
});

test("the kit knows no feature, and of the app's side only types and the shape of problems", () => {
  const wrong = imports.filter(
    ({ file, target, typeOnly }) =>
      file.startsWith("kit/") &&
      (feature(target) || (target.startsWith("ipc/") && !typeOnly && target !== "ipc/client")),
  );
  expect(wrong.map(written)).toEqual([]);
});
