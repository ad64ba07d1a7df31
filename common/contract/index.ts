/** 前后端共用的约定（同构 TypeScript：不依赖 uni、node、uniCloud）。 */
export * from './channels';
export * from './errors';
export * from './money';
export * from './order';
export * from './services';
