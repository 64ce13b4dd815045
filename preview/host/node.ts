import type { SceneNode as GraphNode, NodeType as GraphType } from '@open-pencil/scene-graph';
import { getNodeLocalMatrix, getWorldMatrix } from '@open-pencil/scene-graph';
import type { HostDocument } from './document.ts';
import { guard } from './guard.ts';
import { fillsOf, frozen, paintsOf, strokePaintsOf, strokesOf } from './paints.ts';

/** What a run of a plugin may do with a document. */
export interface Session {
  readonly document: HostDocument;
  readonly pluginId: string;
  /** Dev Mode, or a file that the user may only see. */
  readonly readOnly: boolean;
  skipInvisibleInstanceChildren: boolean;
  /** Pages whose layers may be read (dynamic-page). */
  readonly loadedPages: Set<string>;
  /** Throws once the plugin is closed. */
  alive(): void;
  /** The node as this plugin sees it. */
  wrap(id: string): HostNode;
  /** Called after changes of the layers of a page. */
  readonly pageHandlers: PageHandlers;
}

/** What plugins want to be told of a page. */
export interface PageHandlers {
  on(event: string, handler: (event: NodeChangeEvent) => void): void;
  off(event: string, handler: (event: NodeChangeEvent) => void): void;
}

const PAGE: readonly string[] = [
  'children',
  'selection',
  'loadAsync',
  'findAll',
  'findOne',
  'findChild',
  'findChildren',
  'on',
  'off',
];
/** What everything with children has. */
const SEARCHES = PAGE.slice(3, 7);
const EVERY: readonly string[] = ['id', 'type', 'name', 'parent', 'removed', 'remove', 'toString'].concat([
  'getPluginData',
  'setPluginData',
  'getPluginDataKeys',
  'getSharedPluginData',
  'setSharedPluginData',
]);
const PARENT: readonly string[] = ['appendChild', 'insertChild', 'findAllWithCriteria'];
const LAYER: readonly string[] = [
  'visible',
  'locked',
  'x',
  'y',
  'width',
  'height',
  'rotation',
  'opacity',
].concat([
  'blendMode',
  'effects',
  'relativeTransform',
  'absoluteTransform',
  'absoluteBoundingBox',
  'absoluteRenderBounds',
  'resize',
  'resizeWithoutConstraints',
  'exportAsync',
  'clone',
  'setRelaunchData',
  'getRelaunchData',
  'isMask',
  'boundVariables',
]);
const PAINTED: readonly string[] = [
  'constraints',
  'cornerRadius',
  'fills',
  'fillStyleId',
  'setFillStyleIdAsync',
  'strokes',
  'strokeWeight',
  'strokeAlign',
];
const FRAME: readonly string[] = [
  ...PARENT,
  ...PAINTED,
  'children',
  ...SEARCHES,
  'clipsContent',
  'layoutMode',
];

/** The members of a node by its type; what is not here is undefined, as in Figma. */
const MEMBERS: Partial<Record<GraphType, readonly string[]>> = {
  CANVAS: [...EVERY, ...PAGE, ...PARENT, 'setRelaunchData', 'getRelaunchData'],
  FRAME: [...EVERY, ...LAYER, ...FRAME, 'layoutPositioning'],
  COMPONENT: [...EVERY, ...LAYER, ...FRAME, 'createInstance', 'layoutPositioning'],
  INSTANCE: [...EVERY, ...LAYER, ...FRAME, 'mainComponent', 'getMainComponentAsync', 'layoutPositioning'],
  SECTION: [...EVERY, ...LAYER, ...PARENT, 'children', ...SEARCHES, 'fills'],
  GROUP: [...EVERY, ...LAYER, ...PARENT, 'children', ...SEARCHES, 'layoutPositioning'],
  VECTOR: [...EVERY, ...LAYER, ...PAINTED, 'vectorPaths', 'layoutPositioning'],
  TEXT: [...EVERY, ...LAYER, ...PAINTED, 'characters', 'layoutPositioning'],
};
/** What only a Figma with Motion has. */
const MOTION: readonly string[] = ['applyManualKeyframeTrack', 'removeManualKeyframeTrack'];
const ROOT: readonly string[] = ['children', 'documentColorProfile'];
const SHAPE = [...EVERY, ...LAYER, ...PAINTED, 'layoutPositioning'];

