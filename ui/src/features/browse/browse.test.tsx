/** Browse: keys cut and spelled, listings that never mix, marks in a text, and the page over a stand-in backend. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { BrowsePage as Answer, BrowseArgs, Mark, Node } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { calm } from "../../kit/calm";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { BrowsePage } from "./index";
import { ancestors, fromEditable, nameOf, parentOf, readPath, toEditable } from "./keys";
import { type FetchPage, Lister } from "./listing";
import { sections, stretches } from "./marks";
import { namesLike } from "./names";
import { arrange, keyOf, patternOf } from "./order";
import { PreviewPane } from "./PreviewPane";
import { byNumber, momentOf } from "./sorting";
import { Together } from "./together";
import { rowsOf, Tree } from "./tree";

function object(key: string, size = 1): Node {
  return {
    kind: "object",
    object: { bucket: "", key },
    size,
    version: "v",
    modified: null,
    storage_class: null,
    unreadable: null,
  };
}

const folder = (prefix: string): Node => ({ kind: "prefix", prefix });

test.each([
  ["a/b.csv", "b.csv", "a/"],
  ["a/b/", "b/", "a/"],
  ["/", "/", ""],
  ["a//", "/", "a/"],
])("the name and folder of %s", (key, name, parent) => {
  expect([nameOf(key), parentOf(key)]).toEqual([name, parent]);
});

test("keys survive being edited, bytes that are no text included", () => {
  const key = `a\\x41/${String.fromCodePoint(0x10ff00 + 0xff)}\u202e.csv`;
  expect(toEditable(key)).toBe("a\\\\x41/\\xff\\u{202e}.csv");
  expect(fromEditable(toEditable(key))).toBe(key);
});

test("a typed path always names a folder", () => {
  expect(readPath(false, "a/b")).toEqual({ bucket: "", prefix: "a/b/" });
  expect(readPath(true, "logs/2026")).toEqual({ bucket: "logs", prefix: "2026/" });
  expect(ancestors("a/b/")).toEqual(["a/", "a/b/"]);
});

test("a word is searched in names, a glob as it is", () => {
  expect([patternOf(" card "), patternOf("*.csv"), patternOf(" ")]).toEqual(["*card*", "*.csv", null]);
});

test("folders stay above files in every order", () => {
  const nodes = [object("b", 5), folder("z/"), object("a10", 1), object("a9", 9)];
  const keys = (column: "name" | "size", descending: boolean) => arrange(nodes, { column, descending }).map(keyOf);
  expect(keys("name", false)).toEqual(["z/", "a9", "a10", "b"]);
  expect(keys("size", true)).toEqual(["z/", "a9", "b", "a10"]);
});

test("numbers are put in order as comparing them would, and equal ones stay as they came", () => {
  const values = [5, -1, 70_000, 5, 2 ** 40 + 3, 0, 70_000, -(2 ** 33), 1];
  const rows = values.map((value, at) => ({ value, at }));
  for (const descending of [false, true]) {
    const expected = rows.toSorted((a, b) => (descending ? b.value - a.value : a.value - b.value));
    expect(byNumber(rows, ({ value }) => value, descending)).toEqual(expected);
  }
  expect(byNumber([], () => 0, true)).toEqual([]);
  expect(byNumber(["a", "b"], () => 7, true)).toEqual(["a", "b"]);
});

test.each([
  "2026-11-21T20:15:07Z",
  "2026-02-28T23:59:59.5Z",
  "1969-12-31T23:59:59.123456789Z",
  "2026-11-21T20:15:07+02:00",
  "2026-11-21T20:15Z",
])("the moment of %s", (text) => {
  expect(momentOf(text)).toBe(Date.parse(text));
});

test("what is no moment has none", () => {
  expect(momentOf("on a sunny day in JulyZ")).toBeNaN();
});

test("long lists are ordered like short ones, but for the locale", () => {
  const nodes = Array.from({ length: 25_000 }, (_, at) =>
    object(`k${String((at * 7919) % 25_000).padStart(5, "0")}`, at % 3),
  );
  const sorted = arrange([...nodes, folder("z/")], { column: "size", descending: true });
  expect(sorted.slice(0, 3).map(keyOf)).toEqual([
    "z/",
    ...nodes
      .filter((node) => node.kind === "object" && node.size === 2)
      .map(keyOf)
      .sort()
      .reverse()
      .slice(0, 2),
  ]);
  expect(arrange(nodes, { column: "name", descending: true }).map(keyOf)).toEqual(nodes.map(keyOf).sort().reverse());
});

test.each<[string, string[], string[]]>([
  ["*card*", ["card", "my cards.csv"], ["Card", "ca rd"]],
  ["*.csv", [".csv", "a.csv"], ["a.csv.gz"]],
  ["a*a", ["aa", "aba"], ["a", "ab"]],
  ["a*b*c", ["abc", "a-b-b-c"], ["acb", "ab"]],
  ["plain", ["plain"], ["plainer"]],
  ["**x", ["x", "yx"], ["xy"]],
])("the names like %s", (pattern, fit, others) => {
  expect(fit.map((name) => namesLike(pattern)?.(name))).toEqual(fit.map(() => true));
  expect(others.map((name) => namesLike(pattern)?.(name))).toEqual(others.map(() => false));
});

test("patterns that only the source understands are left to it", () => {
  expect(["a?", "[ab]*", "*.{csv,txt}", "a/*", "\\*"].map(namesLike)).toEqual(Array(5).fill(null));
});

test("a flat level that was just listed is searched where it is; changed or old, the source is asked", async () => {
  const asked: (string | null)[] = [];
  let now = 1_000_000;
  const lister = new Lister(
    async (_, { pattern }) => {
      asked.push(pattern);
      return { nodes: [object("p/a.csv"), object("p/b.txt")], next_cursor: null, examined: 2 };
    },
    () => now,
  );
  const level = { connectorId: "c", bucket: "b", prefix: "p/", pattern: null };
  const shown = () => lister.snapshot().nodes.map(keyOf);
  lister.open(level);
  await settled();
  lister.open({ ...level, pattern: "*.csv" });
  expect([shown(), lister.snapshot().phase, lister.snapshot().examined]).toEqual([["p/a.csv"], "complete", 2]);
  lister.open({ ...level, pattern: "a.*" });
  lister.open(level);
  expect([shown(), asked]).toEqual([["p/a.csv", "p/b.txt"], [null]]);
  lister.open(level);
  await settled();
  expect(asked, "opening it again looks afresh").toEqual([null, null]);
  lister.open({ ...level, prefix: "q/", pattern: "*" });
  await settled();
  expect(asked, "another place").toEqual([null, null, "*"]);
  lister.open(level);
  await settled();
  lister.forget();
  lister.open({ ...level, pattern: "*.csv" });
  await settled();
  expect(asked.slice(3), "it has changed").toEqual([null, "*.csv"]);
  lister.open(level);
  await settled();
  now += 3_600_000;
  lister.open({ ...level, pattern: "*.txt" });
  await settled();
  expect(asked.slice(5), "it is old").toEqual([null, "*.txt"]);
});

test("a level with folders is searched at the source: what lies in them was not listed", async () => {
  const asked: (string | null)[] = [];
  const lister = new Lister(async (_, { pattern }) => {
    asked.push(pattern);
    return { nodes: [folder("a/"), object("b")], next_cursor: null, examined: 2 };
  });
  lister.open({ connectorId: "c", bucket: "", prefix: "", pattern: null });
  await settled();
  lister.open({ connectorId: "c", bucket: "", prefix: "", pattern: "*b*" });
  await settled();
  expect(asked).toEqual([null, "*b*"]);
});

test("rows asked about within a moment are one question for each place, cut where it is long", async () => {
  const asked: string[] = [];
  const together = new Together(async (id: string, bucket: string, keys: string[]) => {
    asked.push(`${id} ${bucket} ${keys.length}`);
    if (bucket === "lost") throw new Error("lost");
    return keys.filter((key) => key !== "unknown").map((key) => ({ key, bucket }));
  });
  const many = Array.from({ length: 250 }, (_, at) => together.ask("c", "a", `k${at}`));
  const others = [together.ask("c", "b", "x"), together.ask("c", "b", "x"), together.ask("c", "b", "unknown")];
  const lost = together.ask("c", "lost", "x").catch((problem: Error) => problem.message);
  expect((await Promise.all(many)).map((one) => one?.key)).toEqual(many.map((_, at) => `k${at}`));
  expect(await Promise.all(others)).toEqual([{ key: "x", bucket: "b" }, { key: "x", bucket: "b" }, null]);
  expect(await lost).toBe("lost");
  expect(asked.sort()).toEqual(["c a 200", "c a 50", "c b 2", "c lost 1"]);
  expect(await together.ask("c", "a", "k1"), "asked anew").toEqual({ key: "k1", bucket: "a" });
});

test("a document is cut at its pages, and its marks are counted through", () => {
  const mark = (start: number, end: number): Mark => ({
    start,
    end,
    detector: "iban",
    severity: "high",
    confidence: 1,
  });
  const cut = sections(
    "intro page one\tx page two",
    [mark(6, 10), mark(11, 18), mark(17, 21)],
    [
      { start: 17, title: "Page 2" },
      { start: 6, title: "Page 1" },
      { start: 99, title: "Beyond the text" },
    ],
  );
  expect(cut.map(({ title, table }) => [title, table])).toEqual([
    [undefined, false],
    ["Page 1", true],
    ["Page 2", false],
  ]);
  expect(cut.flatMap(({ pieces }) => pieces).map(({ text, index }) => [text, index])).toEqual([
    ["intro ", -1],
    ["page", 0],
    [" ", -1],
    ["one\tx ", 1],
    ["page", 2],
    [" two", -1],
  ]);
  expect(sections("", [], [])).toEqual([]);
});

test("overlapping marks are one, as severe as the worst", () => {
  const mark = (start: number, end: number, severity: Mark["severity"]): Mark => ({
    start,
    end,
    severity,
    detector: "d",
    confidence: 1,
  });
  const pieces = stretches("0123456789", [mark(2, 5, "low"), mark(4, 7, "critical"), mark(9, 40, "high")]);
  expect(pieces.map(({ text, mark }) => [text, mark?.severity ?? ""])).toEqual([
    ["01", ""],
    ["23456", "critical"],
    ["78", ""],
    ["9", "high"],
  ]);
  expect(calm("a\u202eb\u0000")).toBe("a\ufffdb\u2400");
});

function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

test("a slow page of one place never fills another", async () => {
  const answers = new Map<string, (page: Answer) => void>();
  const fetch: FetchPage = (_, { prefix }) => new Promise((done) => answers.set(prefix, done));
  const lister = new Lister(fetch, () => 0);
  const place = { connectorId: "c", bucket: "", pattern: null };
  lister.open({ ...place, prefix: "a/" });
  lister.open({ ...place, prefix: "b/" });
  answers.get("b/")?.({ nodes: [object("b/1")], next_cursor: null, examined: 1 });
  answers.get("a/")?.({ nodes: [object("a/1")], next_cursor: null, examined: 1 });
  await settled();
  expect(lister.snapshot().nodes.map(keyOf)).toEqual(["b/1"]);
  expect(lister.snapshot().phase).toBe("complete");
});

test("a stopped listing is not complete, tells the source, and goes on where it was", async () => {
  const signals: AbortSignal[] = [];
  const cursors: (string | null)[] = [];
  let release: (() => void) | undefined;
  const fetch: FetchPage = async (_, { cursor }, signal) => {
    signals.push(signal);
    cursors.push(cursor);
    if (cursor === "1" && release === undefined) await new Promise<void>((done) => (release = done));
    return { nodes: [object(`k${cursor ?? 0}`)], next_cursor: cursor === null ? "1" : null, examined: 1 };
  };
  const lister = new Lister(fetch, () => 0);
  lister.open({ connectorId: "c", bucket: "", prefix: "", pattern: null });
  await settled();
  lister.stop();
  expect(lister.snapshot().phase).toBe("stopped");
  expect(signals.at(-1)?.aborted).toBe(true);
  release?.();
  lister.resume();
  await settled();
  expect(lister.snapshot().nodes.map(keyOf)).toEqual(["k0", "k1"]);
  expect(cursors).toEqual([null, "1", "1"]);
});

test("a tree says when a level holds more folders than were listed", async () => {
  let page = 0;
  const tree = new Tree(async () => ({
    nodes: [folder(`${page++}/`)],
    next_cursor: page < 7 ? "more" : null,
    examined: 1,
  }));
  const top = { bucket: "", prefix: "" };
  tree.open(top);
  await settled();
  expect(rowsOf(tree.snapshot(), top).at(-1)).toMatchObject({ kind: "note", phase: "more" });
  tree.more(top);
  await settled();
  expect(rowsOf(tree.snapshot(), top).map(({ kind }) => kind)).toEqual(Array(7).fill("folder"));
});

function stand(asked: { name: string; args: unknown }[]) {
  setBackend({
    listen: () => () => undefined,
    call: async (name, args) => {
      asked.push({ name, args });
      switch (name) {
        case "connector_list":
          return {
            rows: [{ id: "con_1", name: "Desk", provider: "local", scopes: ["import"] }],
            total: 1,
            next_cursor: null,
          };
        case "provider_list":
          return [{ id: "local", capabilities: { buckets: false } }];
        case "browse": {
          const { prefix, pattern } = (args as BrowseArgs).request;
          if (pattern !== null) return { nodes: [object("a/deep.csv")], next_cursor: null, examined: 40 };
          const nodes = prefix === "" ? [folder("a/"), object("note.txt", 2_000)] : [object(`${prefix}in.csv`)];
          return { nodes, next_cursor: null, examined: nodes.length };
        }
        case "sensitivity":
          return [
            {
              key: "a/",
              is_prefix: true,
              findings: 3,
              worst: "high",
              risk_score: 40,
              documents: 2,
              examined: 1,
              state: null,
            },
          ];
        case "preview":
          return {
            bucket: "",
            key: "note.txt",
            version: "v",
            text: (args as { reveal: boolean }).reveal ? "mail ann@example.org" : "mail a**@**********g",
            marks: [{ start: 5, end: 20, detector: "email", severity: "medium", confidence: 0.8 }],
            truncated: false,
            format: "Text, UTF-8",
            revealed: (args as { reveal: boolean }).reveal,
          };
        case "detector_list":
        case "policy_list":
          return [];
        case "risk_of":
          return { score: 12, coverage: 0.5, terms: [] };
        default:
          return { rows: [], total: 0, next_cursor: null };
      }
    },
  });
}

afterEach(() => setBackend(undefined));

test("the first source is listed to its end; folders open and Backspace goes up", async () => {
  stand([]);
  const { router } = draw(<BrowsePage />, { at: "/browse", route: "/browse" });
  expect(await screen.findByText(/2 entries, complete at/)).toBeInTheDocument();
  expect(screen.getByTestId("browse-row-0")).toHaveTextContent("a/");
  expect(await screen.findByText("High")).toBeInTheDocument();
  await userEvent.dblClick(screen.getByTestId("browse-row-0"));
  await waitFor(() => expect(screen.getByTestId("browse-row-0")).toHaveTextContent("in.csv"));
  screen.getByRole("grid").focus();
  await userEvent.keyboard("{Backspace}");
  await waitFor(() => expect(router.state.location.search).toEqual({ connector: "con_1" }));
});

test("a search covers everything below and says how much it looked at", async () => {
  const asked: { name: string; args: unknown }[] = [];
  stand(asked);
  draw(<BrowsePage />, { at: "/browse?connector=con_1", route: "/browse" });
  await userEvent.type(await screen.findByTestId("browse-filter"), "deep{Enter}");
  expect(await screen.findByText(/1 found, all 40 looked at/)).toBeInTheDocument();
  expect(
    asked.filter(({ name }) => name === "browse").map(({ args }) => (args as BrowseArgs).request.pattern),
  ).toContain("*deep*");
});

test("the findings of a document are gone through by key, with the page that each lies on", async () => {
  const text = "Page one has DE•• here\nPage two has a•••@b.example";
  standIn({
    preview: () => ({
      bucket: "acme-exports",
      key: "hr/letter.pdf",
      version: "v",
      text,
      marks: [
        { start: 13, end: 17, detector: "iban", severity: "high", confidence: 0.9 },
        { start: text.indexOf("a•••"), end: text.length, detector: "email", severity: "low", confidence: 0.8 },
      ],
      truncated: false,
      format: "PDF",
      revealed: false,
      parts: [
        { start: 0, title: "Page 1" },
        { start: 23, title: "Page 2" },
      ],
    }),
  });
  const { container } = draw(
    <PreviewPane
      connectorId="con_s3prod"
      object={{ bucket: "acme-exports", key: "hr/letter.pdf" }}
      onClose={() => undefined}
    />,
  );
  expect(await screen.findByRole("heading", { name: "Page 2" })).toBeInTheDocument();
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("2 values marked");
  await userEvent.keyboard("n");
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("1 of 2");
  await waitFor(() =>
    expect(screen.getByTestId("browse-mark")).toHaveTextContent("Page 1: IBAN, High, confidence 90%"),
  );
  await userEvent.keyboard("n");
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("2 of 2");
  expect(screen.getByText("a•••@b.example")).toHaveAttribute("data-current", "true");
  expect(screen.getByText("DE••")).not.toHaveAttribute("data-current");
  await userEvent.keyboard("n");
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("1 of 2");
  await userEvent.keyboard("{Shift>}N{/Shift}");
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("2 of 2");
  await expectAccessible(container);
});

test("what a rule calls not sensitive is marked quietly, counted apart, and put away", async () => {
  standIn({
    allow_list: () => [
      {
        id: "alw_1",
        policy_id: null,
        allow: { kind: "detector", detector: "email" },
        note: "Our own address",
        created_at: "2026-11-21T00:00:00Z",
        hides: 3,
      },
    ],
    preview: () => ({
      bucket: "b",
      key: "a.txt",
      version: "v",
      text: "DE•• and a•••@b.example",
      marks: [
        { start: 0, end: 4, detector: "iban", severity: "high", confidence: 0.9 },
        { start: 9, end: 23, detector: "email", severity: "low", confidence: 0.8, hidden_by: "alw_1" },
      ],
      truncated: false,
      format: "Text",
      revealed: false,
    }),
  });
  const { container } = draw(
    <PreviewPane connectorId="con_s3prod" object={{ bucket: "b", key: "a.txt" }} onClose={() => undefined} />,
  );
  const allowed = await screen.findByText("a•••@b.example");
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("1 value marked");
  expect(allowed.tagName).toBe("MARK");
  await waitFor(() => expect(allowed).toHaveAttribute("title", expect.stringContaining("(rule “Our own address”)")));
  await userEvent.keyboard("nn");
  expect(screen.getByTestId("browse-marks")).toHaveTextContent("1 of 1");
  await expectAccessible(container);
  await userEvent.click(screen.getByTestId("browse-show-allowed"));
  expect(container.querySelectorAll("mark")).toHaveLength(1);
  expect(screen.getByTestId("browse-preview")).toHaveTextContent("DE•• and a•••@b.example");
});

test("of two marks on one stretch the one that no rule hides is drawn", () => {
  const mark = (start: number, end: number, hidden?: string): Mark => ({
    start,
    end,
    detector: "d",
    severity: hidden === undefined ? "low" : "critical",
    confidence: 1,
    ...(hidden === undefined ? {} : { hidden_by: hidden }),
  });
  const drawn = stretches("0123456789", [mark(0, 6, "alw_1"), mark(2, 4), mark(7, 9, "alw_1")]);
  expect(drawn.map(({ text, index, mark }) => [text, index, mark?.hidden_by])).toEqual([
    ["012345", 0, undefined],
    ["6", -1, undefined],
    ["78", -1, "alw_1"],
    ["9", -1, undefined],
  ]);
});

test("what was not examined below a place is listed and written to a file", async () => {
  const asked = standIn({ pick_folder: () => "/data/lists" });
  draw(<BrowsePage />, { at: "/browse?connector=con_s3prod&bucket=acme-exports&prefix=hr/", route: "/browse" });
  await userEvent.click(await screen.findByTestId("browse-risk"));
  await userEvent.click(await screen.findByTestId("not-examined-open"));
  await userEvent.click(await screen.findByTestId("unexamined-export"));
  await waitFor(() => expect(asked.of("not_examined_export")).toHaveLength(1));
  expect(asked.of("not_examined_export")[0]).toEqual({
    connector_id: "con_s3prod",
    bucket: "acme-exports",
    prefix: "hr/",
    path: expect.stringMatching(/^\/data\/lists\/not-examined-[\d-]+\.csv$/),
  });
});

test("a preview is masked until its values are asked for, and no cache holds it", async () => {
  stand([]);
  const { client } = draw(<BrowsePage />, { at: "/browse?connector=con_1", route: "/browse" });
  await userEvent.click(await screen.findByTestId("browse-row-1"));
  screen.getByRole("grid").focus();
  await userEvent.keyboard(" ");
  expect(await screen.findByTestId("browse-preview")).toHaveTextContent("mail a**@**********g");
  await userEvent.click(screen.getByTestId("browse-show-values"));
  await waitFor(() => expect(screen.getByTestId("browse-preview")).toHaveTextContent("ann@example.org"));
  expect(
    JSON.stringify(
      client
        .getQueryCache()
        .getAll()
        .map((query) => query.state.data),
    ),
  ).not.toContain("ann@");
});
