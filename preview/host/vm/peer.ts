/** A value on its way over the border of a VM: JSON, and beside it the bytes that it mentions by their index. */
export interface Wire {
  readonly json: string;
  readonly buffers: readonly ArrayBuffer[];
}

/** One of the two sides. */
export interface Peer {
  /** Makes a value a global of the other side. */
  define(name: string, value: unknown): void;
  /** What the other side sent; returns the answer to it. */
  receive(wire: Wire): Wire;
}

/** How a side differs from the other. */
export interface PeerSettings {
  /** Whether an object is passed by reference; functions always are. Other objects are copied. */
  isReference(value: object): boolean;
  /** This side's figma.mixed. */
  readonly mixed: symbol;
  /** This side's globals. */
  readonly globals: object;
}

/**
 * One side of the border between the host and a VM: the same code runs on both. Plain objects, arrays and Uint8Array are
 * copied; objects that `isReference` names become proxies, functions become functions that call back, and promises
 * become promises. All calls are synchronous.
 *
 * The VM gets this function as its source text: it uses nothing from outside.
 * @param post hands a wire to the other side's `receive` and returns its answer
 */
export function createPeer(post: (wire: Wire) => Wire, { isReference, mixed, globals }: PeerSettings): Peer {
  type Coded =
    | null
    | boolean
    | number
    | string
    | { readonly k: string; readonly v?: unknown; readonly f?: boolean };
  type Callable = (...args: unknown[]) => unknown;
  const mine = new Map<number, object>();
  const ids = new Map<object, number>();
  const theirs = new Map<number, object>();
  const home = new WeakMap<object, number>();
  type Settle = (promise: { resolve(value: unknown): void; reject(reason: unknown): void }) => void;
  const waiting = new Map<number, Parameters<Settle>[0]>();
  /** Promises that settled before the answer that brings them was read. */
  const early = new Map<number, Settle>();
  let next = 1;

  const idOf = (value: object): number => {
    const known = ids.get(value);
    if (known !== undefined) return known;
    ids.set(value, next);
    mine.set(next, value);
    return next++;
  };
  const describe = (error: unknown) =>
    error instanceof Error
      ? { name: error.name, message: error.message, stack: String(error.stack) }
      : { name: 'Error', message: String(error), stack: '' };

  const pack = (root: unknown): Wire => {
    const buffers: ArrayBuffer[] = [];
    const encode = (value: unknown): Coded => {
      if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
      if (typeof value === 'number')
        return Number.isFinite(value) ? value : { k: 'number', v: String(value) };
      if (value === undefined) return { k: 'undefined' };
      if (value === mixed) return { k: 'mixed' };
      if (typeof value !== 'object' && typeof value !== 'function') {
        throw new TypeError(`Cannot pass a ${typeof value} to or from the plugin`);
      }
      const returning = home.get(value);
      if (returning !== undefined) return { k: 'home', v: returning };
      if (typeof value === 'function') return { k: 'reference', v: idOf(value), f: true };
      if (isReference(value)) return { k: 'reference', v: idOf(value), f: false };
      if (typeof (value as { then?: unknown }).then === 'function') {
        const id = next++;
        (value as Promise<unknown>).then(
          (result) => request('settle', id, true, result),
          (error) => request('settle', id, false, describe(error)),
        );
        return { k: 'promise', v: id };
      }
      if (value instanceof Uint8Array) {
        buffers.push(value.slice().buffer as ArrayBuffer);
        return { k: 'bytes', v: buffers.length - 1 };
      }
      if (Array.isArray(value)) return { k: 'array', v: value.map(encode) };
      const tag = Object.prototype.toString.call(value);
      if (tag !== '[object Object]' && tag !== '[object Error]') {
        throw new TypeError(`Cannot pass ${tag} to or from the plugin`);
      }
      return { k: 'object', v: Object.entries(value).map(([key, inner]) => [key, encode(inner)]) };
    };
    return { json: JSON.stringify(encode(root)), buffers };
  };

  const unpack = ({ json, buffers }: Wire): unknown => {
    const decode = (coded: Coded): unknown => {
      if (typeof coded !== 'object' || coded === null) return coded;
      const { k, v, f } = coded;
      if (k === 'number') return Number(v);
      if (k === 'mixed') return mixed;
      if (k === 'home') return mine.get(v as number);
      if (k === 'reference') return stub(v as number, f === true);
      if (k === 'bytes') return new Uint8Array(buffers[v as number]);
      if (k === 'array') return (v as Coded[]).map(decode);
      if (k === 'object')
        return Object.fromEntries((v as [string, Coded][]).map(([key, c]) => [key, decode(c)]));
      if (k === 'promise') {
        const settled = early.get(v as number);
        early.delete(v as number);
        return new Promise((resolve, reject) => {
          if (settled) settled({ resolve, reject });
          else waiting.set(v as number, { resolve, reject });
        });
      }
      return undefined;
    };
    return decode(JSON.parse(json) as Coded);
  };

  const errorOf = ({ name, message, stack }: ReturnType<typeof describe>) => {
    const error = new Error(message);
    error.name = name;
    error.stack = stack;
    return error;
  };

  const request = (...call: unknown[]): unknown => {
    const [ok, result] = unpack(post(pack(call))) as [boolean, unknown];
    if (!ok) throw errorOf(result as ReturnType<typeof describe>);
    return result;
  };

  /** Stands for an object or a function of the other side. */
  const stub = (id: number, callable: boolean): object => {
    const known = theirs.get(id);
    if (known) return known;
    const methods = new Map<string, Callable>();
    const made = callable
      ? (...args: unknown[]) => request('apply', id, args)
      : new Proxy(
          {},
          {
            get(_, name) {
              if (typeof name === 'symbol') return undefined;
              const method = methods.get(name);
              if (method) return method;
              const [isMethod, value] = request('get', id, name) as [boolean, unknown];
              if (!isMethod) return value;
              const call: Callable = (...args) => request('call', id, name, args);
              methods.set(name, call);
              return call;
            },
            set: (_, name, value) => request('set', id, String(name), value) === true,
            has: (_, name) => typeof name === 'string' && request('has', id, name) === true,
          },
        );
    theirs.set(id, made);
    home.set(made, id);
    return made;
  };

  const perform = (operation: string, args: readonly unknown[]): unknown => {
    const [first, name, value] = args as [number, string, unknown];
    if (operation === 'define') {
      Object.defineProperty(globals, String(first), { value: args[1], writable: true, configurable: true });
      return undefined;
    }
    if (operation === 'settle') {
      const settle: Settle = (promise) =>
        args[1] ? promise.resolve(value) : promise.reject(errorOf(value as ReturnType<typeof describe>));
      const promise = waiting.get(first);
      waiting.delete(first);
      if (promise) settle(promise);
      else early.set(first, settle);
      return undefined;
    }
    const target = mine.get(first) as Record<string, unknown>;
    if (operation === 'apply') return (target as unknown as Callable)(...(args[1] as unknown[]));
    if (operation === 'call') return (target[name] as Callable)(...(value as unknown[]));
    if (operation === 'has') return name in target;
    if (operation === 'set') {
      target[name] = value;
      return true;
    }
    const found = target[name];
    return typeof found === 'function' && !home.has(found) ? [true] : [false, found];
  };

  return {
    define: (name, value) => {
      request('define', name, value);
    },
    receive(wire) {
      try {
        const [operation, ...args] = unpack(wire) as [string, ...unknown[]];
        return pack([true, perform(operation, args)]);
      } catch (error) {
        return pack([false, describe(error)]);
      }
    },
  };
}