const FIGMA_TYPES: Partial<Record<GraphType, NodeType>> = { CANVAS: 'PAGE', ROUNDED_RECTANGLE: 'RECTANGLE' };

/** What the host implements of Figma's nodes, checked against the published typings. */
type Surface = Pick<
  FrameNode,
  | 'id'
  | 'name'
  | 'removed'
  | 'remove'
  | 'getPluginData'
  | 'setPluginData'
  | 'getPluginDataKeys'
  | 'getSharedPluginData'
  | 'setSharedPluginData'
  | 'setRelaunchData'
  | 'getRelaunchData'
  | 'visible'
  | 'locked'
  | 'x'
  | 'y'
  | 'width'
  | 'height'
  | 'rotation'
  | 'opacity'
  | 'relativeTransform'
  | 'absoluteTransform'
  | 'absoluteBoundingBox'
  | 'absoluteRenderBounds'
  | 'resize'
  | 'resizeWithoutConstraints'
  | 'applyManualKeyframeTrack'
  | 'removeManualKeyframeTrack'
  | 'setFillStyleIdAsync'
  | 'strokes'
  | 'strokeAlign'
  | 'clipsContent'
> &
  Pick<VectorNode, 'vectorPaths'> &
  Pick<TextNode, 'characters'> & { exportAsync(settings?: ExportSettings): Promise<Uint8Array> };

/** A node as a plugin holds it: a view of the scene graph's node of the same id. */
export class HostNode implements Surface {
  readonly id: string;
  private readonly session: Session;

  constructor(id: string, session: Session) {
    this.id = id;
    this.session = session;
  }

  private get document(): HostDocument {
    return this.session.document;
  }

  private get raw(): GraphNode {
    const node = this.document.graph.getNode(this.id);
    if (!node) throw new Error(`The node with id "${this.id}" does not exist`);
    return node;
  }

  private write(member: string, changes: Partial<GraphNode>): void {
    this.writable(member);
    this.document.graph.updateNode(this.raw.id, changes);
  }

  /** Throws where nothing may be written. */
  private writable(member: string): void {
    if (this.session.readOnly) throw new Error(`in ${member}: Cannot write to node in a read-only file`);
  }

  get type(): NodeType {
    const { id, type } = this.raw;
    if (id === this.document.graph.rootId) return 'DOCUMENT';
    return FIGMA_TYPES[type] ?? (type as NodeType);
  }
  get removed(): boolean {
    return !this.document.graph.getNode(this.id);
  }
  get name(): string {
    return this.raw.name;
  }
  set name(name: string) {
    this.write('set_name', { name: String(name) });
  }
  get parent(): BaseNodeLike | null {
    const { parentId } = this.raw;
    return parentId === null ? null : this.session.wrap(parentId);
  }
  remove(): void {
    this.writable('remove');
    const { id } = this.raw;
    if (this.document.pageOf(id) === id) throw new Error('in remove: Removing this node is not allowed');
    if (insideInstance(this.document, this.raw.parentId)) {
      throw new Error('in remove: Removing this node is not allowed: it is inside of an instance');
    }
    this.document.remove(id);
  }
  toString(): string {
    return `[${this.type} ${this.id}]`;
  }

