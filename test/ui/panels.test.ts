import { expect, it } from 'vitest';
import { SETTINGS_SPECS } from '../../src/core/settings.ts';
import { PANELS } from '../../src/ui/fields/panels.ts';

it('the panels hold every setting, once', () => {
  const settings = Object.entries(SETTINGS_SPECS).flatMap(([group, specs]) =>
    Object.keys(specs).map((name) => `${group}.${name}`),
  );
  const fields = Object.values(PANELS).flatMap((sections) => sections.flatMap(({ fields }) => [...fields]));
  // The field of the size is that of the others as well: one excludes another.
  expect([...fields, 'pixelize.cell', 'pixelize.longest'].sort()).toEqual(settings.sort());
});
