import { useEffect, useState } from 'preact/hooks';

/** Where keys are typed. */
const TYPES = 'input:not([type="range"], [type="checkbox"], [type="radio"]), select, textarea';

/** Whether a key is meant as a letter for a field, and not as a command. */
export const isTyped = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.matches(TYPES);

/** Whether a key is held, anywhere in the window but where it is typed. */
export function useHeldKey(key: string): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const isKey = (event: KeyboardEvent) => event.key.toLowerCase() === key;
    const press = (event: KeyboardEvent) => {
      if (isKey(event) && !isTyped(event) && !event.ctrlKey && !event.metaKey) setHeld(true);
    };
    const release = (event: KeyboardEvent) => {
      if (isKey(event)) setHeld(false);
    };
    // A key that is released elsewhere is not told of.
    const leave = () => setHeld(false);
    window.addEventListener('keydown', press);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', leave);
    };
  }, [key]);
  return held;
}
