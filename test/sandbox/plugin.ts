import { build } from 'esbuild';
import { HostDocument } from '../../preview/host/document.ts';
import { type Host, type HostOptions, openHost } from '../../preview/host/host.ts';
import type { PixelArt } from '../../src/core/image.ts';
import { encodeIndexedPng } from '../../src/core/png.ts';
import { vectorsOf } from '../../src/export/vectors.ts';
import {
  PROTOCOL,
  type ToSandbox,
  type ToUi,
  type VectorsResult,
  type WriteItem,
} from '../../src/messages.ts';
import { randomArt, someColours } from '../support/art.ts';

let built: Promise<string> | undefined;

/** The plugin's code.js, bundled as it is shipped. */
export function pluginCode(): Promise<string> {
  built ??= build({
    entryPoints: ['src/code.ts'],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    write: false,
  }).then(({ outputFiles }) => outputFiles[0].text);
  return built;
}

type Question = Extract<ToSandbox, { request: number }>;
type Answer = Extract<ToUi, { request: number }>;
type WithoutRequest<T> = T extends unknown ? Omit<T, 'request'> : never;

/** The plugin, driven as its UI would. */
export class Plugin {
  private requests = 0;

  private constructor(readonly host: Host) {}

  /** Runs a command of the plugin's. */
  static async run(document: HostDocument, options: Partial<HostOptions> = {}): Promise<Plugin> {
    return new Plugin(
      await openHost({ code: await pluginCode(), document, command: 'pixelize', ...options }),
    );
  }

  /** The `start` message of a UI that has just been loaded. */
  async start(): Promise<Extract<ToUi, { type: 'start' }>> {
    await this.tell({ type: 'ready', version: PROTOCOL });
    return this.host.message<Extract<ToUi, { type: 'start' }>>(({ type }) => type === 'start');
  }

  tell(message: ToSandbox): Promise<void> {
    return this.host.toPlugin(message);
  }

  /** Asks and waits for the answer, whatever it is. */
  ask(question: WithoutRequest<Question>): Promise<Answer> {
    const request = ++this.requests;
    void this.tell({ ...question, request } as Question);
    return this.host.message<Answer>((message) => message.request === request);
  }

  /** Asks and expects an answer of a type. */
  async get<T extends Answer['type']>(
    type: T,
    question: WithoutRequest<Question>,
  ): Promise<Extract<Answer, { type: T }>> {
    const answer = await this.ask(question);
    if (answer.type !== type) throw new Error(`${type} expected, received ${JSON.stringify(answer)}`);
    return answer as Extract<Answer, { type: T }>;
  }

  /** Why something is refused. */
  async reason(question: WithoutRequest<Question>): Promise<string> {
    return (await this.get('failed', question)).reason;
  }

  /** Ends the run. Throws what the plugin's code threw where nobody caught it. */
  close(): void {
    this.host.close();
    if (this.host.errors.length > 0) throw this.host.errors[0];
  }
}

const FOUR = someColours(4, 9);
/** Art of four colours. */
export const ART: PixelArt = randomArt(8, 6, FOUR, 3);

/** What is written for a layer: `ART`, four canvas pixels an art pixel, so 32 × 24. */
export function item(layer: string, changes: Partial<WriteItem> = {}): WriteItem {
  return {
    layer,
    updates: null,
    suffix: '8×6',
    result: { kind: 'image', png: encodeIndexedPng(ART, 4), width: 32, height: 24 },
    place: 'beside',
    bind: 'none',
    again: 'pixelize',
    settings: { pixelize: { colors: 4 } },
    ...changes,
  };
}

/** `ART` as vectors. */
export const vectors = (): VectorsResult => ({
  kind: 'vectors',
  ...vectorsOf(ART, { width: 32, height: 24 }),
});

type NodeProps = Parameters<HostDocument['graph']['createNode']>[2];
type NodeKind = Parameters<HostDocument['graph']['createNode']>[0];

const RED = { type: 'SOLID', color: { r: 1, g: 0, b: 0, a: 1 }, opacity: 1, visible: true } as const;

/** A document, and how layers get into it. */
export async function newDocument() {
  const document = await HostDocument.open();
  const add = (type: NodeKind, name: string, props: NodeProps = {}, parent = document.currentPage): string =>
    document.graph.createNode(type, parent, { name, width: 100, height: 80, fills: [RED], ...props }).id;
  return { document, add };
}

/** Names of the layers in a layer or page, bottom first. */
export const namesIn = (document: HostDocument, parent = document.currentPage): string[] =>
  document.graph.getChildren(parent).map(({ name }) => name);

/** Everything of a document that a job could leave something in. */
export function contents({ document }: Awaited<ReturnType<typeof newDocument>>) {
  const { graph, styles } = document;
  return structuredClone({
    // `source` tells which fields were ever edited.
    nodes: [...graph.nodes.values()].map(({ source, ...node }) => node),
    styles: [...styles.keys()],
    variables: [...graph.variables.keys()],
    collections: [...graph.variableCollections.keys()],
  });
}
