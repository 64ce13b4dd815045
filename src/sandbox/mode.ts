/** Whether nothing can be written: Dev Mode is read-only, and the only place where those who may only view run plugins. */
export const isReadOnly = (): boolean => figma.editorType === 'dev';