  getPluginData(key: string): string {
    return this.getData(this.session.pluginId, key);
  }
  setPluginData(key: string, value: string): void {
    this.setData(this.session.pluginId, key, value);
  }
  getPluginDataKeys(): string[] {
    return this.raw.pluginData.filter((d) => d.pluginId === this.session.pluginId).map(({ key }) => key);
  }
  getSharedPluginData(namespace: string, key: string): string {
    return this.getData(`shared:${namespace}`, key);
  }
  setSharedPluginData(namespace: string, key: string, value: string): void {
    this.setData(`shared:${namespace}`, key, value);
  }
  private getData(owner: string, key: string): string {
    return this.raw.pluginData.find((d) => d.pluginId === owner && d.key === key)?.value ?? '';
  }
  private setData(owner: string, key: string, value: string): void {
    if (typeof value !== 'string')
      throw new Error(`in setPluginData: Expected a string but got ${typeof value}`);
    if (key.length + value.length > 100_000) throw new Error('in setPluginData: an entry may hold 100 kB');
    const others = this.raw.pluginData.filter((d) => d.pluginId !== owner || d.key !== key);
    const entry = value === '' ? [] : [{ pluginId: owner, key, value }];
    this.write('setPluginData', { pluginData: [...others, ...entry] });
  }
  setRelaunchData(data: { [command: string]: string }): void {
    const pluginRelaunchData = Object.entries(data).map(([command, message]) => ({
      pluginId: this.session.pluginId,
      command,
      message,
      isDeleted: false,
    }));
    this.write('setRelaunchData', { pluginRelaunchData });
  }
  getRelaunchData(): { [command: string]: string } {
    const own = this.raw.pluginRelaunchData.filter(({ pluginId }) => pluginId === this.session.pluginId);
    return Object.fromEntries(own.map(({ command, message }) => [command, message]));
  }

