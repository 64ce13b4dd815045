import { decode, encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { HostDocument } from '../../preview/host/document.ts';
import { type HostOptions, openHost } from '../../preview/host/host.ts';
import { random as seeded } from '../../src/core/random.ts';

const solid = (r: number, g: number, b: number) =>
  ({ type: 'SOLID', color: { r, g, b, a: 1 }, opacity: 1, visible: true }) as const;

/** A document with a red frame of 40×30 at (10, 20) and a hidden rectangle. */
async function example() {
  const document = await HostDocument.open();
  const frame = document.graph.createNode('FRAME', document.currentPage, {
    name: 'Red',
    x: 10,
    y: 20,
    width: 40,
    height: 30,
    fills: [solid(1, 0, 0)],
  });
  const hidden = document.graph.createNode('RECTANGLE', document.currentPage, {
    name: 'Hidden',
    width: 8,
    height: 8,
    visible: false,
    fills: [solid(0, 0, 1)],
  });
  document.selection = [frame.id];
  document.settle();
  return { document, frame, hidden };
}

/** Random opaque and transparent pixels. */
function noise(width: number, height: number): Uint8Array {
  const random = seeded(7);
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const opaque = random() < 0.8;
    if (opaque) data.set([random() * 256, random() * 256, random() * 256, 255], i * 4);
  }
  return data;
}

