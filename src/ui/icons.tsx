import type { JSX } from 'preact';

const icon = (path: JSX.Element) => (
  <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
    {path}
  </svg>
);

export const PlusIcon = () => icon(<path d="M8 3.5v9M3.5 8h9" />);
export const MinusIcon = () => icon(<path d="M3.5 8h9" />);
export const LinkedIcon = () =>
  icon(<path d="M5.5 7V5.5a2.5 2.5 0 0 1 5 0V7m-6 .5h7v5h-7zM8 9.5v1" stroke-linejoin="round" />);
export const UnlinkedIcon = () =>
  icon(<path d="M5.5 7V5a2.5 2.5 0 0 1 4.8-.9M4.5 7.5h7v5h-7zM8 9.5v1" stroke-linejoin="round" />);
export const ChevronIcon = () => icon(<path d="m5.5 7 2.5 2.5L10.500 7" stroke-linejoin="round" />);
export const WarningIcon = () =>
  icon(<path d="M8 2.800 13.800 13H2.200zM8 6.500V9.500m0 1.200v1" stroke-linejoin="round" />);
export const CheckIcon = () => icon(<path d="m3.500 8.500 3 3 6-7" stroke-linejoin="round" />);
export const CloseIcon = () => icon(<path d="m4.500 4.500 7 7m0-7-7 7" />);
export const PinIcon = () =>
  icon(<path d="M6 2.5h4l-.5 4.500 2 2.500h-7l2-2.500zM8 9.500v4" stroke-linejoin="round" />);
export const ExcludeIcon = () =>
  icon(
    <>
      <circle cx="8" cy="8" r="5" />
      <path d="m4.500 11.500 7-7" />
    </>,
  );
export const MergeIcon = () =>
  icon(<path d="M3.500 3.500 8 8v5m4.500-9.500L8 8m-2 3 2 2 2-2" stroke-linejoin="round" />);
export const TrashIcon = () =>
  icon(<path d="M3 4.500h10M6.500 4.500v-1.500h3v1.500m2 0-.5 8.500h-6l-.5-8.500" stroke-linejoin="round" />);
export const UndoIcon = () =>
  icon(<path d="m5.500 3.500-3 3 3 3m-3-3h7a3.500 3 0 0 1 0 6h-2" stroke-linejoin="round" />);
export const RedoIcon = () =>
  icon(<path d="m10.500 3.500 3 3-3 3m3-3h-7a3.500 3 0 0 0 0 6h2" stroke-linejoin="round" />);
export const BesideIcon = () => icon(<path d="M2.500 3.500h11v9h-11zM8 3.500v9" stroke-linejoin="round" />);
export const GridIcon = () =>
  icon(<path d="M2.500 2.500h11v11h-11zM6.200 2.500v11m3.600-11v11m-7.300-7.300h11m-11 3.600h11" />);
export const HandIcon = () =>
  icon(
    <path
      d="M5.500 9v-4.500a1 1 0 0 1 2 0v-1a1 1 0 0 1 2 0v1.500a1 1 0 0 1 2 0v4.500c0 2-1.200 3.500-3 3.500-2.500 0-3.300-1.500-5-4 .8-.8 1.500-.5 2 0z"
      stroke-linejoin="round"
    />,
  );
export const PencilIcon = () =>
  icon(<path d="m3 13 .5-2.500 7-7 2 2-7 7zM9 5l2 2" stroke-linejoin="round" />);
export const EyedropperIcon = () =>
  icon(
    <path
      d="m8.500 5.500 2-2a1.400 1.400 0 0 1 2 2l-2 2M7.500 4.500l4 4M9 6l-5.500 5.500-.5 1.500 1.500-.5L10 7"
      stroke-linejoin="round"
    />,
  );
export const FillIcon = () =>
  icon(
    <path
      d="m7 2.500 5 5-4.500 4.500-5-5L7 2.500zM3 7.500h8.500M13.500 10.500c.8 1.200.8 2.500 0 2.500s-.8-1.300 0-2.500"
      stroke-linejoin="round"
    />,
  );
export const ReplaceIcon = () =>
  icon(<path d="M2.500 2.500h5v5h-5zM8.500 8.500h5v5h-5zM10 3h3v3M6 13H3v-3" stroke-linejoin="round" />);
export const MoveIcon = () =>
  icon(
    <path
      d="M8 2v12M2 8h12M6.500 3.500 8 2l1.500 1.500m-3 9L8 14l1.500-1.500m-6-6L2 8l1.500 1.500m9-3L14 8l-1.500 1.500"
      stroke-linejoin="round"
    />,
  );
export const GuideIcon = () =>
  icon(
    <path
      d="M9.500 6.500 13 3M6 8.500c1.500-1.500 3 0 2 1.800C7.200 12 5 12.700 3 12.500c1.200-.6 1-2.700 3-4z"
      stroke-linejoin="round"
    />,
  );
export const RestoreIcon = () =>
  icon(
    <path
      d="m6.500 12.500-3-3 5-5.500 4.500 4-4.500 4.500zM6 7l4 4M6.500 12.500h7"
      stroke-linejoin="round"
    />,
  );
export const ZoomIcon = () =>
  icon(
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="m10 10 3.500 3.500M5.500 7h3M7 5.500v3" />
    </>,
  );
export const ResizeIcon = () => (
  <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" aria-hidden="true">
    <path d="M10.500 3.500l-7 7M10.500 7l-3.500 3.500" />
  </svg>
);
export const PlayIcon = () => icon(<path d="M5.500 3.500v9l7-4.500z" stroke-linejoin="round" />);
export const PauseIcon = () => icon(<path d="M5.500 3.500v9m5-9v9" />);
export const PreviousIcon = () => icon(<path d="M4.500 4v8m7-8v8L6.500 8z" stroke-linejoin="round" />);
export const NextIcon = () => icon(<path d="M11.500 4v8m-7-8v8l5-4z" stroke-linejoin="round" />);
export const OnionIcon = () => icon(<path d="M3.500 3.500h6v6h-6zm3 3h6v6h-6z" stroke-linejoin="round" />);