  get visible(): boolean {
    return this.raw.visible;
  }
  set visible(visible: boolean) {
    this.write('set_visible', { visible, boundVariables: this.unbound('visible') });
  }
  get locked(): boolean {
    return this.raw.locked;
  }
  set locked(locked: boolean) {
    this.write('set_locked', { locked });
  }
  get opacity(): number {
    return this.raw.opacity;
  }
  set opacity(opacity: number) {
    this.write('set_opacity', { opacity, boundVariables: this.unbound('opacity') });
  }
  get isMask(): boolean {
    return this.raw.isMask;
  }
  /** Those of a node's own fields; what paints are bound to is in the paints. */
  get boundVariables(): Readonly<Record<string, VariableAlias>> {
    const own = Object.entries(this.raw.boundVariables).filter(([field]) => !field.includes('/'));
    return frozen(Object.fromEntries(own.map(([field, id]) => [field, { type: 'VARIABLE_ALIAS', id }])));
  }
  /** A value that is set takes the place of a variable's. */
  private unbound(field: string): Record<string, string> {
    const { [field]: _, ...others } = this.raw.boundVariables;
    return others;
  }
  get blendMode(): BlendMode {
    return this.raw.blendMode;
  }
  set blendMode(mode: BlendMode) {
    if (mode === 'LINEAR_BURN' || mode === 'LINEAR_DODGE') {
      throw new Error(`blend mode ${mode} is not implemented by the preview host`);
    }
    this.write('set_blendMode', { blendMode: mode });
  }
  /** In Figma the children of a group lie in the coordinates of what the group lies in. */
  private get groupOffset(): { x: number; y: number } {
    const offset = { x: 0, y: 0 };
    let node = this.document.graph.getNode(this.raw.parentId ?? '');
    for (; node?.type === 'GROUP'; node = this.document.graph.getNode(node.parentId ?? '')) {
      offset.x += node.x;
      offset.y += node.y;
    }
    return offset;
  }
  get x(): number {
    return this.raw.x + this.groupOffset.x;
  }
  set x(x: number) {
    this.write('set_x', { x: finite('set_x', x) - this.groupOffset.x });
  }
  get y(): number {
    return this.raw.y + this.groupOffset.y;
  }
  set y(y: number) {
    this.write('set_y', { y: finite('set_y', y) - this.groupOffset.y });
  }
  get width(): number {
    return this.raw.width;
  }
  get height(): number {
    return this.raw.height;
  }
  get rotation(): number {
    return this.raw.rotation;
  }
  set rotation(rotation: number) {
    this.write('set_rotation', { rotation: finite('set_rotation', rotation) });
  }
  get effects(): readonly Effect[] {
    return frozen(structuredClone(this.raw.effects)) as unknown as readonly Effect[];
  }
  set effects(effects: readonly Effect[]) {
    this.write('set_effects', { effects: structuredClone(effects) as unknown as GraphNode['effects'] });
  }
  get cornerRadius(): number {
    return this.raw.cornerRadius;
  }
  set cornerRadius(cornerRadius: number) {
    this.write('set_cornerRadius', { cornerRadius: finite('set_cornerRadius', cornerRadius) });
  }
  get constraints(): Constraints {
    const { horizontalConstraint: horizontal, verticalConstraint: vertical } = this.raw;
    return frozen({ horizontal, vertical });
  }
  set constraints({ horizontal, vertical }: Constraints) {
    this.write('set_constraints', { horizontalConstraint: horizontal, verticalConstraint: vertical });
  }
  get relativeTransform(): Transform {
    return transform(getNodeLocalMatrix(this.raw));
  }
  get absoluteTransform(): Transform {
    return transform(getWorldMatrix(this.raw, this.document.graph));
  }
  get absoluteBoundingBox(): Rect | null {
    return frozen({ ...this.document.boxOf(this.raw.id) });
  }
  get absoluteRenderBounds(): Rect | null {
    const box = this.document.renderBoxOf(this.raw.id);
    return box && frozen({ ...box });
  }
  get layoutMode(): string {
    return this.raw.layoutMode;
  }
  get layoutPositioning(): 'AUTO' | 'ABSOLUTE' {
    return this.raw.layoutPositioning;
  }
  set layoutPositioning(layoutPositioning: 'AUTO' | 'ABSOLUTE') {
    this.write('set_layoutPositioning', { layoutPositioning });
  }
  resize(width: number, height: number): void {
    for (const side of [width, height]) {
      if (!(finite('resize', side) >= 0.01))
        throw new Error(`in resize: Expected a side of at least 0.01, got ${side}`);
    }
    this.write('resize', { width, height });
  }
  resizeWithoutConstraints(width: number, height: number): void {
    this.resize(width, height);
  }
  applyManualKeyframeTrack(field: KeyframeField, track: ManualKeyframeTrackInput): void {
    this.writable('applyManualKeyframeTrack');
    if (field.type !== 'PROPERTY' || field.name !== 'OPACITY')
      throw new Error('keyframes of anything but opacity are not implemented by the preview host');
    this.document.motion?.set(this.id, structuredClone(track));
  }
  removeManualKeyframeTrack(): void {
    this.document.motion?.delete(this.id);
  }
  async exportAsync(settings: ExportSettings = { format: 'PNG' }): Promise<Uint8Array> {
    const { format, contentsOnly = true, useAbsoluteBounds = false, colorProfile = 'DOCUMENT' } = settings;
    if (format !== 'PNG') throw new Error(`exportAsync as ${format} is not implemented by the preview host`);
    if (!contentsOnly || colorProfile === 'DISPLAY_P3_V4') {
      throw new Error('exportAsync with contentsOnly false or in P3 is not implemented by the preview host');
    }
    return this.document.exportNode(
      this.id,
      settings.constraint ?? { type: 'SCALE', value: 1 },
      useAbsoluteBounds,
    );
  }
  clone(): HostNode {
    this.writable('clone');
    const clone = this.document.graph.cloneTree(this.raw.id, this.document.currentPage);
    return this.session.wrap(clone!.id);
  }

