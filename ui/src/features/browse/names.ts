/**
 * Which names a simple pattern fits. Whatever is more than letters and stars is left to the source, which has the rules
 * of all patterns.
 */

/** Tells whether a name fits; `null` for a pattern that only the source understands. */
export function namesLike(pattern: string): ((name: string) => boolean) | null {
  if (/[?[\]{}!\\/]/.test(pattern)) return null;
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return (name) => name === pattern;
  const between = others.filter((piece) => piece !== "");
  return (name) => {
    if (!name.startsWith(first)) return false;
    let from = first.length;
    for (const piece of between) {
      const at = name.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return name.length - last.length >= from && name.endsWith(last);
  };
}
