import {
  type VariableCollection as GraphCollection,
  type Variable as GraphVariable,
  generateId,
} from '@open-pencil/scene-graph';
import { type HostDocument, MOST_IMAGE_PIXELS, type StyleData } from './document.ts';
import { guard } from './guard.ts';
import { type BaseNodeLike, dynamicPage, guardedNode, type HostNode, type Session } from './node.ts';
import { type FigmaVariableValue, figmaValue, fillsOf, frozen, graphValue } from './paints.ts';
import { allowedScale, seenOf, viewAt, viewOf } from './view.ts';

/** Quick-action parameters by key. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The plugin's window as it is now; null before showUI and after it was closed. */
export interface WindowState {
  readonly html: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly visible: boolean;
  readonly themeColors: boolean;
}

/** What a run tells the outside. */
export interface RunEvents {
  /** Posted to the UI, already a copy of its own. */
  message(message: unknown): void;
  notify(text: string, error: boolean): void;
  /** After showUI, resize, show, hide and close. */
  window(state: WindowState | null): void;
  /** closePlugin, with its message. */
  close(text: string | undefined): void;
  /** Errors that Figma would write to the console: a plugin's user never reads them, its author should. */
  error(error: unknown): void;
}

/** How a plugin is started. */
export interface RunOptions {
  readonly document: HostDocument;
  readonly command: string;
  readonly parameters: Parameters | undefined;
  readonly readOnly: boolean;
  /** `__html__`: the UI's HTML. */
  readonly html: string;
  readonly pluginId: string;
  readonly events: RunEvents;
}

/** A run of a plugin, from the outside. */
export interface FigmaRun {
  /** The global `figma`. */
  readonly figma: object;
  readonly closed: boolean;
  /** The UI posts a message. */
  post(message: unknown): Promise<void>;
  /** Fires the `run` event; the plugin's code has been loaded. */
  start(parameters?: Parameters): Promise<void>;
  /** What the plugin suggests for a quick-action parameter; null if it says nothing. */
  suggest(key: string, query: string, before: Parameters): Promise<readonly string[] | null>;
  /** The user closes the window: `close` handlers run, then nothing of the plugin does. */
  end(): void;
}

type Handler = (...args: never[]) => unknown;

/** Handlers by event, called in turn; what they throw or reject with is reported and ends nothing. */
class Handlers {
  private readonly byEvent = new Map<string, { handler: Handler; once: boolean }[]>();
  private readonly known: readonly string[];
  private readonly path: string;
  private readonly report: (error: unknown) => void;

  constructor(path: string, known: readonly string[], report: (error: unknown) => void) {
    this.path = path;
    this.known = known;
    this.report = report;
  }

  readonly on = (event: string, handler: Handler) => this.add(event, handler, false);
  readonly once = (event: string, handler: Handler) => this.add(event, handler, true);
  readonly off = (event: string, handler: Handler) => {
    const kept = (this.byEvent.get(event) ?? []).filter((entry) => entry.handler !== handler);
    this.byEvent.set(event, kept);
  };

  private add(event: string, handler: Handler, once: boolean): void {
    if (!this.known.includes(event)) {
      throw new Error(`${this.path}.on("${event}") is not implemented by the preview host`);
    }
    this.byEvent.set(event, [...(this.byEvent.get(event) ?? []), { handler, once }]);
  }

  has(event: string): boolean {
    return (this.byEvent.get(event)?.length ?? 0) > 0;
  }

  async fire(event: string, ...args: unknown[]): Promise<void> {
    const entries = this.byEvent.get(event) ?? [];
    this.byEvent.set(
      event,
      entries.filter(({ once }) => !once),
    );
    const calls = entries.map(async ({ handler }) => Reflect.apply(handler, undefined, args));
    for (const result of await Promise.allSettled(calls)) {
      if (result.status === 'rejected') this.report(result.reason);
    }
  }
}

/** What Figma's postMessage takes: JSON and Uint8Array. Anything else throws; what comes out is a deep copy. */
function copyOfMessage(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(copyOfMessage);
  if (typeof value === 'object' && value !== null) {
    if (
      ArrayBuffer.isView(value) ||
      value instanceof ArrayBuffer ||
      Object.prototype.toString.call(value) !== '[object Object]'
    ) {
      throw new Error(`Cannot post a message that holds ${Object.prototype.toString.call(value)}`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOfMessage(inner)]));
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new Error(`Cannot post a message that holds a ${typeof value}`);
  }
  return value;
}

