import { useEffect, useState } from 'preact/hooks';

/** Device pixels of a CSS pixel, followed as the window moves to another screen or the page is zoomed. */
export function useDeviceRatio(): number {
  const [ratio, setRatio] = useState(window.devicePixelRatio || 1);
  useEffect(() => {
    // A query is for one density only: once it does not hold any more, the next one is asked.
    const query = window.matchMedia(`(resolution: ${ratio}dppx)`);
    const look = () => setRatio(window.devicePixelRatio || 1);
    query.addEventListener('change', look);
    look();
    return () => query.removeEventListener('change', look);
  }, [ratio]);
  return ratio;
}
