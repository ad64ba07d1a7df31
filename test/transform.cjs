/**
 * jest 怎样读 TypeScript：esbuild 只去掉类型，一个文件一毫秒；类型由 npm run types 检查。
 * `jest.mock` 要提到 import 之前，esbuild 不会：用了它的少数文件交给 ts-jest。
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

const MOCKS = /\bjest\.mock\(/;
const SELF = createHash('sha256').update(version).update(process.version).update(readFileSync(__filename)).digest('hex');

let tsJest;
/** 用得着才装载：它带着整个 TypeScript。 */
const withMocks = () => (tsJest ??= require('ts-jest').default.createTransformer({ tsconfig: require.resolve('../tsconfig.jest.json') }));

module.exports = {
  canInstrument: false,
  getCacheKey: (source, file) => createHash('sha256').update(SELF).update('\0').update(file).update('\0').update(source).digest('hex'),
  process(source, file, options) {
    if (MOCKS.test(source)) return withMocks().process(source, file, options);
    const { code, map } = transformSync(source, {
      sourcefile: file,
      sourcemap: 'both',
      sourcesContent: false,
      loader: 'ts',
      format: 'cjs',
      platform: 'node',
      target: `node${process.versions.node}`,
      // 测试里的 import() 也走 jest 的模块表
      supported: { 'dynamic-import': false },
      charset: 'utf8',
    });
    return { code, map };
  },
};
