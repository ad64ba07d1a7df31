/**
 * H5 的框架（vue、vue-router、uni-app 的运行时）由 esbuild 一次打成一个文件，rollup 不看里面：它是全部页面的几倍大，
 * 一个个模块解析、摇树要占去构建的三分之一。只打进真正用到的名字，所以不比 rollup 打的大多少。
 *
 * 每个包换成一个薄薄的模块，把自己的名字从那个外部文件转手出来（不同的包有同名的，如 vue 与 uni-h5 的 Text，所以加上前缀）；
 * rollup 去掉没有人用的，到各块成形时，还从那个文件里要的就是该打进去的。
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { build, type BuildOptions, type Plugin as EsbuildPlugin } from 'esbuild';
import { minify } from 'terser';
import type { Plugin } from 'vite';

/** 包 → 它给浏览器的入口 */
const ENTRIES = {
  vue: '@dcloudio/uni-h5-vue/dist/vue.runtime.esm.js',
  'vue-router': 'vue-router/dist/vue-router.mjs',
  '@vue/shared': '@vue/shared/dist/shared.esm-bundler.js',
  '@dcloudio/uni-shared': '@dcloudio/uni-shared/dist/uni-shared.es.js',
  '@dcloudio/uni-i18n': '@dcloudio/uni-i18n/dist/uni-i18n.es.js',
  '@dcloudio/uni-h5': '@dcloudio/uni-h5/dist/uni-h5.es.js',
} as const;
/** 同一个包的别名 */
const ALIASES: Readonly<Record<string, string>> = { '@dcloudio/uni-h5-vue': 'vue' };
const NAMES = Object.keys(ENTRIES);
const SHIM = '\0vk-pay-framework:';
/** 打好之前的占位名字 */
const PLACE = './vk-pay-framework.js';

/** 框架里当全局变量用的；uni-app 的命令行平时在每个模块里补上引用，`uni.…` 也是 */
const GLOBALS = ['UniServiceJSBridge', 'UniViewJSBridge', 'getApp', 'getCurrentPages'];
const GIVEN = 'vk-pay-globals';
const givenName = (api: string): string => `vk_pay_uni_${api}`;

