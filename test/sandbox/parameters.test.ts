import { describe, expect, it } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { COMMANDS } from '../../src/messages.ts';
import { PARAMETERS, suggestionsFor } from '../../src/sandbox/parameters.ts';
import { planOf } from '../../src/sandbox/plan.ts';

const offered = (key: string, query: string) => {
  const suggestions = suggestionsFor(key, query);
  if (typeof suggestions === 'string') throw new Error(suggestions);
  return suggestions.map(({ data }) => data);
};

describe('quick-action parameters', () => {
  it('offers what has been typed first, where it is a value', () => {
    expect(offered('size', '50')).toEqual(['50']);
    expect(offered('size', '40 × 30')).toEqual(['40x30']);
    expect(offered('size', '4')).toEqual(['4', '48', '48x48']);
    expect(offered('colors', '16')).toEqual(['16']);
    expect(offered('zoom', '')).toEqual(['4', '8', '12', '16']);
  });

  it('offers palettes by their names', () => {
    expect(offered('palette', 'Game')).toEqual(['gameboy', 'gameboy-pocket']);
    expect(offered('palette', 'auto')).toEqual(['automatic']);
  });

  it.each([
    ['size', '5000', /4096/],
    ['size', 'large', /64x48/],
    ['colors', '1000', /from 2 to 256/],
    ['colors', '2.5', /whole number/],
    ['palette', 'amiga', /no palette of that name/],
    ['zoom', '6', /multiple of 4 from 4 to 16/],
  ])('says what is expected instead of %s %s', (key, query, sentence) => {
    expect(suggestionsFor(key, query)).toMatch(sentence);
  });
});

describe('what a run does', () => {
  it('shows the window for what is chosen in the menu, and none where parameters are typed', () => {
    expect(planOf('pixelize', undefined, false)).toEqual({
      command: 'pixelize',
      visible: true,
      parameters: {},
    });
    expect(planOf('pixelize', {}, false).visible).toBe(true);
    const typed = planOf('pixelize', { size: '64x64', colors: '8', palette: undefined }, false);
    expect(typed).toEqual({
      command: 'pixelize',
      visible: false,
      parameters: { size: '64x64', colors: '8' },
    });
    expect(planOf('pixelize-again', undefined, false).visible).toBe(false);
    expect(planOf('depixelize', { zoom: '12' }, false)).toMatchObject({
      visible: false,
      parameters: { zoom: '12' },
    });
    expect(planOf('batch', { size: '32' }, false)).toMatchObject({
      visible: true,
      parameters: { size: '32' },
    });
  });

  it('leaves out parameters that are not allowed or not of the command', () => {
    const given = { size: '9999', colors: '8', zoom: '8', name: 'x' };
    expect(planOf('pixelize', given, false).parameters).toEqual({ colors: '8' });
    expect(planOf('diagnostics', given, false).parameters).toEqual({});
  });

  it('tells an automatic palette by its colours', () => {
    expect(planOf('pixelize', { palette: 'automatic' }, false).parameters).toEqual({ colors: '16' });
    expect(planOf('pixelize', { palette: 'automatic', colors: '4' }, false).parameters).toEqual({
      colors: '4',
    });
    expect(planOf('pixelize', { palette: 'gameboy' }, false).parameters).toEqual({ palette: 'gameboy' });
  });

  it('starts with a window where Figma tells no command: the export in Dev Mode', () => {
    expect(planOf('', undefined, false)).toMatchObject({ command: 'pixelize', visible: true });
    expect(planOf('', undefined, true)).toMatchObject({ command: 'batch', visible: true });
  });
});

describe('the manifest', () => {
  const items = manifest.menu.filter((item) => 'command' in item);

  it('has the commands of the protocol, each with the parameters that the sandbox knows', () => {
    expect(items.map(({ command }) => command)).toEqual(COMMANDS);
    for (const { command, parameters = [], parameterOnly } of items) {
      const known = Object.keys(PARAMETERS[command as keyof typeof PARAMETERS]);
      expect(parameters.map(({ key }) => key)).toEqual(known);
      expect(parameters.every(({ optional }) => optional)).toBe(true);
      expect(parameterOnly).toBe(known.length > 0 ? false : undefined);
    }
  });

  it('asks for nothing beyond the file that is open', () => {
    expect(manifest.networkAccess).toEqual({ allowedDomains: ['none'] });
    expect(manifest.documentAccess).toBe('dynamic-page');
    expect(manifest).not.toHaveProperty('permissions');
    expect(manifest).not.toHaveProperty('enableProposedApi');
  });

  it('has relaunch buttons for commands only', () => {
    const commands: readonly string[] = COMMANDS;
    expect(manifest.relaunchButtons.every(({ command }) => commands.includes(command))).toBe(true);
  });
});