describe.each(['quickjs', 'native'] as const)('in %s', (vm) => {
  const run = async (code: string, options: Partial<HostOptions> = {}) => openHost({ code, vm, ...options });
  /** Runs the body of an async function; what it returns is posted to the UI. */
  const answer = async (body: string, options: Partial<HostOptions> = {}) => {
    const code = `figma.showUI('<p>', { visible: false });
      (async () => { ${body} })().then((r) => figma.ui.postMessage(r === undefined ? null : r), (e) => figma.ui.postMessage({ failed: e.message }));`;
    const host = await run(code, options);
    const message = await host.message();
    expect(host.errors).toEqual([]);
    host.close();
    return message;
  };

  test('the view of its user, which plugins move', async () => {
    const { document, frame } = await example();
    const seen = await answer(
      `const { bounds, zoom, center } = figma.viewport;
       figma.viewport.zoom = 2; figma.viewport.center = { x: 100, y: 50 };
       const moved = { bounds: figma.viewport.bounds, zoom: figma.viewport.zoom };
       figma.viewport.scrollAndZoomIntoView(figma.currentPage.selection);
       return { bounds, zoom, center, moved, last: figma.viewport.center, lastZoom: figma.viewport.zoom };`,
      { document },
    );
    expect(seen).toEqual({
      bounds: { x: -640, y: -360, width: 1280, height: 720 },
      zoom: 1,
      center: { x: 0, y: 0 },
      moved: { bounds: { x: -220, y: -130, width: 640, height: 360 }, zoom: 2 },
      last: { x: 30, y: 35 },
      lastZoom: 1,
    });
    expect(document.selection).toEqual([frame.id]);
  });

  test('nodes, selection and frozen fills as Figma gives them', async () => {
    const { document } = await example();
    const seen = await answer(
      `const [node] = figma.currentPage.selection;
       const fills = node.fills;
       let push = 'no error'; try { 'use strict'; Object.isFrozen(fills) || (push = 'not frozen'); } catch (e) {}
       return { type: node.type, name: node.name, parent: node.parent.type, box: node.absoluteBoundingBox, fills,
         hasChildren: 'children' in node, hasPaths: 'vectorPaths' in node, paths: node.vectorPaths,
         missing: await figma.getNodeByIdAsync('99:99'), editor: figma.editorType };`,
      { document },
    );
    expect(seen).toMatchObject({
      type: 'FRAME',
      name: 'Red',
      parent: 'PAGE',
      box: { x: 10, y: 20, width: 40, height: 30 },
      fills: [{ type: 'SOLID', color: { r: 1, g: 0, b: 0 }, opacity: 1, visible: true, blendMode: 'NORMAL' }],
      hasChildren: true,
      hasPaths: false,
      paths: undefined,
      missing: null,
      editor: 'figma',
    });
  });

  test('an image in a rectangle of its size comes out of exportAsync with 0 differing bytes', async () => {
    const pixels = noise(61, 43);
    const png = encode({ width: 61, height: 43, data: pixels, channels: 4 });
    const host = await run(
      `figma.showUI('<p>');
       figma.ui.onmessage = async ({ png }) => {
         const image = figma.createImage(png);
         const node = figma.createRectangle();
         node.x = 7; node.y = -3;
         node.resize(61, 43);
         node.fills = [{ type: 'IMAGE', scaleMode: 'FILL', imageHash: image.hash }];
         const bytes = await node.exportAsync({ format: 'PNG', useAbsoluteBounds: true });
         figma.ui.postMessage({ bytes, size: await image.getSizeAsync(), stored: await figma.getImageByHash(image.hash).getBytesAsync() });
       };`,
    );
    await host.toPlugin({ png });
    const { bytes, size, stored } = await host.message<{
      bytes: Uint8Array;
      size: object;
      stored: Uint8Array;
    }>();
    expect(host.errors).toEqual([]);
    host.close();
    expect(size).toEqual({ width: 61, height: 43 });
    expect(Buffer.from(stored).equals(Buffer.from(png))).toBe(true);
    const out = decode(bytes);
    expect([out.width, out.height]).toEqual([61, 43]);
    expect(Buffer.from(out.data.buffer).equals(Buffer.from(pixels))).toBe(true);
  });

  test('vectors are drawn with holes, at whole coordinates without a blended pixel', async () => {
    const { document } = await example();
    const id = (await answer(
      `const node = figma.createVector();
       node.strokes = [];
       node.fills = [{ type: 'SOLID', color: { r: 0, g: 1, b: 0 } }];
       node.vectorPaths = [{ windingRule: 'EVENODD', data: 'M 4 4 L 20 4 L 20 16 L 4 16 Z M 8 8 L 12 8 L 12 12 L 8 12 Z' }];
       return node.id;`,
      { document },
    )) as string;
    expect(document.boxOf(id)).toEqual({ x: 4, y: 4, width: 16, height: 12 });
    const { data } = decode(await document.exportNode(id));
    const at = (x: number, y: number) => [...data.slice((y * 16 + x) * 4, (y * 16 + x) * 4 + 4)];
    expect(at(0, 0)).toEqual([0, 255, 0, 255]);
    expect(at(3, 3)).toEqual([0, 255, 0, 255]);
    expect(at(4, 4)).toEqual([0, 0, 0, 0]);
    expect(at(7, 7)).toEqual([0, 0, 0, 0]);
    expect(at(8, 8)).toEqual([0, 255, 0, 255]);
    const alphas = new Set(data.filter((_, i) => i % 4 === 3));
    expect([...alphas].sort((a, b) => a - b)).toEqual([0, 255]);
  });

  test('export constraints give exact sizes', async () => {
    const { document } = await example();
    const seen = (await answer(
      `const [node] = figma.currentPage.selection;
       const sizes = [['SCALE', 1], ['SCALE', 2.5], ['WIDTH', 123], ['HEIGHT', 9]];
       return Promise.all(sizes.map(([type, value]) => node.exportAsync({ format: 'PNG', constraint: { type, value }, useAbsoluteBounds: true })));`,
      { document },
    )) as Uint8Array[];
    const sizes = seen.map((png) => decode(png)).map(({ width, height }) => [width, height]);
    expect(sizes).toEqual([
      [40, 30],
      [100, 75],
      [123, 92],
      [12, 9],
    ]);
  });

  test('what is hidden, empty or gone is not exported', async () => {
    const { document, hidden } = await example();
    const seen = await answer(
      `const hidden = await figma.getNodeByIdAsync('${hidden.id}');
       const text = async (f) => { try { await f(); return 'no error'; } catch (e) { return e.message; } };
       const gone = figma.createRectangle(); gone.remove();
       const empty = figma.createFrame(); empty.fills = [];
       return { bounds: hidden.absoluteRenderBounds, hidden: await text(() => hidden.exportAsync()), removed: gone.removed,
         gone: await text(() => gone.name), empty: await text(() => empty.exportAsync()), none: empty.absoluteRenderBounds };`,
      { document },
    );
    expect(seen).toMatchObject({
      bounds: null,
      none: null,
      hidden: expect.stringContaining('may not have any visible layers'),
      empty: expect.stringContaining('may not have any visible layers'),
      removed: true,
      gone: expect.stringContaining('does not exist'),
    });
  });

  test('what the host or Figma does not offer throws', async () => {
    const seen = await answer(
      `const text = (f) => { try { f(); return 'no error'; } catch (e) { return e.message; } };
       const node = figma.createRectangle();
       return [text(() => figma.createSticky()), text(() => node.reactions), text(() => figma.getNodeById(node.id)),
         text(() => { figma.currentPage = figma.currentPage; }), text(() => figma.getLocalPaintStyles()),
         text(() => { node.fillStyleId = ''; }), text(() => { node.fills = [{ type: 'SOLID', color: { r: 2, g: 0, b: 0 } }]; }),
         text(() => figma.createImage(new Uint8Array([1, 2, 3]))), text(() => node.resize(0, 5)),
         text(() => figma.ui.postMessage(new Float32Array(2)))];`,
    );
    const expected = [
      'figma.createSticky is not implemented',
      'reactions is not implemented',
      'dynamic-page',
      'dynamic-page',
      'dynamic-page',
      'dynamic-page',
      '[0, 1]',
      'Image type is unsupported',
      'at least 0.01',
      'Float32Array',
    ];
    expect(seen).toEqual(expected.map((part) => expect.stringContaining(part)));
  });

  test('pictures above 4096 pixels are refused', async () => {
    const png = encode({ width: 4097, height: 1, data: new Uint8Array(4097 * 3), channels: 3 });
    const host = await run(
      `figma.showUI('<p>');
       figma.ui.onmessage = (png) => { try { figma.createImage(png); } catch (e) { figma.ui.postMessage(e.message); } };`,
    );
    await host.toPlugin(png);
    expect(await host.message()).toContain('too large');
    host.close();
  });

  test('a run is one undo step; commitUndo makes more', async () => {
    const { document, frame } = await example();
    const names = () => document.layers().map(({ node }) => node.name);
    await answer(
      `const [node] = figma.currentPage.selection;
       node.visible = false;
       const a = figma.createFrame(); a.name = 'A';
       const b = figma.createRectangle(); b.name = 'B'; a.appendChild(b);
       figma.currentPage.selection = [a];`,
      { document },
    );
    expect(names()).toEqual(['A', 'B', 'Hidden', 'Red']);
    expect(document.undo()).toBe(true);
    expect(names()).toEqual(['Hidden', 'Red']);
    expect(document.graph.getNode(frame.id)!.visible).toBe(true);
    expect(document.selection).toEqual([frame.id]);
    expect(document.undo()).toBe(false);

    await answer(`figma.createFrame().name = 'A'; figma.commitUndo(); figma.createFrame().name = 'B';`, {
      document,
    });
    expect(names()).toEqual(['B', 'A', 'Hidden', 'Red']);
    document.undo();
    expect(names()).toEqual(['A', 'Hidden', 'Red']);
    document.undo();
    expect(names()).toEqual(['Hidden', 'Red']);
  });

  test('an undo brings back what was selected before the change', async () => {
    const { document, frame, hidden } = await example();
    document.selection = [hidden.id];
    await answer(`figma.currentPage.selection = [figma.createFrame()];`, { document });
    document.undo();
    expect(document.selection).toEqual([hidden.id]);
    document.selection = [frame.id];
    expect(document.undo()).toBe(false);
    expect(document.selection).toEqual([frame.id]);
  });

  test('what is made and removed again is no undo step', async () => {
    const { document } = await example();
    const names = () => document.layers().map(({ node }) => node.name);
    await answer(`figma.createFrame().name = 'A';`, { document });
    await answer(
      `const made = figma.createRectangle();
       await made.exportAsync();
       made.remove();
       const [node] = figma.currentPage.selection;
       node.visible = false; node.visible = true;`,
      { document },
    );
    expect(names()).toEqual(['A', 'Hidden', 'Red']);
    expect(document.undo()).toBe(true);
    expect(names()).toEqual(['Hidden', 'Red']);
    expect(document.undo()).toBe(false);
  });

  test('paint styles and variables recolour what is bound to them', async () => {
    const { document } = await example();
    const [styled, bound] = (await answer(
      `const style = figma.createPaintStyle();
       style.name = 'Art/1';
       style.paints = [{ type: 'SOLID', color: { r: 0, g: 0, b: 1 } }];
       const styled = figma.createRectangle();
       await styled.setFillStyleIdAsync(style.id);
       const collection = figma.variables.createVariableCollection('Art');
       const variable = figma.variables.createVariable('1', collection, 'COLOR');
       variable.setValueForMode(collection.modes[0].modeId, { r: 0, g: 0, b: 1 });
       const bound = figma.createRectangle();
       bound.fills = [figma.variables.setBoundVariableForPaint({ type: 'SOLID', color: { r: 0, g: 0, b: 0 } }, 'color', variable)];
       return [styled.id, bound.id];`,
      { document },
    )) as string[];
    const colour = async (id: string) => [...decode(await document.exportNode(id)).data.slice(0, 4)];
    expect(await colour(styled)).toEqual([0, 0, 255, 255]);
    expect(await colour(bound)).toEqual([0, 0, 255, 255]);
    const seen = await answer(
      `const [style] = await figma.getLocalPaintStylesAsync();
       style.paints = [{ type: 'SOLID', color: { r: 0, g: 1, b: 0 } }];
       const [variable] = await figma.variables.getLocalVariablesAsync('COLOR');
       const { modes } = await figma.variables.getVariableCollectionByIdAsync(variable.variableCollectionId);
       variable.setValueForMode(modes[0].modeId, { r: 0, g: 1, b: 0 });
       const node = await figma.getNodeByIdAsync('${bound}');
       return { style: style.name, bound: node.fills[0].boundVariables.color.id === variable.id };`,
      { document },
    );
    expect(seen).toEqual({ style: 'Art/1', bound: true });
    expect(await colour(styled)).toEqual([0, 255, 0, 255]);
    expect(await colour(bound)).toEqual([0, 255, 0, 255]);
    document.undo();
    expect(await colour(styled)).toEqual([0, 0, 255, 255]);
    expect(await colour(bound)).toEqual([0, 0, 255, 255]);
  });

  test('read-only: everything can be read, nothing written', async () => {
    const { document } = await example();
    const before = document.layers().length;
    const seen = await answer(
      `const [node] = figma.currentPage.selection;
       const text = (f) => { try { f(); return 'no error'; } catch (e) { return e.message; } };
       return { editor: figma.editorType, mode: figma.mode, bytes: (await node.exportAsync()).length > 60,
         errors: [text(() => figma.createFrame()), text(() => { node.visible = false; }), text(() => node.setPluginData('a', 'b')),
           text(() => figma.createPaintStyle()), text(() => node.remove())] };`,
      { document, readOnly: true },
    );
    expect(seen).toEqual({
      editor: 'dev',
      mode: 'inspect',
      bytes: true,
      errors: Array.from({ length: 5 }, () => expect.stringContaining('read-only')),
    });
    expect(document.layers()).toHaveLength(before);
  });

  test('instances take no children, and x and y stay when the parent changes', async () => {
    const seen = await answer(
      `const component = figma.createComponent();
       const inner = figma.createRectangle();
       component.appendChild(inner);
       const instance = component.createInstance();
       const text = (f) => { try { f(); return 'no error'; } catch (e) { return e.message; } };
       const frame = figma.createFrame(); frame.x = 50; frame.y = 60;
       const child = figma.createRectangle(); child.x = 5; child.y = 6;
       frame.appendChild(child);
       return { into: text(() => instance.appendChild(figma.createRectangle())), out: text(() => instance.children[0].remove()),
         main: (await instance.getMainComponentAsync()).id === component.id,
         x: [child.x, child.absoluteBoundingBox.x, child.absoluteBoundingBox.y], same: child.parent.id === frame.id };`,
    );
    expect(seen).toEqual({
      into: expect.stringContaining('instance'),
      out: expect.stringContaining('instance'),
      main: true,
      x: [5, 55, 66],
      same: true,
    });
  });

  test('messages, clientStorage, events and the end', async () => {
    const { document, hidden, frame } = await example();
    const host = await run(
      `figma.showUI(__html__, { width: 320, height: 10, themeColors: true });
       figma.on('run', ({ command, parameters }) => figma.ui.postMessage({ command, parameters }));
       figma.on('selectionchange', () => figma.ui.postMessage({ selected: figma.currentPage.selection.map((n) => n.id) }));
       figma.on('close', () => { figma.currentPage.name = 'closed'; });
       figma.ui.onmessage = async (message) => {
         if (message.throw) throw new Error('on purpose');
         await figma.clientStorage.setAsync('k', message);
         figma.ui.postMessage(await figma.clientStorage.getAsync('k'));
       };
       setTimeout(() => figma.notify('x'.repeat(150), { error: true }), 1);`,
      { document, html: '<p>', command: 'go', parameters: { size: '8x8' } },
    );
    expect(host.window).toMatchObject({
      html: '<p>',
      width: 320,
      height: 10,
      visible: true,
      themeColors: true,
    });
    expect(await host.message()).toEqual({ command: 'go', parameters: { size: '8x8' } });
    await host.toPlugin({ deep: [1, null, { bytes: new Uint8Array([1, 2]) }] });
    expect(host.messages[1]).toEqual({ deep: [1, null, { bytes: new Uint8Array([1, 2]) }] });
    document.selection = [frame.id, hidden.id];
    expect(await host.message<{ selected?: unknown }>((m) => m.selected !== undefined)).toEqual({
      selected: [frame.id, hidden.id],
    });
    expect(host.notifications).toEqual([{ text: 'x'.repeat(100), error: true }]);
    await host.toPlugin({ throw: true });
    expect(host.errors.map(({ message }) => message)).toEqual(['on purpose']);
    host.close();
    expect(host.closed).toBe(true);
    expect(document.graph.getNode(document.currentPage)!.name).toBe('closed');
  });

  test('a closed plugin can do nothing more', async () => {
    const { document } = await example();
    const host = await run(
      `figma.showUI('<p>');
       figma.closePlugin('Bye');
       try { figma.createFrame(); } catch (e) { console.log(e.message); }`,
      { document },
    );
    expect(host.closed).toBe(true);
    expect(host.closingText).toBe('Bye');
    expect(host.window).toBeNull();
    expect(host.logs).toEqual([expect.stringContaining('closed')]);
    expect(document.layers()).toHaveLength(2);
    host.close();
  });

  test('suggestions for quick-action parameters', async () => {
    const host = await run(
      `figma.parameters.on('input', ({ key, query, result }) => result.setSuggestions(['8', '16', '32'].filter((s) => s.startsWith(query)).map((s) => key + s)));
       figma.on('run', ({ parameters }) => figma.closePlugin(parameters.colors));`,
      { entering: true, command: 'go' },
    );
    expect(await host.suggest('colors', '1')).toEqual(['colors16']);
    await host.start({ colors: '16' });
    expect(host.closingText).toBe('16');
    host.close();
  });

  test('pages must be loaded before their layers are read', async () => {
    const { document } = await example();
    const other = document.graph.addPage('Other');
    document.graph.createNode('RECTANGLE', other.id, { name: 'There' });
    const seen = await answer(
      `const page = figma.root.children[1];
       let error = 'no error'; try { page.children; } catch (e) { error = e.message; }
       await page.loadAsync();
       return { error, names: page.children.map((n) => n.name) };`,
      { document },
    );
    expect(seen).toEqual({ error: expect.stringContaining('loadAsync'), names: ['There'] });
  });
});

