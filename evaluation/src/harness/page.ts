import type { Result, Row, View } from './run.ts';
import { COLUMNS } from './tables.ts';

/** What the page shows. */
export interface PageContent {
  readonly title: string;
  /** The command that made it, shown so that anyone can make it again. */
  readonly command: string;
  readonly tables: Readonly<Record<View, readonly Row[]>>;
  readonly results: readonly Result[];
  /** The file of a picture, relative to the page. */
  readonly sourceFile: (picture: string) => string;
  readonly artFile: (result: Result, view: View) => string;
}

const VIEW_TITLES: Readonly<Record<View, string>> = {
  reduced: 'Brought to the same palette size',
  asIs: 'As they come',
};

const html = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A static page, without any network: sortable tables, and all pictures at whole-pixel zoom. */
export function htmlPage(content: PageContent): string {
  const { tables, results } = content;
  const methods = tables.reduced.map(({ method, label }) => ({ method, label }));
  const pictures = [...new Set(results.map((r) => r.picture))];
  const byKey = new Map(results.map((r) => [`${r.picture}\n${r.method}`, r]));
  const head = methods.map(({ method, label }) => `<th title="${html(label)}">${html(method)}</th>`).join('');
  const gallery = pictures.map((picture) => {
    const cells = methods.map(({ method }) => {
      const result = byKey.get(`${picture}\n${method}`);
      if (!result) return '<td>failed</td>';
      const { width, height } = result.reduced;
      const { soft, orphan, line, colour } = result.figures.reduced;
      const figures = [soft.toFixed(1), orphan.toFixed(1), line.toFixed(2), colour.toFixed(1)].join(' · ');
      return (
        `<td><img class="art" loading="lazy" width="${width}" height="${height}" alt="${html(`${picture}, ${method}`)}"` +
        ` data-reduced="${html(content.artFile(result, 'reduced'))}" data-as-is="${html(content.artFile(result, 'asIs'))}"` +
        ` src="${html(content.artFile(result, 'reduced'))}"><small>${figures}</small></td>`
      );
    });
    const height = results.find((r) => r.picture === picture)?.reduced.height ?? 48;
    const source = `<td><img class="source" loading="lazy" style="--height:${height}px" alt="${html(picture)}" src="${html(content.sourceFile(picture))}"></td>`;
    return `<tr><th scope="row">${html(picture)}</th>${source}${cells.join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${html(content.title)}</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { margin: 1.5rem; }
  table { border-collapse: collapse; margin: 0.5rem 0 2rem; }
  th, td { padding: 0.25rem 0.5rem; border-bottom: 1px solid #8884; text-align: right; vertical-align: top; }
  th:first-child { text-align: left; }
  thead th { position: sticky; top: 0; background: Canvas; }
  .figures thead th { cursor: pointer; white-space: nowrap; }
  .figures th[aria-sort=ascending]::after { content: " ▲"; }
  .figures th[aria-sort=descending]::after { content: " ▼"; }
  .art { image-rendering: pixelated; display: block; }
  .source { display: block; height: calc(var(--height) * var(--zoom, 4)); }
  .gallery { overflow: auto; max-height: 90vh; }
  .gallery tbody th { max-width: 10rem; overflow-wrap: anywhere; font-weight: normal; }
  small { display: block; opacity: 0.7; }
  code { overflow-wrap: anywhere; }
  label { margin-right: 1rem; }
</style>
<h1>${html(content.title)}</h1>
<p><code>${html(content.command)}</code></p>
${(['reduced', 'asIs'] as const).map((view) => `<h2>${VIEW_TITLES[view]}</h2>\n${figureTable(tables[view])}`).join('\n')}
<h2>Pictures</h2>
<p>
  <label>zoom <input id="zoom" type="number" min="1" max="16" value="4"></label>
  <label><input id="as-is" type="checkbox"> as they come</label>
  below each: soft % · orphan % · line · ΔE, at the same palette size
</p>
<div class="gallery"><table>
<thead><tr><th>picture</th><th>source</th>${head}</tr></thead>
<tbody>
${gallery.join('\n')}
</tbody></table></div>
<script>
  const zoom = document.getElementById('zoom');
  const asIs = document.getElementById('as-is');
  const show = () => {
    const z = Math.min(16, Math.max(1, Math.round(Number(zoom.value)) || 1));
    document.documentElement.style.setProperty('--zoom', z);
    for (const img of document.querySelectorAll('.art')) {
      img.style.width = img.getAttribute('width') * z + 'px';
      img.style.height = img.getAttribute('height') * z + 'px';
      img.src = asIs.checked ? img.dataset.asIs : img.dataset.reduced;
    }
  };
  zoom.addEventListener('input', show);
  asIs.addEventListener('change', show);
  show();
  for (const th of document.querySelectorAll('.figures thead th')) {
    const sort = () => {
      const down = th.getAttribute('aria-sort') === 'ascending';
      for (const other of th.parentNode.children) other.removeAttribute('aria-sort');
      th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const column = [...th.parentNode.children].indexOf(th);
      const body = th.closest('table').tBodies[0];
      const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      // Cells without a figure stay last whichever way is sorted.
      const compare = (a, b) => {
        const [x, y] = [value(a), value(b)];
        if (x === '' || y === '') return (x === '') - (y === '');
        const order = column === 0 ? x.localeCompare(y) : Number(x) - Number(y);
        return down ? -order : order;
      };
      body.append(...[...body.rows].sort(compare));
    };
    th.tabIndex = 0;
    th.addEventListener('click', sort);
    th.addEventListener('keydown', (event) => { if (event.key === 'Enter') sort(); });
  }
</script>
</html>
`;
}

function figureTable(rows: readonly Row[]): string {
  const head = COLUMNS.map((c) => `<th title="${html(c.help)}">${html(c.title)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = COLUMNS.map(({ key, digits }) => {
      const value = row[key];
      return Number.isNaN(value)
        ? '<td data-value="">–</td>'
        : `<td data-value="${value}">${value.toFixed(digits)}</td>`;
    });
    return `<tr><th scope="row">${html(row.label)}</th>${cells.join('')}</tr>`;
  });
  return `<table class="figures"><thead><tr><th>method</th>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}
