/**
 * Which detectors are on: the policy's own terse form, read and changed one detector or category at a time.
 * It knows nothing of drawing.
 */
import type { Category, DetectorChoice, DetectorInfo } from "../../ipc/bindings";

export const CATEGORIES: readonly Category[] = [
  "personal",
  "government_id",
  "financial",
  "health",
  "credential",
  "network",
  "custom",
];

type Named = Pick<DetectorInfo, "id" | "category">;
type Some = Extract<DetectorChoice, { choose: "some" }>;

export function takes(choice: DetectorChoice, { id, category }: Named): boolean {
  if (choice.except.includes(id)) return false;
  return choice.choose === "all" || choice.categories.includes(category) || choice.ids.includes(id);
}

/** True when detectors of this category that later versions bring are on too. */
export function takesLater(choice: DetectorChoice, category: Category): boolean {
  return choice.choose === "all" || choice.categories.includes(category);
}

function asSome(choice: DetectorChoice): Some {
  return choice.choose === "some"
    ? choice
    : { choose: "some", categories: [...CATEGORIES], ids: [], except: choice.except };
}

/** Every category is the same as all. */
function settled(choice: Some): DetectorChoice {
  return CATEGORIES.every((category) => choice.categories.includes(category))
    ? { choose: "all", except: choice.except }
    : choice;
}

const without = <T>(list: readonly T[], gone: (one: T) => boolean): T[] => list.filter((one) => !gone(one));

export function withDetector(choice: DetectorChoice, detector: Named, on: boolean): DetectorChoice {
  const { id, category } = detector;
  if (takes(choice, detector) === on) return choice;
  const except = without(choice.except, (one) => one === id);
  if (choice.choose === "all") return { choose: "all", except: on ? except : [...except, id] };
  const ids = without(choice.ids, (one) => one === id);
  const whole = choice.categories.includes(category);
  return {
    ...choice,
    ids: on && !whole ? [...ids, id] : ids,
    except: !on && whole ? [...except, id] : except,
  };
}

/** `known` are all detectors of the program: what is said of those of the category is forgotten. */
export function withCategory(
  choice: DetectorChoice,
  category: Category,
  on: boolean,
  known: readonly Named[],
): DetectorChoice {
  const own = new Set(known.filter((one) => one.category === category).map(({ id }) => id));
  const some = asSome(choice);
  return settled({
    choose: "some",
    categories: on
      ? CATEGORIES.filter((one) => one === category || some.categories.includes(one))
      : without(some.categories, (one) => one === category),
    ids: without(some.ids, (id) => own.has(id)),
    except: without(some.except, (id) => own.has(id)),
  });
}

export function withAll(on: boolean): DetectorChoice {
  return on ? { choose: "all", except: [] } : { choose: "some", categories: [], ids: [], except: [] };
}

export interface Group {
  category: Category;
  detectors: DetectorInfo[];
}

/** Detectors by category, in the order of the categories, each by title; empty categories are left out. */
export function grouped(known: readonly DetectorInfo[], text: string): Group[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = known.filter(({ id, title }) => {
    const where = `${title} ${id}`.toLocaleLowerCase();
    return words.every((word) => where.includes(word));
  });
  return CATEGORIES.map((category) => ({
    category,
    detectors: found
      .filter((one) => one.category === category)
      .sort((one, other) => one.title.localeCompare(other.title)),
  })).filter(({ detectors }) => detectors.length > 0);
}
