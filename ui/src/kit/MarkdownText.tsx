/**
 * A little Markdown drawn as text: paragraphs, headings, lists, code, emphasis. HTML in it stays the letters
 * that it is, and links are spelled out instead of followed.
 */
import type { ReactNode } from "react";
import classes from "./kit.module.css";

interface Block {
  kind: "paragraph" | "heading" | "list" | "numbers" | "code";
  lines: string[];
}

const HEADING = /^#{1,6}\s+/;
const BULLET = /^\s*[-*+]\s+/;
const NUMBER = /^\s*\d+[.)]\s+/;
const FENCE = /^\s*(?:```|~~~)/;

/** Cuts a text into blocks; whatever fits nothing else is a paragraph. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let fenced = false;
  const start = (kind: Block["kind"], line: string) => {
    open = { kind, lines: [line] };
    blocks.push(open);
  };
  for (const line of text.split(/\r?\n/)) {
    if (FENCE.test(line)) {
      fenced = !fenced;
      open = undefined;
      if (fenced) {
        open = { kind: "code", lines: [] };
        blocks.push(open);
      }
    } else if (fenced) open?.lines.push(line);
    else if (line.trim() === "") open = undefined;
    else if (HEADING.test(line)) {
      start("heading", line.replace(HEADING, ""));
      open = undefined;
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const kind = BULLET.test(line) ? "list" : "numbers";
      const item = line.replace(BULLET, "").replace(NUMBER, "");
      if (open?.kind === kind) open.lines.push(item);
      else start(kind, item);
    } else if (open !== undefined && open.lines.length > 0) {
      // A line that goes on belongs to what was begun.
      const last = open.lines.length - 1;
      open.lines[last] = `${open.lines[last]} ${line.trim()}`;
    } else start("paragraph", line.trim());
  }
  return blocks.filter(({ lines }) => lines.length > 0);
}

const INLINE = /(`[^`]+`)|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g;

function inline(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    // `a_b_c` is a name, not an emphasis.
    if (found[4] !== undefined && /\w/.test(text[found.index - 1] ?? "")) continue;
    if (found.index > at) out.push(text.slice(at, found.index));
    const [all, code, bold, stars, lines, label, address] = found;
    out.push(
      code !== undefined ? (
        <code key={found.index}>{code.slice(1, -1)}</code>
      ) : bold !== undefined ? (
        <strong key={found.index}>{bold}</strong>
      ) : label !== undefined ? (
        `${label} (${address})`
      ) : (
        <em key={found.index}>{stars ?? lines}</em>
      ),
    );
    at = found.index + all.length;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}

interface Props {
  text: string;
  /** The level of its headings, below the heading that it stands under. Default 4. */
  headings?: 3 | 4 | 5;
}

export function MarkdownText({ text, headings = 4 }: Props) {
  const Heading = `h${headings}` as const;
  return (
    <div className={classes.prose}>
      {blocksOf(text).map(({ kind, lines }, place) => {
        // Blocks of one text have no identity beyond their place.
        switch (kind) {
          case "heading":
            return <Heading key={place}>{inline(lines[0] ?? "")}</Heading>;
          case "code":
            return <pre key={place}>{lines.join("\n")}</pre>;
          case "paragraph":
            return <p key={place}>{inline(lines.join(" "))}</p>;
          default: {
            const List = kind === "list" ? "ul" : "ol";
            return (
              <List key={place}>
                {lines.map((line, item) => (
                  <li key={item}>{inline(line)}</li>
                ))}
              </List>
            );
          }
        }
      })}
    </div>
  );
}
