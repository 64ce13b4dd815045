/** Objects that plugins hold by reference; everything else crosses the border of a VM as a copy. */
const references = new WeakSet<object>();

/** Whether a value is held by reference. */
export const isReference = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && references.has(value);

/** Names that are asked of every object by promises and JSON, and that Figma's objects do not have. */
const ASKED_ANYWAY = new Set(['then', 'toJSON', 'constructor']);

/**
 * An object as a plugin sees it: only its public members, bound to it, and an error that says so for all that the host
 * does not implement.
 * @param path what the object is called in the error, such as "figma.ui"
 * @param has whether this object has a member that its class has; absent ones are undefined, as in Figma
 * @param before called before every access; throws where the plugin may not touch the object any more
 */
export function guard<T extends object>(
  target: T,
  path: string,
  {
    has = () => true,
    before = () => {},
  }: { has?: (name: string) => boolean; before?: (name: string) => void } = {},
): T {
  const known = (name: PropertyKey): name is string => typeof name === 'string' && name in target;
  const bound = new Map<unknown, unknown>();
  const proxy = new Proxy(target, {
    get(_, name) {
      if (typeof name === 'symbol' || ASKED_ANYWAY.has(name)) return undefined;
      if (!known(name)) throw new Error(`${path}.${name} is not implemented by the preview host`);
      if (!has(name)) return undefined;
      before(name);
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (!bound.has(value)) {
        bound.set(value, (...args: unknown[]) => {
          before(name);
          return Reflect.apply(value, target, args);
        });
      }
      return bound.get(value);
    },
    set(_, name, value) {
      if (!known(name)) throw new Error(`${path}.${String(name)} is not implemented by the preview host`);
      if (!has(name)) throw new TypeError(`Cannot add property ${name}, object is not extensible`);
      before(name);
      if (!Reflect.set(target, name, value, target)) throw new TypeError(`${path}.${name} is read-only`);
      return true;
    },
    has: (_, name) => known(name) && has(name),
  });
  references.add(proxy);
  return proxy;
}
