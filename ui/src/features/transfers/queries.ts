/**
 * All that transfers ask of the backend: the only file here that calls it. One subscription to whole pictures
 * fills the list that every view reads; the list itself is asked for once, so that a reload shows it at once.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type {
  ConflictAnswer,
  Page,
  Problem,
  Transfer,
  TransferItem,
  TransferItemQuery,
  TransferItemState,
} from "../../ipc/bindings";
import { call, cancelTask, freshId } from "../../ipc/client";

const LIST = ["transfers", "list"] as const;
const AGAIN_MS = 3000;

/** Newest first. */
export function useTransfers() {
  return useQuery<Transfer[], Problem>({ queryKey: LIST, queryFn: () => call("transfer_list", {}) });
}

/** Keeps the list as it moves; stands once, in the dock. */
export function useTransferWatch(onSnapshot: (transfers: readonly Transfer[]) => void): void {
  const client = useQueryClient();
  useEffect(() => {
    let task: string | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const begin = () => {
      const mine = freshId();
      task = mine;
      call("transfers_watch", { task_id: mine }, (snapshot) => {
        if (over || task !== mine) return;
        client.setQueryData(LIST, snapshot);
        onSnapshot(snapshot);
      }).then(restart, restart);
    };
    // The list still tells the stored state; the live picture is asked for again soon.
    const restart = () => {
      if (!over) again = setTimeout(begin, AGAIN_MS);
    };
    begin();
    return () => {
      over = true;
      clearTimeout(again);
      if (task !== undefined) void cancelTask(task);
    };
  }, [client, onSnapshot]);
}

export function itemPage(
  transfer: string,
  state: TransferItemState | undefined,
  offset: number,
  limit: number,
): Promise<Page<TransferItem>> {
  const query: TransferItemQuery = { transfer, page: { limit, offset, cursor: null } };
  return call("transfer_items", state === undefined ? query : { ...query, state });
}

export const pause = (id: string): Promise<Transfer> => call("transfer_pause", { id });
export const resume = (id: string): Promise<Transfer> => call("transfer_resume", { id });
export const retry = (id: string): Promise<Transfer> => call("transfer_retry", { id });
export const cancel = (id: string): Promise<Transfer> => call("transfer_cancel", { id });
export const showFolder = (id: string): Promise<null> => call("transfer_show_folder", { id });
export const clear = (): Promise<number> => call("transfer_clear", {});

/** Decides all conflicts of the transfer, those still to be met included. */
export function answer(id: string, wanted: ConflictAnswer): Promise<Transfer> {
  return call("transfer_answer", { id, answer: wanted });
}
