import type { HostDocument } from '../../preview/host/document.ts';

/** All of a document that a job could leave something in, by id and by name. */
export type Shot = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a document is like now. */
export function shotOf({ graph, styles }: HostDocument): Shot {
  const shot: Record<string, Record<string, unknown>> = {};
  // `source` tells which fields were ever edited.
  for (const { source, ...node } of graph.nodes.values()) shot[node.id] = structuredClone({ ...node });
  shot.assets = {
    styles: [...styles.keys()],
    variables: [...graph.variables.keys()],
    collections: [...graph.variableCollections.keys()],
  };
  return shot;
}

/** The first thing in which a document is not what it should be; null if there is none. */
export function differing(wanted: Shot, is: Shot): string | null {
  const name = (shot: Shot, id: string) => `${String(shot[id].type)} ${id} “${String(shot[id].name)}”`;
  const left = Object.keys(is).find((id) => !(id in wanted));
  if (left !== undefined) return `${name(is, left)} is left over`;
  for (const id of Object.keys(wanted)) {
    if (!(id in is)) return `${name(wanted, id)} is gone`;
    for (const field of new Set([...Object.keys(wanted[id]), ...Object.keys(is[id])])) {
      const [before, after] = [wanted[id][field], is[id][field]].map((value) => JSON.stringify(value));
      if (before !== after) return `${name(wanted, id)}: ${field} was ${before}, is ${after}`;
    }
  }
  return null;
}
