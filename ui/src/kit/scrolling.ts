/**
 * Where rows of one height stand in a box that scrolls. Web views limit an element's height (WebKit: 33,554,428
 * px), so a longer list scrolls on a shorter track: the bar then covers all rows in proportion.
 */

/** Below the limit of every web view, with room to spare. */
export const longestTrack = 30_000_000;

export interface Track {
  /** Height of the scrolled element, px. */
  height: number;
  /** Height that the rows would really take, px. */
  full: number;
  view: number;
}

export function track(total: number, rowHeight: number, view: number): Track {
  const full = total * rowHeight;
  return { full, height: Math.min(full, longestTrack), view };
}

/** How far the rows are scrolled, px of their full height, for a bar at `scrollTop`. */
export function offsetAt({ full, height, view }: Track, scrollTop: number): number {
  if (full <= height) return clamp(scrollTop, full - view);
  const share = height <= view ? 0 : Math.min(1, Math.max(0, scrollTop / (height - view)));
  return share * (full - view);
}

/** Where the bar stands for rows that are scrolled by `offset`. */
export function scrollTopAt({ full, height, view }: Track, offset: number): number {
  if (full <= height) return clamp(offset, full - view);
  return full <= view ? 0 : (clamp(offset, full - view) / (full - view)) * (height - view);
}

/** The offset that brings a row into view with the least movement. */
export function offsetToShow({ full, view }: Track, offset: number, index: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < offset) return clamp(top, full - view);
  if (top + rowHeight > offset + view) return clamp(top + rowHeight - view, full - view);
  return offset;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, Math.max(0, most)));
}
