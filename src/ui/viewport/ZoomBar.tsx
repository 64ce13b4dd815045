import { Dropdown } from '../fields/Dropdown.tsx';
import { IconButton } from '../IconButton.tsx';
import { BesideIcon, GridIcon, MinusIcon, PlusIcon } from '../icons.tsx';
import { VIEW_ZOOMS, type ViewZoom } from './geometry.ts';

interface Props {
  readonly disabled: boolean;
  readonly zoom: ViewZoom;
  /** CSS pixels of an art pixel at which the art is as large as on the canvas; null where that is not known. */
  readonly canvas: number | null;
  readonly grid: boolean;
  readonly beside: boolean;
  readonly onZoom: (zoom: ViewZoom) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly onGrid: (grid: boolean) => void;
  readonly onBeside: (beside: boolean) => void;
}

/** How the picture is looked at: beside the original, with a grid, how large. */
export function ZoomBar(props: Props) {
  const { disabled, zoom, canvas, grid, beside, onZoom, onStep, onGrid, onBeside } = props;
  const extra = [zoom, canvas].filter((each): each is number => typeof each === 'number');
  const zooms = [...new Set([...VIEW_ZOOMS, ...extra])].sort((p, q) => p - q);
  const button = (
    label: string,
    help: string,
    icon: preact.VNode,
    onClick: () => void,
    pressed?: boolean,
  ) => (
    <IconButton label={label} title={help} pressed={pressed} disabled={disabled} onClick={onClick}>
      {icon}
    </IconButton>
  );
  return (
    <>
      {button(
        'Side by side',
        'Original and art side by side. Hold O to see the original in the place of the art.',
        <BesideIcon />,
        () => onBeside(!beside),
        beside,
      )}
      {button(
        'Pixel grid',
        'A grid from 8× on, where the picture is zoomed or worked on',
        <GridIcon />,
        () => onGrid(!grid),
        grid,
      )}
      {button('Zoom out', 'Zoom out', <MinusIcon />, () => onStep(-1))}
      <Dropdown
        aria-label="Zoom"
        value={String(zoom)}
        disabled={disabled}
        onChange={(value) => onZoom(value === 'fit' ? 'fit' : Number(value))}
      >
        <option value="fit">Fit</option>
        {zooms.map((each) => (
          <option key={each} value={String(each)}>
            {`${Math.round(each * 100) / 100}×${each === canvas ? ' as on the canvas' : ''}`}
          </option>
        ))}
      </Dropdown>
      {button('Zoom in', 'Zoom in', <PlusIcon />, () => onStep(1))}
    </>
  );
}
