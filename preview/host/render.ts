import { SkiaRenderer } from '@open-pencil/core/canvas';
import { getCanvasKit } from '@open-pencil/core/canvaskit';
import { fontManager } from '@open-pencil/core/text';
import { getWorldMatrix, type SceneGraph } from '@open-pencil/scene-graph';

type CanvasKit = Awaited<ReturnType<typeof getCanvasKit>>;
type Canvas = ReturnType<NonNullable<ReturnType<CanvasKit['MakeSurface']>>['getCanvas']>;

/** A rectangle of the canvas. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Skia behind a scene graph, without the supersampling of open-pencil's own exports: at 1× it is exact. */
export interface Renderer {
  /** A node as a PNG of width × height pixels that show `box`; only the node itself, on nothing. */
  png(graph: SceneGraph, id: string, box: Box, width: number, height: number): Uint8Array;
  /** A page as RGBA pixels, width × height, with `box`'s top left corner in theirs, `scale` pixels a canvas pixel. */
  page(
    graph: SceneGraph,
    page: string,
    view: { readonly x: number; readonly y: number; readonly scale: number },
    width: number,
    height: number,
  ): Uint8ClampedArray<ArrayBuffer>;
  /** Width and height of a picture in a file; null if it cannot be decoded. */
  sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } | null;
  /** Loads the fonts of the texts under a node. */
  prepare(graph: SceneGraph, page: string, ids: readonly string[]): Promise<void>;
  /** Forgets what was drawn of a node before it changed. */
  forget(id: string): void;
  /** Forgets all that was drawn, not the decoded pictures. */
  forgetAll(): void;
}

const EVERYWHERE = { x: -1e9, y: -1e9, w: 2e9, h: 2e9 };

let opened: Promise<Renderer> | undefined;

/** The one renderer of the process or page. */
export function openRenderer(): Promise<Renderer> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Renderer> {
  // What is not bundled is not fetched from the network.
  fontManager.setOnlineFontProviders({});
  const ck = await getCanvasKit();
  const surface = ck.MakeSurface(1, 1);
  if (surface === null) throw new Error('CanvasKit made no surface');
  const skia = new SkiaRenderer(ck, surface);
  skia.dpr = 1;
  await skia.loadFonts();

  const draw = <T>(
    width: number,
    height: number,
    paint: (canvas: Canvas) => void,
    take: (c: Canvas) => T,
  ): T => {
    const pixels = ck.Malloc(Uint8Array, width * height * 4);
    const target = ck.MakeRasterDirectSurface(
      {
        alphaType: ck.AlphaType.Premul,
        colorType: ck.ColorType.RGBA_8888,
        colorSpace: ck.ColorSpace.SRGB,
        width,
        height,
      },
      pixels,
      width * 4,
    );
    try {
      if (target === null) throw new Error('Failed to export node. The image is too large.');
      const canvas = target.getCanvas();
      skia.worldViewport = EVERYWHERE;
      paint(canvas);
      target.flush();
      return take(canvas);
    } finally {
      target?.delete();
      ck.Free(pixels);
    }
  };
  const read = (canvas: Canvas, width: number, height: number): Uint8Array => {
    const pixels = canvas.readPixels(0, 0, {
      alphaType: ck.AlphaType.Unpremul,
      colorType: ck.ColorType.RGBA_8888,
      colorSpace: ck.ColorSpace.SRGB,
      width,
      height,
    });
    if (!(pixels instanceof Uint8Array)) throw new Error('CanvasKit read no pixels');
    return pixels;
  };

  const forget = (id: string) => {
    skia.invalidateNodePicture(id);
    skia.invalidateVectorPath(id);
  };
  return {
    forget,
    forgetAll: () => {
      for (const id of [...skia.vectorPathCache.keys(), ...skia.vectorStrokePathCache.keys()]) forget(id);
      skia.invalidateAllPictures();
    },
    async prepare(graph, page, ids) {
      const restore = await skia.prepareForExport(graph, page, [...ids]);
      restore();
    },
    sizeOf(bytes) {
      const image = ck.MakeImageFromEncoded(bytes);
      if (image === null) return null;
      const size = { width: image.width(), height: image.height() };
      image.delete();
      return size;
    },
    png(graph, id, box, width, height) {
      const parent = graph.getNode(graph.getNode(id)?.parentId ?? '');
      const paint = (canvas: Canvas) => {
        canvas.clear(ck.TRANSPARENT);
        canvas.scale(width / box.width, height / box.height);
        canvas.translate(-box.x, -box.y);
        if (parent) canvas.concat([...getWorldMatrix(parent, graph)]);
        skia.renderNode(canvas, graph, id, {});
      };
      return draw(width, height, paint, (canvas) => {
        const pixels = read(canvas, width, height);
        const image = ck.MakeImage(
          {
            alphaType: ck.AlphaType.Unpremul,
            colorType: ck.ColorType.RGBA_8888,
            colorSpace: ck.ColorSpace.SRGB,
            width,
            height,
          },
          pixels,
          width * 4,
        );
        const png = image?.encodeToBytes(ck.ImageFormat.PNG, 100);
        image?.delete();
        if (!png) throw new Error('Failed to export node. The image is too large.');
        return new Uint8Array(png);
      });
    },
    page(graph, page, view, width, height) {
      const paint = (canvas: Canvas) => {
        canvas.clear(ck.TRANSPARENT);
        canvas.scale(view.scale, view.scale);
        canvas.translate(-view.x, -view.y);
        skia.renderSceneToCanvas(canvas, graph, page);
      };
      return draw(width, height, paint, (canvas) => new Uint8ClampedArray(read(canvas, width, height)));
    },
  };
}
