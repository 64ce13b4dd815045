/** A run of frames that belong together, such as an animation. */
export interface FrameTag {
  readonly name: string;
  /** The first frame, counted from 0 in the JSON's order. */
  readonly from: number;
  /** The last frame; included. */
  readonly to: number;
  readonly direction: 'forward';
}

/** The tag of frames that have nothing but numbers for names. */
const NAMELESS = 'frames';

/** Frames whose names differ in their numbers alone. */
interface Group<T> {
  /** Folders' names, outermost first. */
  readonly folders: readonly string[];
  /** What is left of the names without their numbers; may be empty. */
  readonly base: string;
  readonly members: { readonly number: number | null; readonly frame: T }[];
}

/**
 * The frames with those of a tag together, from the first one's place on and by their numbers, and the tags. A tag is what
 * is left of a name without its number, or the folder's name where the folder holds one numbered run; it takes one
 * frame with a number or two of the same name, of bare numbers two. A frame of a tag without a number counts as its first.
 */
export function inTags<T extends { readonly name: string }>(
  given: readonly T[],
): { frames: T[]; frameTags: FrameTag[] } {
  const groups = groupsOf(given);
  const names = tagNames(groups);
  const frames: T[] = [];
  const frameTags: FrameTag[] = [];
  groups.forEach(({ members }, i) => {
    const from = frames.length;
    members.sort((a, b) => (a.number ?? 1) - (b.number ?? 1));
    frames.push(...members.map(({ frame }) => frame));
    const name = names[i];
    if (name !== null) frameTags.push({ name, from, to: frames.length - 1, direction: 'forward' });
  });
  return { frames, frameTags };
}

function groupsOf<T extends { readonly name: string }>(given: readonly T[]): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const frame of given) {
    const parts = frame.name.split('/').map((part) => part.trim());
    const last = parts.pop() as string;
    const folders = parts.filter((part) => part !== '');
    const [, base, digits] = /^(|.*?[^\s_.(#-])[\s_.(#-]*(\d+)\)?$/s.exec(last) ?? [];
    const number = digits === undefined ? null : Number(digits);
    const key = JSON.stringify([...folders, base ?? last]);
    const group = groups.get(key) ?? { folders, base: base ?? last, members: [] };
    group.members.push({ number, frame });
    groups.set(key, group);
  }
  return [...groups.values()];
}

const isNumbered = ({ members }: Group<unknown>): boolean => members.some(({ number }) => number !== null);

/** A name for each group, as short as tells it from the others; null where it is no tag. */
function tagNames(groups: readonly Group<unknown>[]): (string | null)[] {
  const runs = new Map<string, number>();
  const place = ({ folders }: Group<unknown>) => folders.join('/');
  for (const group of groups.filter(isNumbered)) runs.set(place(group), (runs.get(place(group)) ?? 0) + 1);
  const named = groups.map((group): { short: string; full: string } | null => {
    const { folders, base, members } = group;
    const nameless = base === '' && folders.length === 0;
    if (members.length < 2 && (nameless || !isNumbered(group))) return null;
    if (nameless) return { short: NAMELESS, full: NAMELESS };
    const isFolder = base === '' || (folders.length > 0 && isNumbered(group) && runs.get(place(group)) === 1);
    const own = isFolder ? [] : [base];
    return { short: [...folders.slice(-1), ...own].join('/'), full: [...folders, ...own].join('/') };
  });
  const shorts = named.map((name) => name?.short);
  return named.map((name) =>
    name === null ? null : shorts.filter((short) => short === name.short).length > 1 ? name.full : name.short,
  );
}
