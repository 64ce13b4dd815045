import { type Theme, themeVariables } from './theme.ts';

/** What happens in the plugin's frame. */
export interface FrameEvents {
  /** The UI posted a message to the plugin. */
  message(message: unknown): void;
  /** The policy refused something, or something was asked of the network. */
  trouble(kind: 'violation' | 'request', what: string): void;
}

/** The plugin's UI in its frames. */
export interface PluginFrame {
  readonly element: HTMLIFrameElement;
  post(message: unknown): void;
  setTheme(theme: Theme): void;
  close(): void;
}

/**
 * Opens a plugin's HTML as Figma does: in this page a frame from here that carries the policy, in it a data: frame
 * without an origin, which writes the HTML over itself.
 * @param themeColors whether the HTML gets Figma's class and variables
 */
export function openFrame(
  html: string,
  theme: Theme,
  themeColors: boolean,
  events: FrameEvents,
): PluginFrame {
  const element = document.createElement('iframe');
  element.src = '/network.html';
  element.title = 'Plugin window';
  element.className = 'plugin-frame';
  const waiting: unknown[] = [];
  let ready = false;
  const send = (data: unknown) => element.contentWindow?.postMessage(data, '*');
  const post = (message: unknown) => {
    const data = { pluginMessage: message };
    if (ready) send(data);
    else waiting.push(data);
  };
  const listen = ({ data, source }: MessageEvent) => {
    if (source !== element.contentWindow || typeof data !== 'object' || data === null) return;
    if ('loader' in data) {
      send(prefix(themeColors ? theme : null) + html);
      return;
    }
    if ('loaded' in data) {
      ready = true;
      for (const message of waiting.splice(0)) send(message);
    }
    if ('violation' in data) events.trouble('violation', String(data.violation));
    if ('request' in data) events.trouble('request', String(data.request));
    if ('pluginMessage' in data) events.message(data.pluginMessage);
  };
  addEventListener('message', listen);
  return {
    element,
    post,
    setTheme: (next) => send({ figmaTheme: { name: next, css: themeVariables(next) } }),
    close() {
      removeEventListener('message', listen);
      element.remove();
    },
  };
}

/** What goes before the plugin's own HTML: the theme, and the counting of what the policy refuses. */
const prefix = (theme: Theme | null) => `<script>(() => {
  const root = document.documentElement;
  const style = document.createElement('style');
  const setTheme = ({ name, css }) => {
    root.classList.remove('figma-light', 'figma-dark');
    root.classList.add('figma-' + name);
    style.textContent = css;
  };
  const theme = ${JSON.stringify(theme && { name: theme, css: themeVariables(theme) })};
  if (theme) {
    setTheme(theme);
    root.appendChild(style);
  }
  addEventListener('message', (e) => {
    if (!e.data || !e.data.figmaTheme) return;
    e.stopImmediatePropagation();
    if (theme) setTheme(e.data.figmaTheme);
  });
  addEventListener('securitypolicyviolation', (e) =>
    parent.postMessage({ violation: e.violatedDirective + ' ' + e.blockedURI }, '*'));
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) if (!/^(data|blob|about):/.test(name)) parent.postMessage({ request: name }, '*');
  }).observe({ type: 'resource', buffered: true });
  addEventListener('load', () => parent.postMessage({ loaded: true }, '*'));
})()</script>`;
