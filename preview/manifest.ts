/** A quick-action parameter of a command. */
export interface ManifestParameter {
  readonly name: string;
  readonly key: string;
  readonly description?: string;
  readonly optional?: boolean;
}

/** An entry of the plugin's menu. */
export type ManifestItem =
  | { readonly separator: true }
  | { readonly name: string; readonly command: string; readonly parameters?: readonly ManifestParameter[] };

/** What the host reads of a plugin's manifest.json. */
export interface Manifest {
  readonly name: string;
  readonly menu?: readonly ManifestItem[];
  readonly networkAccess?: { readonly allowedDomains?: readonly string[] };
  readonly relaunchButtons?: readonly { readonly command: string; readonly name: string }[];
}

/** The Content-Security-Policy that Figma puts on a plugin's frames. */
export function policyOf({ networkAccess }: Manifest): string {
  const domains = (networkAccess?.allowedDomains ?? ['*']).filter((domain) => domain !== 'none');
  const sources = ['data:', 'blob:', ...domains].join(' ');
  return [
    `default-src ${sources}`,
    `script-src 'unsafe-inline' 'unsafe-eval' ${sources}`,
    `style-src 'unsafe-inline' 'unsafe-eval' ${sources}`,
    'font-src data: blob:',
  ].join('; ');
}