  get fills(): readonly Paint[] {
    return paintsOf(this.raw.fills, this.raw.boundVariables);
  }
  set fills(paints: readonly Paint[]) {
    this.setFills(paints, null);
  }
  private setFills(paints: readonly Paint[], style: string | null): void {
    const { fills, bound } = fillsOf(paints);
    const { boundVariables } = this.raw;
    const others = Object.entries(boundVariables).filter(([field]) => !field.startsWith('fills/'));
    this.write('set_fills', { fills, fillStyleId: style });
    this.write('set_fills', { boundVariables: { ...Object.fromEntries(others), ...bound } });
  }
  get fillStyleId(): string {
    return this.raw.fillStyleId ?? '';
  }
  set fillStyleId(_id: string) {
    throw dynamicPage('set_fillStyleId', 'node.setFillStyleIdAsync');
  }
  async setFillStyleIdAsync(id: string): Promise<void> {
    const style = this.document.styles.get(id);
    if (id !== '' && !style) throw new Error(`in setFillStyleIdAsync: there is no style with id "${id}"`);
    this.setFills(style?.paints ?? this.fills, style?.id ?? null);
  }
  get strokes(): readonly Paint[] {
    return strokePaintsOf(this.raw.strokes);
  }
  set strokes(paints: readonly Paint[]) {
    this.write('set_strokes', { strokes: strokesOf(paints, this.strokeWeight, this.strokeAlign) });
  }
  get strokeWeight(): number {
    return this.raw.strokes[0]?.weight ?? 1;
  }
  set strokeWeight(weight: number) {
    this.write('set_strokeWeight', { strokes: this.raw.strokes.map((stroke) => ({ ...stroke, weight })) });
  }
  get strokeAlign(): 'INSIDE' | 'CENTER' | 'OUTSIDE' {
    return this.raw.strokes[0]?.align ?? 'INSIDE';
  }
  set strokeAlign(align: 'INSIDE' | 'CENTER' | 'OUTSIDE') {
    this.write('set_strokeAlign', { strokes: this.raw.strokes.map((stroke) => ({ ...stroke, align })) });
  }
  get clipsContent(): boolean {
    return this.raw.clipsContent;
  }
  set clipsContent(clipsContent: boolean) {
    this.write('set_clipsContent', { clipsContent });
  }
  get characters(): string {
    return this.raw.text;
  }
  set characters(text: string) {
    this.write('set_characters', { text });
  }
  get vectorPaths(): VectorPaths {
    return frozen(this.document.vectors.wrapNode(this.raw.id).vectorPaths.map((path) => ({ ...path })));
  }
  set vectorPaths(paths: VectorPaths) {
    this.writable('set_vectorPaths');
    this.document.vectors.wrapNode(this.raw.id).vectorPaths = paths.map(({ windingRule, data }) => ({
      windingRule,
      data,
    }));
  }

  get documentColorProfile(): DocumentNode['documentColorProfile'] {
    return 'SRGB';
  }
  get children(): readonly HostNode[] {
    const { raw, session } = this;
    if (raw.type === 'CANVAS' && !session.loadedPages.has(raw.id)) {
      throw new Error(
        'in get_children: Cannot access children of a page that is not loaded. Call loadAsync() first.',
      );
    }
    const hidden = session.skipInvisibleInstanceChildren && insideInstance(this.document, raw.id);
    const nodes = this.document.graph.getChildren(raw.id).filter((node) => !hidden || node.visible);
    return frozen(nodes.map(({ id }) => id)).map((id) => session.wrap(id));
  }
  appendChild(child: BaseNodeLike): void {
    this.insertChild(this.raw.childIds.filter((id) => id !== child.id).length, child);
  }
  insertChild(index: number, { id }: BaseNodeLike): void {
    this.writable('insertChild');
    const { graph } = this.document;
    if (!graph.getNode(id)) throw new Error(`in insertChild: The node with id "${id}" does not exist`);
    if (insideInstance(this.document, this.raw.id)) {
      throw new Error(
        'in insertChild: Cannot move node. New parent is an instance or is inside of an instance',
      );
    }
    if (graph.isDescendant(this.raw.id, id))
      throw new Error('in insertChild: A node cannot be its own parent');
    // The x and y of a node stay as they are when its parent changes.
    graph.insertChildAt(id, this.raw.id, index);
  }
  findAll(test: (node: HostNode) => boolean = () => true): HostNode[] {
    return this.children.flatMap((node) => [
      ...(test(node) ? [node] : []),
      ...(childrenOf(node)?.(test) ?? []),
    ]);
  }
  findOne(test: (node: HostNode) => boolean): HostNode | null {
    return this.findAll(test)[0] ?? null;
  }
  findChildren(test: (node: HostNode) => boolean = () => true): HostNode[] {
    return this.children.filter((node) => test(node));
  }
  findChild(test: (node: HostNode) => boolean): HostNode | null {
    return this.findChildren(test)[0] ?? null;
  }
  findAllWithCriteria({
    types,
    pluginData,
  }: FindAllCriteria<NodeType[]> & { pluginData?: { keys?: string[] } }): HostNode[] {
    return this.findAll((node) => {
      const keys = pluginData && node.getPluginDataKeys();
      const wanted = pluginData?.keys;
      return (
        (types === undefined || types.includes(node.type)) &&
        (keys === undefined || (wanted ? keys.some((key) => wanted.includes(key)) : keys.length > 0))
      );
    });
  }

