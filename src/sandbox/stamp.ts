/** Under what a result's mark is kept in its pluginData. */
export const RESULT = 'result';

/** What tells whether a result is as a job has left it: another once it was made again, or an undo took that back. */
export const stampOf = (node: SceneNode): string => node.getPluginData(RESULT);
