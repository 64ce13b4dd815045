figma.parameters.on('input', ({ query, result }) =>
  result.setSuggestions(['16', '32'].filter((s) => s.startsWith(query))),
);
figma.on('run', ({ parameters }) => {
  figma.showUI(__html__, { width: 320, height: 200, title: 'Stand-in', themeColors: true });
  figma.ui.onmessage = () => figma.createFrame();
  figma.ui.postMessage(parameters ?? null);
});
