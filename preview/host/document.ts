import { FigmaAPI } from '@open-pencil/core/figma-api';
import { computeImageHash, getWorldMatrix, SceneGraph, type SceneNode } from '@open-pencil/scene-graph';
import { type Box, openRenderer, type Renderer } from './render.ts';
import { type HostView, USUAL_VIEW } from './view.ts';

/** A paint style of the document. */
export interface StyleData {
  readonly id: string;
  readonly key: string;
  name: string;
  description: string;
  paints: readonly Paint[];
}

/** Figma's export constraint: a factor, or a width or height in pixels. */
export interface Constraint {
  readonly type: 'SCALE' | 'WIDTH' | 'HEIGHT';
  readonly value: number;
}

/** The most pixels on a side of an image that Figma takes. */
export const MOST_IMAGE_PIXELS = 4096;

interface Snapshot {
  readonly nodes: ReadonlyMap<string, SceneNode>;
  readonly variables: SceneGraph['variables'];
  readonly collections: SceneGraph['variableCollections'];
  readonly styles: ReadonlyMap<string, StyleData>;
  readonly selections: ReadonlyMap<string, readonly string[]>;
}

/** What happened to a document, for the plugin's events and for the page that shows it. */
export type DocumentEvent = 'change' | 'selection' | 'page' | 'view';

/**
 * A document as Figma holds it: open-pencil's scene graph with pages, selections, paint styles, undo steps and exports.
 * People (and tests) change it through this class and `graph`, plugins through the figma object of `openFigma`.
 */
export class HostDocument {
  readonly graph = new SceneGraph();
  readonly styles = new Map<string, StyleData>();
  /** What plugins keep with clientStorage; it is the user's, not the document's, but one user is enough here. */
  readonly storage = new Map<string, unknown>();
  /** Vector paths are parsed by open-pencil's own figma API. */
  readonly vectors = new FigmaAPI(this.graph);
  readonly renderer: Renderer;
  /** Motion's keyframe tracks by node; null for a Figma without Motion. */
  motion: Map<string, ManualKeyframeTrackInput> | null = null;
  /** How many modes a collection of variables may have: what the plan of the file's owner allows. */
  mostModes = 40;
  /** What its user sees of the page. */
  view: HostView = USUAL_VIEW;
  private page = this.graph.getPages()[0].id;
  private selections = new Map<string, readonly string[]>();
  private readonly listeners = new Set<(event: DocumentEvent) => void>();
  private readonly steps: Snapshot[] = [];
  private base: Snapshot;
  private dirty = false;
  private styleCount = 0;

  private constructor(renderer: Renderer) {
    this.renderer = renderer;
    this.graph.documentColorSpace = 'srgb';
    this.base = this.snapshot();
    const changed = (id: string) => {
      this.renderer.forget(id);
      this.touch();
    };
    this.graph.onNodeEvents({
      created: () => this.touch(),
      updated: changed,
      deleted: changed,
      reparented: () => this.touch(),
      reordered: () => this.touch(),
    });
  }

  /** An empty document with one page. */
  static async open(): Promise<HostDocument> {
    return new HostDocument(await openRenderer());
  }