  get mainComponent(): never {
    throw dynamicPage('get_mainComponent', 'node.getMainComponentAsync');
  }
  async getMainComponentAsync(): Promise<HostNode | null> {
    const main = this.document.graph.getMainComponent(this.raw.id);
    return main ? this.session.wrap(main.id) : null;
  }
  createInstance(): HostNode {
    this.writable('createInstance');
    return this.session.wrap(this.document.graph.createInstance(this.raw.id, this.document.currentPage)!.id);
  }

  get selection(): readonly HostNode[] {
    return this.document.selectionOf(this.raw.id).map((id) => this.session.wrap(id));
  }
  set selection(nodes: readonly BaseNodeLike[]) {
    for (const { id } of nodes) {
      if (this.document.pageOf(id) !== this.raw.id || id === this.raw.id) {
        throw new Error('in set_selection: The selection of a page can only include nodes in that page');
      }
    }
    this.document.select(
      this.raw.id,
      nodes.map(({ id }) => id),
    );
  }
  async loadAsync(): Promise<void> {
    this.session.loadedPages.add(this.raw.id);
  }
  /** Handlers are told of changes on all loaded pages: which page it was is not looked at here. */
  on(event: string, handler: (event: NodeChangeEvent) => void): void {
    this.session.pageHandlers.on(event, handler);
  }
  off(event: string, handler: (event: NodeChangeEvent) => void): void {
    this.session.pageHandlers.off(event, handler);
  }
}

/** Whatever carries a node's id: a node that came back out of a VM. */
export type BaseNodeLike = Pick<HostNode, 'id'>;

/** A node behind the guard that hides what its type does not have. */
export function guardedNode(id: string, session: Session): HostNode {
  const { graph } = session.document;
  const { type } = graph.getNode(id)!;
  const members = new Set(id === graph.rootId ? [...EVERY, ...ROOT] : (MEMBERS[type] ?? SHAPE));
  const here = `${type.toLowerCase()} node`;
  const known = new Set([...Object.values(MEMBERS).flat(), ...SHAPE, ...ROOT]);
  return guard(new HostNode(id, session), here, {
    has: (name) => {
      if (MOTION.includes(name)) return session.document.motion !== null;
      if (!known.has(name)) throw new Error(`${here}.${name} is not implemented by the preview host`);
      return members.has(name);
    },
    before: session.alive,
  });
}

/** What Figma's sync getters throw with documentAccess "dynamic-page". */
export const dynamicPage = (member: string, instead: string) =>
  new Error(`in ${member}: Cannot call with documentAccess: dynamic-page. Use ${instead} instead.`);

const childrenOf = (node: HostNode) =>
  'children' in node ? (test: (node: HostNode) => boolean) => node.findAll(test) : undefined;

function insideInstance(document: HostDocument, id: string | null): boolean {
  for (
    let node = document.graph.getNode(id ?? '');
    node;
    node = document.graph.getNode(node.parentId ?? '')
  ) {
    if (node.type === 'INSTANCE') return true;
  }
  return false;
}

function finite(member: string, value: number): number {
  if (!Number.isFinite(value)) throw new Error(`in ${member}: Expected a number but got ${String(value)}`);
  return value;
}

const transform = ([a, b, c, d, e, f]: ArrayLike<number> & Iterable<number>): Transform =>
  frozen([
    [a, b, c],
    [d, e, f],
  ]);