/** The members of PluginAPI that the host offers; checked against the published typings by name. */
type Offered = Pick<
  PluginAPI,
  | 'apiVersion'
  | 'command'
  | 'editorType'
  | 'mode'
  | 'pluginId'
  | 'skipInvisibleInstanceChildren'
  | 'clientStorage'
  | 'notify'
  | 'commitUndo'
  | 'triggerUndo'
  | 'closePlugin'
  | 'showUI'
  | 'loadFontAsync'
  | 'createImage'
  | 'getImageByHash'
>;

/** Members whose nodes, styles and variables are the host's own classes: their names are checked, their calls are ours. */
type OwnNames = Record<
  Extract<
    keyof PluginAPI,
    | 'ui'
    | 'mixed'
    | 'parameters'
    | 'viewport'
    | 'variables'
    | 'root'
    | 'currentPage'
    | 'setCurrentPageAsync'
    | 'loadAllPagesAsync'
    | 'getNodeById'
    | 'getNodeByIdAsync'
    | 'createRectangle'
    | 'createFrame'
    | 'createVector'
    | 'createComponent'
    | 'group'
    | 'createPaintStyle'
    | 'getLocalPaintStyles'
    | 'getLocalPaintStylesAsync'
    | 'getStyleById'
    | 'getStyleByIdAsync'
    | 'on'
    | 'once'
    | 'off'
  >,
  unknown
>;

/** figma.mixed, the one of all runs. */
export const mixed: unique symbol = Symbol('figma.mixed');

const STORAGE_LIMIT = 5_000_000;
const SMALLEST = { width: 70, height: 0 };

