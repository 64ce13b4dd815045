import { useEffect } from 'preact/hooks';
import type { Session } from '../session/session.ts';

/** Controls that have a use of their own for Escape: what they opened is closed. */
const OPENS = 'select, input[type="color"]';

/** What a key does to the history of what is worked on; null where it does nothing, or means what is being typed. */
function historyStep({ key, ctrlKey, metaKey, shiftKey, target }: KeyboardEvent): 'undo' | 'redo' | null {
  if (!(ctrlKey || metaKey) || (target instanceof Element && target.matches('[data-draft]'))) return null;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' ? 'redo' : null;
}

/** Keys that mean the same all over the window: Escape cancels a job or closes the window, Ctrl or Cmd + Enter applies, Ctrl or Cmd + Z undoes. */
export function useWindowKeys(session: Session): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const history = historyStep(event);
      if (history !== null) {
        event.preventDefault();
        session[history]();
      }
      if (event.repeat) return;
      if (event.key === 'Escape') {
        if (session.state.working.peek()) session.cancel();
        else if (!(event.target instanceof Element && event.target.matches(OPENS))) session.close();
      } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        // The button that has the focus is not meant.
        event.preventDefault();
        if (session.state.ready.peek()) void session.apply();
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [session]);
}