/** 补上那些全局变量与 `uni` 的成员。 */
function globals(root: string, apis: readonly string[]): Pick<BuildOptions, 'define' | 'inject' | 'plugins'> {
  const names = [...GLOBALS, ...apis.map((api) => `${api} as ${givenName(api)}`)];
  const file: EsbuildPlugin = {
    name: GIVEN,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${GIVEN}$`) }, () => ({ path: GIVEN, namespace: GIVEN }));
      onLoad({ filter: /.*/, namespace: GIVEN }, () => ({
        contents: `export { ${names.join(', ')} } from '@dcloudio/uni-h5';`,
        resolveDir: root,
      }));
    },
  };
  return { inject: [GIVEN], plugins: [file, withRepair], define: Object.fromEntries(apis.map((api) => [`uni.${api}`, givenName(api)])) };
}

/**
 * esbuild 0.20 压缩时会把只用一次的 const 挪进不会走到、却因为有 try 而留下的那一段，后面真正用它的地方就没有了。
 * 框架里只有这一处是这样；var 它不挪。
 */
const KEPT_APART = { from: 'const isIdSelector =', to: 'var isIdSelector =' } as const;

const withRepair: EsbuildPlugin = {
  name: 'vk-pay-repair',
  setup({ onLoad }) {
    onLoad({ filter: /vue-router\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes(KEPT_APART.from)) throw new Error(`${path} 变了：看看 scripts/site/framework.ts 里的修补还要不要`);
      return { contents: text.replace(KEPT_APART.from, KEPT_APART.to), loader: 'js', resolveDir: dirname(path) };
    });
  },
};

async function smaller(code: string): Promise<string> {
  const made = await minify(code, { module: true, ecma: 2020, format: { comments: false } });
  return made.code ?? code;
}

const prefixOf = (name: string): string => `f${NAMES.indexOf(name)}_`;

/**
 * @param root 仓库根：包从这里找
 * @param target 浏览器范围，与其余各块相同
 * @param thorough 再用 terser 压一遍：付款人取的少近十分之一，构建多几秒
 */
export function withBundledFramework(root: string, target: string[], { thorough }: { readonly thorough: boolean }): Plugin {
  const { resolve } = createRequire(`${root}/package.json`);
  /** uni 的哪些成员按需引用（uni-app 的命令行自己的名单） */
  const uniApis = new Set(JSON.parse(readFileSync(resolve('@dcloudio/uni-h5-vite/lib/api.json'), 'utf8')) as string[]);
  const files = new Map(Object.entries(ENTRIES).map(([name, path]) => [name, resolve(path)]));
  const aliases = Object.entries(ALIASES).map(([alias, name]) => [alias, files.get(name) ?? name] as const);
  let define: Record<string, string> = {};
  let base = './';
  const options = (): BuildOptions & { write: false } => ({
    bundle: true,
    write: false,
    format: 'esm',
    target,
    legalComments: 'none',
    charset: 'utf8',
    define,
    alias: Object.fromEntries([...files, ...aliases]),
    absWorkingDir: root,
  });

  /** 每个包有哪些名字。 */
  const readExports = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    const entryPoints = NAMES.map((name, index) => ({ in: files.get(name) ?? name, out: String(index) }));
    const { metafile } = await build({ ...options(), entryPoints, outdir: 'exports', metafile: true });
    return new Map(NAMES.map((name, index) => [name, metafile.outputs[`exports/${index}.js`]?.exports ?? []]));
  };
  let exported: ReturnType<typeof readExports> | undefined;
  const exports = (): ReturnType<typeof readExports> => (exported ??= readExports());

  const bundle = async (used: readonly string[]): Promise<{ readonly name: string; readonly code: string }> => {
    const lines = NAMES.map((name) => {
      const own = used.filter((item) => item.startsWith(prefixOf(name))).map((item) => `${item.slice(prefixOf(name).length)} as ${item}`);
      return own.length === 0 ? '' : `export { ${own.join(', ')} } from '${name}';`;
    });
    const apis = (await exports()).get('@dcloudio/uni-h5')?.filter((name) => uniApis.has(name)) ?? [];
    const given = globals(root, apis);
    const stdin = { contents: lines.join('\n'), resolveDir: root };
    const { outputFiles } = await build({ ...options(), ...given, define: { ...define, ...given.define }, minify: true, stdin });
    const text = outputFiles[0]?.text ?? '';
    const code = thorough ? await smaller(text) : text;
    return { code, name: `framework.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js` };
  };
  let library: ReturnType<typeof bundle> | undefined;

  return {
    name: 'vk-pay-with-bundled-framework',
    enforce: 'pre',
    apply: 'build',
    configResolved(config) {
      ({ base } = config);
      const values = Object.entries(config.define ?? {}) as [string, unknown][];
      // 没有列出的环境变量是 undefined，与 vite 一样
      const all: [string, unknown][] = [['process.env', {}], ...values];
      define = Object.fromEntries(all.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
    },
    resolveId(id) {
      if (id === PLACE) return { id, external: true };
      const name = ALIASES[id] ?? id;
      return files.has(name) ? SHIM + name : undefined;
    },
    async load(id) {
      if (!id.startsWith(SHIM)) return undefined;
      const name = id.slice(SHIM.length);
      const names = ((await exports()).get(name) ?? []).map((item) => `${prefixOf(name)}${item} as ${item}`);
      return { code: `export { ${names.join(', ')} } from '${PLACE}';`, map: null, moduleSideEffects: false };
    },
    // 薄模块里没有人用的名字是常事
    onLog: (_level, { code, exporter }) => (code === 'UNUSED_EXTERNAL_IMPORT' && exporter === PLACE ? false : undefined),
    async renderChunk(code, chunk, _options, { chunks }) {
      if (!chunk.imports.includes(PLACE)) return undefined;
      library ??= bundle([...new Set(Object.values(chunks).flatMap(({ importedBindings }) => importedBindings[PLACE] ?? []))].sort());
      return { code: code.replaceAll(PLACE, `./${(await library).name}`), map: null };
    },
    async generateBundle() {
      const made = await library;
      if (made) this.emitFile({ type: 'asset', fileName: `assets/${made.name}`, source: made.code });
    },
    // 与入口一起取，不等入口跑起来
    transformIndexHtml: {
      order: 'post',
      async handler() {
        const made = await library;
        return made
          ? [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `${base}assets/${made.name}` }, injectTo: 'head' }]
          : [];
      },
    },
  };
}