/** Opens a run of a plugin over a document: its `figma` and what drives it. The plugin's code is not loaded here. */
export function openFigma({ document, events, ...options }: RunOptions): FigmaRun {
  const { graph } = document;
  const nodes = new Map<string, HostNode>();
  let closed = false;
  let window: WindowState | null = null;

  const pageHandlers = new Handlers('page node', ['nodechange'], events.error);
  const session: Session = {
    document,
    pageHandlers,
    pluginId: options.pluginId,
    readOnly: options.readOnly,
    skipInvisibleInstanceChildren: options.readOnly,
    loadedPages: new Set([document.currentPage]),
    alive() {
      if (closed) throw new Error('The plugin is closed: nothing of figma can be used any more');
    },
    wrap(id) {
      const known = nodes.get(id);
      if (known) return known;
      const node = guardedNode(id, session);
      nodes.set(id, node);
      return node;
    },
  };
  const before = session.alive;
  const writable = (member: string) => {
    if (options.readOnly) throw new Error(`in ${member}: Cannot write to a read-only file`);
  };

  const handlers = new Handlers(
    'figma',
    ['selectionchange', 'currentpagechange', 'close', 'run'],
    events.error,
  );
  const uiHandlers = new Handlers('figma.ui', ['message'], events.error);
  const parameterHandlers = new Handlers('figma.parameters', ['input'], events.error);
  let changed = false;
  const silence = document.listen((event) => {
    if (event === 'page') session.loadedPages.add(document.currentPage);
    if (event === 'selection') later(() => handlers.fire('selectionchange'));
    if (event === 'change' && pageHandlers.has('nodechange') && !changed) {
      changed = true;
      later(() => {
        changed = false;
        // What has changed is not told: nobody here asks for it.
        return pageHandlers.fire('nodechange', frozen({ nodeChanges: [] }));
      });
    }
    if (event === 'page') later(() => handlers.fire('currentpagechange'));
  });
  /** Events come after the code that caused them. */
  const later = (fire: () => Promise<void>) =>
    setTimeout(() => {
      if (!closed) void fire();
    }, 0);

  const setWindow = (state: WindowState | null) => {
    window = state;
    events.window(state);
  };
  const close = (text: string | undefined) => {
    if (closed) return;
    void handlers.fire('close');
    closed = true;
    silence();
    document.commit();
    if (window) setWindow(null);
    events.close(text);
  };

  const ui = guard(
    {
      onmessage: undefined as ((message: unknown, props: object) => unknown) | undefined,
      postMessage(message: unknown) {
        if (window === null) throw new Error('in postMessage: No UI to send a message to');
        events.message(copyOfMessage(message));
      },
      resize(width: number, height: number) {
        if (window) setWindow({ ...window, ...sized(width, height) });
      },
      show() {
        if (window) setWindow({ ...window, visible: true });
      },
      hide() {
        if (window) setWindow({ ...window, visible: false });
      },
      close() {
        if (window) setWindow(null);
      },
      on: uiHandlers.on,
      once: uiHandlers.once,
      off: uiHandlers.off,
    } satisfies Partial<Record<keyof UIAPI, unknown>>,
    'figma.ui',
    { before },
  );

  const clientStorage = guard(
    {
      async getAsync(key: string) {
        return structuredClone(document.storage.get(key));
      },
      async setAsync(key: string, value: unknown) {
        const copy = copyOfMessage(value);
        const size = [...document.storage].reduce(
          (sum, [k, v]) => sum + (k === key ? 0 : sizeOf(v)),
          sizeOf(copy),
        );
        if (size > STORAGE_LIMIT) throw new Error('in setAsync: the client storage may hold 5 MB');
        document.storage.set(key, copy);
      },
      async deleteAsync(key: string) {
        document.storage.delete(key);
      },
      async keysAsync() {
        return [...document.storage.keys()];
      },
    } satisfies ClientStorageAPI,
    'figma.clientStorage',
    { before },
  );

  const create = (
    member: string,
    type: 'RECTANGLE' | 'FRAME' | 'VECTOR' | 'COMPONENT',
    name: string,
    looks: NonNullable<Parameters3<typeof graph.createNode>>,
  ) => {
    writable(member);
    const node = graph.createNode(type, document.currentPage, {
      name,
      x: 0,
      y: 0,
      width: 100,
      height: 100,
      ...looks,
    });
    return session.wrap(node.id);
  };
  const plain = (level: number) =>
    fillsOf([{ type: 'SOLID', color: { r: level, g: level, b: level } }]).fills;
  const black = {
    color: { r: 0, g: 0, b: 0, a: 1 },
    weight: 1,
    opacity: 1,
    visible: true,
    align: 'CENTER',
  } as const;

  const image = (hash: string) =>
    guard(
      {
        hash,
        getBytesAsync: async () => graph.images.get(hash)!.slice(),
        getSizeAsync: async () => document.renderer.sizeOf(graph.images.get(hash)!)!,
      } satisfies Image,
      'image',
      { before },
    );

  const styleOf = (style: StyleData) => styleObject(document, style, writable, before);
  const variables = variablesObject(document, writable, before);

  const api = {
    apiVersion: '1.0.0',
    command: options.command,
    editorType: options.readOnly ? 'dev' : 'figma',
    mode: options.readOnly ? 'inspect' : 'default',
    pluginId: options.pluginId,
    mixed,
    get skipInvisibleInstanceChildren() {
      return session.skipInvisibleInstanceChildren;
    },
    set skipInvisibleInstanceChildren(skip: boolean) {
      session.skipInvisibleInstanceChildren = skip;
    },
    ui,
    clientStorage,
    variables,
    parameters: guard(
      { on: parameterHandlers.on, once: parameterHandlers.once, off: parameterHandlers.off },
      'figma.parameters',
      { before },
    ),
    viewport: viewportObject(document, before),
    showUI(
      html: string,
      { width = 300, height = 200, visible = true, themeColors = false, title }: ShowUIOptions = {},
    ) {
      setWindow({ html, title: title ?? 'Plugin', visible, themeColors, ...sized(width, height) });
    },
    notify(text: string, { error = false }: NotificationOptions = {}) {
      events.notify(text, error);
      return { cancel() {} };
    },
    closePlugin: close,
    commitUndo() {
      document.commit();
    },
    triggerUndo() {
      document.undo();
    },
    async loadFontAsync() {},

    get root() {
      return session.wrap(graph.rootId);
    },
    get currentPage() {
      return session.wrap(document.currentPage);
    },
    set currentPage(_page: HostNode) {
      throw dynamicPage('set_currentPage', 'figma.setCurrentPageAsync');
    },
    async setCurrentPageAsync({ id }: BaseNodeLike) {
      session.loadedPages.add(id);
      document.currentPage = id;
    },
    async loadAllPagesAsync() {
      for (const { id } of graph.getPages()) session.loadedPages.add(id);
    },
    getNodeById(_id: string) {
      throw dynamicPage('getNodeById', 'figma.getNodeByIdAsync');
    },
    async getNodeByIdAsync(id: string) {
      const page = document.pageOf(id);
      if (id !== graph.rootId && page === null) return null;
      if (page) session.loadedPages.add(page);
      return session.wrap(id);
    },
    createRectangle: () => create('createRectangle', 'RECTANGLE', 'Rectangle', { fills: plain(0xd9 / 255) }),
    createFrame: () => create('createFrame', 'FRAME', 'Frame', { fills: plain(1), clipsContent: true }),
    createComponent: () =>
      create('createComponent', 'COMPONENT', 'Component', { fills: [], clipsContent: false }),
    createVector: () => create('createVector', 'VECTOR', 'Vector', { fills: [], strokes: [black] }),
    group(children: readonly BaseNodeLike[], parent: BaseNodeLike, index?: number) {
      writable('group');
      if (children.length === 0) throw new Error('in group: Expected at least one node');
      const { length } = graph.getNode(parent.id)!.childIds;
      const group = graph.createNode('GROUP', parent.id, { name: 'Group', fills: [] });
      for (const { id } of children) graph.reparentNode(id, group.id);
      const inside = graph.getChildren(group.id);
      const [x, y] = [Math.min(...inside.map((n) => n.x)), Math.min(...inside.map((n) => n.y))];
      const width = Math.max(...inside.map((n) => n.x + n.width)) - x;
      const height = Math.max(...inside.map((n) => n.y + n.height)) - y;
      for (const node of inside) graph.updateNode(node.id, { x: node.x - x, y: node.y - y });
      graph.updateNode(group.id, { x, y, width, height });
      graph.insertChildAt(group.id, parent.id, index ?? length);
      return session.wrap(group.id);
    },

    createImage(bytes: Uint8Array) {
      writable('createImage');
      if (!(bytes instanceof Uint8Array)) throw new Error('in createImage: Expected a Uint8Array');
      const size = isPicture(bytes) ? document.renderer.sizeOf(bytes) : null;
      if (size === null) throw new Error('in createImage: Image type is unsupported');
      if (Math.max(size.width, size.height) > MOST_IMAGE_PIXELS)
        throw new Error('in createImage: Image is too large');
      return image(document.addImage(bytes));
    },
    getImageByHash: (hash: string) => (graph.images.has(hash) ? image(hash) : null),

    createPaintStyle() {
      writable('createPaintStyle');
      return styleOf(document.addStyle('Style', []));
    },
    getLocalPaintStyles() {
      throw dynamicPage('getLocalPaintStyles', 'figma.getLocalPaintStylesAsync');
    },
    getLocalPaintStylesAsync: async () => [...document.styles.values()].map(styleOf),
    getStyleById(_id: string) {
      throw dynamicPage('getStyleById', 'figma.getStyleByIdAsync');
    },
    async getStyleByIdAsync(id: string) {
      const style = document.styles.get(id);
      return style ? styleOf(style) : null;
    },
    on: handlers.on,
    once: handlers.once,
    off: handlers.off,
  } satisfies Offered & OwnNames;

  return {
    figma: guard(api, 'figma', { before }),
    get closed() {
      return closed;
    },
    async post(message) {
      if (closed) return;
      const copy = copyOfMessage(message);
      const { onmessage } = ui;
      const props = { origin: 'null' };
      try {
        await Promise.all([onmessage?.(copy, props), uiHandlers.fire('message', copy, props)]);
      } catch (error) {
        events.error(error);
      }
    },
    async start(parameters = options.parameters) {
      await handlers.fire('run', { command: options.command, parameters });
    },
    async suggest(key, query, parameters) {
      let suggestions: readonly string[] | null = null;
      const result = guard(
        {
          setSuggestions(list: readonly (string | { name: string })[]) {
            suggestions = list.map((entry) => (typeof entry === 'string' ? entry : entry.name));
          },
          setError(_text: string) {
            suggestions = [];
          },
          setLoadingMessage(_text: string) {},
        } satisfies SuggestionResults,
        'result',
      );
      await parameterHandlers.fire('input', { key, query, parameters, result });
      return suggestions;
    },
    end: () => close(undefined),
  };
}

