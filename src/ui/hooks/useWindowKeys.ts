import { useEffect } from 'preact/hooks';
import type { Session } from '../session/session.ts';

/** Controls that have a use of their own for Escape: what they opened is closed. */
const OPENS = 'select, input[type="color"]';

/** Keys that mean the same all over the window: Escape cancels a job or closes the window, Ctrl or Cmd + Enter applies. */
export function useWindowKeys(session: Session): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented) return;
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
