/** The data: frame of Figma's: it writes the HTML that it is sent over itself, so the plugin's page has no origin. */
const LOADER = `<script>
addEventListener('message', ({ data }) => {
  document.open();
  document.write(data);
  document.close();
}, { once: true });
parent.postMessage({ loader: true }, '*');
</script>`;

/** The frame with the policy, between the page and the plugin's: it hands messages through. */
export const networkPage = (policy: string) => `<!doctype html>
<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<style>html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0; display: block; overflow: hidden }</style></head>
<body><iframe id="plugin" title="Plugin" src="data:text/html;base64,${Buffer.from(LOADER).toString('base64')}"></iframe>
<script>
const plugin = document.getElementById('plugin');
addEventListener('securitypolicyviolation', (e) => parent.postMessage({ violation: e.violatedDirective + ' ' + e.blockedURI }, '*'));
addEventListener('message', ({ data, source }) => {
  if (source === plugin.contentWindow) parent.postMessage(data, '*');
  if (source === parent) plugin.contentWindow.postMessage(data, '*');
});
</script></body></html>`;
