/** Text of files, in which nothing may act: no control character, no mark that turns the reading direction. */

/** True for characters that act instead of show: controls, bidi marks, zero-width and line separators. */
export function acts(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}

/** File text with characters that act spelled as symbols; line breaks and tabs stay. */
export function calm(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x09) {
      out += text[at];
    } else if (code === 0x0d) {
      out += text.charCodeAt(at + 1) === 0x0a ? "" : "\n";
    } else {
      out += acts(code) ? (code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd") : text[at];
    }
  }
  return out;
}
