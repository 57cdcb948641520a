/** The stand-in for the app behind a test: some answers replaced, every call remembered. */
import type { Commands } from "../ipc/bindings";
import type { CommandName, MessageOf } from "../ipc/client";
import { setBackend } from "../ipc/client";
import { fakeBackend } from "../ipc/fake";

export type Answers = {
  [N in CommandName]?: (args: Commands[N]["args"], say: (message: MessageOf<N>) => void) => unknown;
};

interface Call {
  name: string;
  args: Record<string, unknown>;
}

/** Puts the stand-in behind every command. It answers at once; what is given answers instead of it. */
export function standIn(answers: Answers = {}) {
  const asked: Call[] = [];
  const fake = fakeBackend({ pace: 0 });
  setBackend({
    call: async (name, args, onMessage) => {
      asked.push({ name, args: args as Record<string, unknown> });
      const answer = answers[name as CommandName] as
        | ((args: unknown, say: (message: unknown) => void) => unknown)
        | undefined;
      return answer ? answer(args, onMessage ?? (() => undefined)) : fake.call(name, args, onMessage);
    },
    listen: (event, handler) => fake.listen(event, handler),
  });
  return { of: (name: CommandName) => asked.filter((call) => call.name === name).map((call) => call.args) };
}