test('an endless loop is stopped at the deadline, and too much memory is refused', async () => {
  const loop = await openHost({ code: 'for (;;) {}', deadline: 200 });
  expect(loop.closed).toBe(true);
  expect(String(loop.errors[0])).toContain('interrupted');
  loop.close();
  const greedy = await openHost({
    code: 'const a = []; for (let i = 0;; i++) a.push({ i });',
    memory: 8 << 20,
  });
  expect(String(greedy.errors[0])).toMatch(/memory/i);
  greedy.close();
});

test('QuickJS has no more globals than Figma’s VM', async () => {
  const names = [
    'TextEncoder',
    'URL',
    'atob',
    'fetch',
    'window',
    'document',
    'process',
    'require',
    'crypto',
    'Intl',
  ];
  const code = `console.log([${names.map((name) => `typeof ${name}`).join()}].join());`;
  const host = await openHost({ code });
  expect(host.logs).toEqual([names.map(() => 'undefined').join()]);
  host.close();
});

test('a group lies around its children, and goes with the last of them', async () => {
  const { document, frame } = await example();
  const code = `const page = figma.currentPage;
    const a = page.children[0];
    const group = figma.group([a], page);
    console.log(JSON.stringify([a.x, a.y, group.x, group.y, group.width, group.height, a.absoluteBoundingBox.x]));
    a.remove();
    console.log(String(group.removed));`;
  const host = await openHost({ code, document });
  expect(host.errors).toEqual([]);
  expect(host.logs).toEqual(['[10,20,10,20,40,30,10]', 'true']);
  host.close();
  expect(document.graph.getNode(frame.id)).toBeUndefined();
});

test('a UI of 10 MB goes through the VM, and the plugin still ends cleanly', async () => {
  const html = 'x'.repeat(1e7);
  const code = `figma.showUI(__html__);
    figma.ui.onmessage = async () => { await figma.clientStorage.setAsync('k', 1); figma.closePlugin('done'); };`;
  const host = await openHost({ code, html });
  expect(host.window?.html.length).toBe(1e7);
  await host.toPlugin({ type: 'close' });
  expect(host.closingText).toBe('done');
  host.close();
});