  /** Calls back after every change; returns what ends it. */
  listen(listener: (event: DocumentEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(event: DocumentEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  /** Something changed that the scene graph does not tell of: a style, a variable. */
  touch(): void {
    this.dirty = true;
    this.graph.clearAbsPosCache();
    this.tell('change');
  }

  get currentPage(): string {
    return this.page;
  }

  set currentPage(id: string) {
    if (id === this.page) return;
    this.page = id;
    this.tell('page');
  }

  /** Shows another part of the page, at a plugin's wish. */
  look(view: HostView): void {
    this.view = view;
    this.tell('view');
  }

  /** Ids of the current page's selected layers; those removed meanwhile are left out. */
  get selection(): readonly string[] {
    return this.selectionOf(this.page);
  }

  set selection(ids: readonly string[]) {
    this.select(this.page, ids);
  }

  /** Ids of a page's selected layers. */
  selectionOf(page: string): readonly string[] {
    return (this.selections.get(page) ?? []).filter((id) => this.graph.getNode(id));
  }

  /** Selects layers of a page. */
  select(page: string, ids: readonly string[]): void {
    const before = this.selectionOf(page);
    this.selections.set(page, [...ids]);
    // What is changed from here on is undone to this selection.
    if (!this.dirty) this.base = { ...this.base, selections: new Map(this.selections) };
    if (before.length !== ids.length || before.some((id, i) => id !== ids[i])) this.tell('selection');
  }

  /** Removes a layer, as its user would. */
  remove(id: string): void {
    const node = this.graph.getNode(id);
    if (!node) return;
    const selected = this.selection.length;
    const parent = this.graph.getNode(node.parentId ?? '');
    this.graph.deleteNode(id);
    // Figma removes groups that become empty.
    if (parent?.type === 'GROUP' && parent.childIds.length === 0) this.remove(parent.id);
    if (this.selection.length !== selected) this.tell('selection');
  }

  /** The page of a node; null for the document itself and for what is gone. */
  pageOf(id: string): string | null {
    let node = this.graph.getNode(id);
    while (node && node.type !== 'CANVAS') node = this.graph.getNode(node.parentId ?? '');
    return node?.id ?? null;
  }

  /** All layers of a page, top first, with their depth. */
  layers(page = this.page): { readonly node: SceneNode; readonly depth: number }[] {
    const below = (id: string, depth: number): { node: SceneNode; depth: number }[] =>
      [...this.graph.getChildren(id)]
        .reverse()
        .flatMap((node) => [{ node, depth }, ...below(node.id, depth + 1)]);
    return below(page, 0);
  }

  /** Keeps an image's bytes; returns its hash. */
  addImage(bytes: Uint8Array): string {
    const hash = computeImageHash(bytes);
    this.graph.images.set(hash, bytes.slice());
    return hash;
  }

  /** Adds a paint style. */
  addStyle(name: string, paints: readonly Paint[]): StyleData {
    this.styleCount++;
    const key = this.styleCount.toString(16).padStart(40, '0');
    const style: StyleData = { id: `S:${key},`, key, name, description: '', paints };
    this.styles.set(style.id, style);
    this.touch();
    return style;
  }

  /** Where a node lies on the canvas. */
  boxOf(id: string): Box {
    const node = this.graph.getNode(id)!;
    const [a, b, c, d, e, f] = getWorldMatrix(node, this.graph);
    const corners = [
      [0, 0],
      [node.width, 0],
      [node.width, node.height],
      [0, node.height],
    ].map(([x, y]) => [a * x + b * y + c, d * x + e * y + f]);
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  }

  /** Where a node is drawn on the canvas, with strokes and shadows; null where nothing of it is seen. */
  renderBoxOf(id: string): Box | null {
    for (let node = this.graph.getNode(id); node; node = this.graph.getNode(node.parentId ?? '')) {
      if (!node.visible) return null;
    }
    return this.drawnBox(id);
  }

  private drawnBox(id: string): Box | null {
    const node = this.graph.getNode(id)!;
    if (!node.visible || node.opacity === 0) return null;
    const own = paints(node) ? grown(this.boxOf(id), node) : null;
    const frame = node.type === 'FRAME' || node.type === 'COMPONENT' || node.type === 'INSTANCE';
    const clip = frame && node.clipsContent ? this.boxOf(id) : null;
    const children = node.type === 'BOOLEAN_OPERATION' ? [] : node.childIds;
    const boxes = children.map((child) => intersection(this.drawnBox(child), clip));
    return [own, ...boxes].reduce(union, null);
  }

  /**
   * A node as a PNG, as Figma's exportAsync with `useAbsoluteBounds` gives it.
   * Throws Figma's error for nodes without anything to see.
   */
  async exportNode(
    id: string,
    constraint: Constraint = { type: 'SCALE', value: 1 },
    useAbsoluteBounds = true,
  ): Promise<Uint8Array> {
    if (!this.graph.getNode(id)) throw new Error(`in exportAsync: The node with id "${id}" does not exist`);
    const drawn = this.renderBoxOf(id);
    const box = useAbsoluteBounds ? this.boxOf(id) : drawn;
    if (drawn === null || box === null || box.width === 0 || box.height === 0) {
      throw new Error('in exportAsync: Failed to export node. This node may not have any visible layers.');
    }
    const { type, value } = constraint;
    if (!(value > 0)) throw new Error(`in exportAsync: Expected a constraint above 0 but got ${value}`);
    const scale = type === 'SCALE' ? value : value / (type === 'WIDTH' ? box.width : box.height);
    const pixels = (length: number) => Math.max(1, Math.round(length * scale));
    await this.renderer.prepare(this.graph, this.pageOf(id)!, [id]);
    return this.renderer.png(this.graph, id, box, pixels(box.width), pixels(box.height));
  }

  /** Makes all changes since the last step one undo step; false if there are none, or nothing is left of them. */
  commit(): boolean {
    if (!this.dirty) return false;
    this.dirty = false;
    const now = this.snapshot();
    if (contentsOf(now) === contentsOf(this.base)) return false;
    this.steps.push(this.base);
    this.base = now;
    return true;
  }

  /** Takes the last undo step back; what is not a step yet becomes one. False where there is nothing to take back. */
  undo(): boolean {
    this.commit();
    const step = this.steps.pop();
    if (step === undefined) return false;
    const { nodes, variables, collections, styles, selections } = structuredClone(step);
    const before = this.selection;
    refill(this.graph.nodes, nodes);
    refill(this.graph.variables, variables);
    refill(this.graph.variableCollections, collections);
    refill(this.styles, styles);
    this.selections = new Map(selections);
    this.base = step;
    this.renderer.forgetAll();
    this.touch();
    if (before.join() !== this.selection.join()) this.tell('selection');
    this.dirty = false;
    return true;
  }

  /** Forgets all undo steps, as when a file is opened. */
  settle(): void {
    this.commit();
    this.steps.length = 0;
  }

  private snapshot(): Snapshot {
    return structuredClone({
      nodes: this.graph.nodes,
      variables: this.graph.variables,
      collections: this.graph.variableCollections,
      styles: this.styles,
      selections: this.selections,
    });
  }
}

/** What an undo step is about, as a text: all but the selections, and which fields of a node were ever edited. */
function contentsOf({ nodes, variables, collections, styles }: Snapshot): string {
  const maps: readonly ReadonlyMap<string, unknown>[] = [nodes, variables, collections, styles];
  return JSON.stringify(
    maps.map((map) => [...map]),
    (key, value) => (key === 'source' ? undefined : value),
  );
}

function refill<T>(map: Map<string, T>, from: ReadonlyMap<string, T>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

/** Whether a node draws anything itself. */
function paints(node: SceneNode): boolean {
  if (node.width === 0 || node.height === 0) return false;
  if (node.type === 'TEXT' && node.text === '') return false;
  if (node.type === 'VECTOR' && !node.vectorNetwork?.segments.length && node.fillGeometry.length === 0)
    return false;
  return [...node.fills, ...node.strokes].some(({ visible, opacity }) => visible && opacity > 0);
}

/** A box with the strokes and shadows outside it. */
function grown(box: Box, node: SceneNode): Box {
  const outside = node.strokes
    .filter(({ visible }) => visible)
    .map(({ weight, align }) => (align === 'INSIDE' ? 0 : align === 'CENTER' ? weight / 2 : weight));
  const stroke = Math.max(0, ...outside);
  const around = (margin: number, dx = 0, dy = 0) => ({
    x: box.x - margin + dx,
    y: box.y - margin + dy,
    width: box.width + margin * 2,
    height: box.height + margin * 2,
  });
  const effects = node.effects
    .filter(({ visible, type }) => visible && (type === 'DROP_SHADOW' || type === 'LAYER_BLUR'))
    .map(({ radius, spread, offset }) => around(radius + spread, offset.x, offset.y));
  return [around(stroke), ...effects].reduce<Box | null>(union, null)!;
}

function union(a: Box | null, b: Box | null): Box | null {
  if (a === null || b === null) return a ?? b;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function intersection(a: Box | null, clip: Box | null): Box | null {
  if (a === null || clip === null) return a;
  const [x, y] = [Math.max(a.x, clip.x), Math.max(a.y, clip.y)];
  const width = Math.min(a.x + a.width, clip.x + clip.width) - x;
  const height = Math.min(a.y + a.height, clip.y + clip.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