type Parameters3<F extends (a: never, b: never, c: never) => unknown> = F extends (
  a: never,
  b: never,
  c: infer C,
) => unknown
  ? C
  : never;

const sized = (width: number, height: number) => ({
  width: Math.max(SMALLEST.width, Math.round(width)),
  height: Math.max(SMALLEST.height, Math.round(height)),
});

/** PNG, JPEG or GIF, told by the first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  const starts = [
    [0x89, 0x50, 0x4e, 0x47],
    [0xff, 0xd8, 0xff],
    [0x47, 0x49, 0x46, 0x38],
  ];
  return starts.some((start) => start.every((byte, i) => bytes[i] === byte));
}

/** Bytes that a stored value takes, roughly as JSON. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value)).length;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + sizeOf(inner), 2);
}

function present<T>(value: T | undefined, what: string, id: string): T {
  if (value === undefined) throw new Error(`The ${what} with id "${id}" does not exist`);
  return value;
}

function styleObject(
  document: HostDocument,
  { id, key }: StyleData,
  writable: (member: string) => void,
  before: () => void,
) {
  // Looked up each time: an undo puts copies in the place of what was there.
  const style = () => present(document.styles.get(id), 'style', id);
  const used = () => [...document.graph.getAllNodes()].filter(({ fillStyleId }) => fillStyleId === id);
  return guard(
    {
      id,
      key,
      type: 'PAINT',
      remote: false,
      get name() {
        return style().name;
      },
      set name(name: string) {
        writable('set_name');
        style().name = name;
        document.touch();
      },
      get description() {
        return style().description;
      },
      set description(text: string) {
        writable('set_description');
        style().description = text;
        document.touch();
      },
      get paints() {
        return frozen(structuredClone(style().paints));
      },
      set paints(paints: readonly Paint[]) {
        writable('set_paints');
        const { fills } = fillsOf(paints);
        style().paints = structuredClone(paints);
        for (const node of used())
          document.graph.updateNode(node.id, { fills: structuredClone(fills), fillStyleId: id });
        document.touch();
      },
      remove() {
        writable('remove');
        document.styles.delete(id);
        for (const node of used()) document.graph.updateNode(node.id, { fillStyleId: null });
        document.touch();
      },
    } satisfies Partial<Record<keyof PaintStyle, unknown>>,
    'style',
    { before },
  );
}

function variablesObject(document: HostDocument, writable: (member: string) => void, before: () => void) {
  const { graph } = document;
  const variableOf = ({ id, collectionId, type }: GraphVariable) => {
    const variable = () => present(graph.variables.get(id), 'variable', id);
    return guard(
      {
        id,
        variableCollectionId: collectionId,
        resolvedType: type,
        remote: false,
        get name() {
          return variable().name;
        },
        set name(name: string) {
          writable('set_name');
          variable().name = name;
          document.touch();
        },
        get valuesByMode() {
          const values = Object.entries(variable().valuesByMode).map(([mode, value]) => [
            mode,
            figmaValue(value),
          ]);
          return frozen(Object.fromEntries(values));
        },
        setValueForMode(mode: string, value: FigmaVariableValue) {
          writable('setValueForMode');
          if (!graph.variableCollections.get(collectionId)?.modes.some(({ modeId }) => modeId === mode)) {
            throw new Error(`in setValueForMode: there is no mode with id "${mode}"`);
          }
          variable().valuesByMode[mode] = graphValue(value);
          document.renderer.forgetAll();
          document.touch();
        },
        remove() {
          writable('remove');
          graph.removeVariable(id);
          document.touch();
        },
      } satisfies Partial<Record<keyof Variable, unknown>>,
      'variable',
      { before },
    );
  };
  const collectionOf = ({ id, defaultModeId }: GraphCollection) => {
    const collection = () => present(graph.variableCollections.get(id), 'variable collection', id);
    return guard(
      {
        id,
        get name() {
          return collection().name;
        },
        set name(name: string) {
          writable('set_name');
          collection().name = name;
          document.touch();
        },
        get modes() {
          return frozen(structuredClone(collection().modes));
        },
        defaultModeId,
        get variableIds() {
          return frozen([...collection().variableIds]);
        },
        remote: false,
        addMode(name: string) {
          writable('addMode');
          const { length } = collection().modes;
          if (length >= document.mostModes)
            throw new Error(`in addMode: Limited to ${document.mostModes} modes only`);
          const mode = generateId();
          graph.addMode(id, mode, String(name));
          document.touch();
          return mode;
        },
        removeMode(mode: string) {
          writable('removeMode');
          if (!collection().modes.some(({ modeId }) => modeId === mode))
            throw new Error(`in removeMode: there is no mode with id "${mode}"`);
          graph.removeMode(id, mode);
          document.renderer.forgetAll();
          document.touch();
        },
        remove() {
          writable('remove');
          graph.removeCollection(id);
          document.touch();
        },
      } satisfies Partial<Record<keyof VariableCollection, unknown>>,
      'variable collection',
      { before },
    );
  };
  const old = (member: string) => (): never => {
    throw dynamicPage(member, `figma.variables.${member}Async`);
  };
  return guard(
    {
      createVariableCollection(name: string) {
        writable('createVariableCollection');
        const collection = graph.createCollection(name);
        document.touch();
        return collectionOf(collection);
      },
      createVariable(name: string, collection: { id: string }, type: VariableResolvedDataType) {
        writable('createVariable');
        const id = typeof collection === 'string' ? collection : collection.id;
        const own = graph.getVariablesForCollection(id);
        if (own.some((variable) => variable.name === name)) {
          throw new Error(`in createVariable: duplicate variable name "${name}"`);
        }
        if (/[.{}]/.test(name)) throw new Error(`in createVariable: invalid variable name "${name}"`);
        if (type === 'EASING' || type === 'TIMING') {
          throw new Error(`variables of type ${type} are not implemented by the preview host`);
        }
        const variable = graph.createVariable(name, type, id);
        document.touch();
        return variableOf(variable);
      },
      getLocalVariables: old('getLocalVariables'),
      async getLocalVariablesAsync(type?: VariableResolvedDataType) {
        return [...graph.variables.values()]
          .filter((v) => type === undefined || v.type === type)
          .map(variableOf);
      },
      getLocalVariableCollections: old('getLocalVariableCollections'),
      getLocalVariableCollectionsAsync: async () => [...graph.variableCollections.values()].map(collectionOf),
      getVariableById: old('getVariableById'),
      async getVariableByIdAsync(id: string) {
        const variable = graph.variables.get(id);
        return variable ? variableOf(variable) : null;
      },
      getVariableCollectionById: old('getVariableCollectionById'),
      async getVariableCollectionByIdAsync(id: string) {
        const collection = graph.variableCollections.get(id);
        return collection ? collectionOf(collection) : null;
      },
      setBoundVariableForPaint(
        paint: SolidPaint,
        field: 'color',
        variable: { id: string } | null,
      ): SolidPaint {
        const { [field]: _, ...others } = paint.boundVariables ?? {};
        const bound =
          variable === null
            ? others
            : { ...others, [field]: { type: 'VARIABLE_ALIAS' as const, id: variable.id } };
        return { ...paint, boundVariables: bound };
      },
    } satisfies Partial<Record<keyof VariablesAPI, unknown>>,
    'figma.variables',
    { before },
  );
}

/** figma.viewport: what its user sees of the current page. */
function viewportObject(document: HostDocument, before: () => void): object {
  const middle = () => {
    const { x, y, width, height } = seenOf(document.view);
    return frozen({ x: x + width / 2, y: y + height / 2 });
  };
  return guard(
    {
      get center() {
        return middle();
      },
      set center(point: Vector) {
        document.look(viewAt(document.view, point));
      },
      get zoom() {
        return document.view.scale;
      },
      set zoom(scale: number) {
        document.look(viewAt(document.view, middle(), allowedScale(scale)));
      },
      get bounds() {
        return frozen(seenOf(document.view));
      },
      scrollAndZoomIntoView(nodes: readonly BaseNodeLike[]) {
        const boxes = nodes.map(({ id }) => document.boxOf(id));
        if (boxes.length > 0) document.look(viewOf(document.view, boxes));
      },
    } satisfies Partial<ViewportAPI>,
    'figma.viewport',
    { before },
  );
}
