/** Files of the desktop over the window: says where they would go, and sends them there when they are let go. */
import { type RefObject, useEffect, useRef, useState } from "react";
import { onFilesDropped, onFilesHover } from "./queries";

export interface DropTarget {
  bucket: string;
  prefix: string;
}

interface Options {
  list: RefObject<HTMLElement | null>;
  /** The place that is shown. */
  place: DropTarget;
  /** The folder that a row stands for, by the row's id. */
  folderOf: (rowId: string) => DropTarget | undefined;
  /** Why nothing can be put there. */
  refusal: (target: DropTarget) => string | undefined;
  onDrop: (paths: string[], target: DropTarget) => void;
  onRefused: (reason: string) => void;
}

/** Where files that are held over the window would go; undefined while none are. */
export function useDrops(options: Options): DropTarget | undefined {
  const latest = useRef(options);
  latest.current = options;
  const [hover, setHover] = useState<DropTarget>();

  useEffect(() => {
    const targetAt = ({ x, y }: { x: number; y: number }): DropTarget => {
      const { list, folderOf, place } = latest.current;
      const row = document.elementFromPoint?.(x, y)?.closest("[data-row-id]");
      const id = row && list.current?.contains(row) ? row.getAttribute("data-row-id") : null;
      return (id === null ? undefined : folderOf(id)) ?? place;
    };
    const stopHover = onFilesHover((at) => setHover(at === null ? undefined : targetAt(at)));
    const stopDrop = onFilesDropped(({ paths, x, y }) => {
      setHover(undefined);
      const { refusal, onDrop, onRefused } = latest.current;
      const target = targetAt({ x, y });
      const reason = refusal(target);
      if (reason !== undefined) onRefused(reason);
      else onDrop(paths, target);
    });
    return () => {
      stopHover();
      stopDrop();
    };
  }, []);

  return hover;
}
