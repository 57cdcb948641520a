/**
 * Questions about single rows, asked together: those that come within a moment of each other are one question.
 *
 * It knows nothing of what is asked.
 */

const MOMENT_MS = 15;
/** Rows in one question. */
const ROWS = 200;

interface Waiting<Answer> {
  answer: (answer: Answer | null) => void;
  refuse: (problem: unknown) => void;
}

export class Together<Answer extends { key: string }> {
  /** By the place asked in, then by key. */
  private readonly places = new Map<string, Map<string, Waiting<Answer>[]>>();
  private readonly fetch: (id: string, bucket: string, keys: string[]) => Promise<Answer[]>;

  constructor(fetch: (id: string, bucket: string, keys: string[]) => Promise<Answer[]>) {
    this.fetch = fetch;
  }

  /** The answer for one key, `null` when there is none. */
  ask(id: string, bucket: string, key: string): Promise<Answer | null> {
    return new Promise((answer, refuse) => {
      const name = `${id}/${bucket}`;
      let keys = this.places.get(name);
      if (keys === undefined) {
        keys = new Map();
        this.places.set(name, keys);
        setTimeout(() => void this.send(id, bucket, name), MOMENT_MS);
      }
      keys.set(key, [...(keys.get(key) ?? []), { answer, refuse }]);
    });
  }

  private async send(id: string, bucket: string, name: string): Promise<void> {
    const waiting = [...(this.places.get(name) ?? [])];
    this.places.delete(name);
    for (let at = 0; at < waiting.length; at += ROWS) {
      const some = waiting.slice(at, at + ROWS);
      try {
        const keys = some.map(([key]) => key);
        const answers = new Map((await this.fetch(id, bucket, keys)).map((one) => [one.key, one]));
        for (const [key, all] of some) for (const one of all) one.answer(answers.get(key) ?? null);
      } catch (problem) {
        for (const [, all] of some) for (const one of all) one.refuse(problem);
      }
    }
  }
}
