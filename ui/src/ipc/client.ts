/** The one way from the window to the app: typed commands, one problem shape, channels for what comes on the way. */
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { Commands, Problem } from "./bindings";

export type CommandName = keyof Commands;
export type ArgsOf<N extends CommandName> = Commands[N]["args"];
export type ResultOf<N extends CommandName> = Commands[N]["result"];
type ChannelOf<N extends CommandName> = Commands[N] extends { channel: infer C } ? C : never;
export type MessageOf<N extends CommandName> = ChannelOf<N>[keyof ChannelOf<N>];

/** Answers commands without the app: the development and test stand-in. */
export interface Backend {
  call(name: string, args: unknown, onMessage?: (message: unknown) => void): Promise<unknown>;
  listen(event: string, handler: (payload: unknown) => void): () => void;
}

let standIn: Backend | undefined;

/** Puts a stand-in behind every command; tests and the fake build call it before the first page is drawn. */
export function setBackend(backend: Backend | undefined): void {
  standIn = backend;
}

export function currentBackend(): Backend | undefined {
  return standIn;
}

/** The channel's parameter of each command that reports on the way, as the shell expects it. */
const channelNames: { [N in CommandName as ChannelOf<N> extends never ? never : N]: string } = {
  connector_test_draft: "onProbe",
  connector_test: "onProbe",
  scope_preview: "onProgress",
  runs_watch: "onSnapshot",
  selection_count: "onProgress",
  objects_delete: "onProgress",
  transfers_watch: "onSnapshot",
};

/** Whatever was thrown, as a problem that a page can show. */
export function asProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  const message =
    thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : "Something unexpected happened.";
  return { class: "internal", message, remedy: "Try again. If it happens again, copy the diagnostics from Settings." };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "class" in value && "message" in value && "remedy" in value;
}

/** Calls a command. It rejects with a `Problem`, never with anything else. */
export async function call<N extends CommandName>(
  name: N,
  args: ArgsOf<N>,
  onMessage?: (message: MessageOf<N>) => void,
): Promise<ResultOf<N>> {
  try {
    if (standIn)
      return (await standIn.call(name, args, onMessage as ((m: unknown) => void) | undefined)) as ResultOf<N>;
    if (!isTauri()) throw new Error("This page works inside the Tidegate app only.");
    const payload: Record<string, unknown> = { args };
    const channelName = (channelNames as Record<string, string | undefined>)[name];
    if (channelName) {
      const channel = new Channel<MessageOf<N>>();
      if (onMessage) channel.onmessage = onMessage;
      payload[channelName] = channel;
    }
    return await invoke<ResultOf<N>>(name, payload);
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/** A fresh id for a task that can be cancelled, or for an intent that must not happen twice. */
export function freshId(): string {
  return crypto.randomUUID();
}

/** Ends a task by its id; a task that has ended already is no problem. */
export function cancelTask(taskId: string): Promise<unknown> {
  return call("cancel_task", { task_id: taskId }).catch(() => null);
}

/** As `call`, cancelled by the signal: the app is told to stop, and the promise rejects. */
export async function callCancellable<N extends CommandName>(
  name: N,
  args: ArgsOf<N> & { task_id: string },
  signal: AbortSignal | undefined,
  onMessage?: (message: MessageOf<N>) => void,
): Promise<ResultOf<N>> {
  const stop = () => void cancelTask(args.task_id);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await call(name, args, onMessage);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
