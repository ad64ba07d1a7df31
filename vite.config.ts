import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build as bundle } from 'esbuild';
import { defineConfig, type Plugin } from 'vite';
import uni from '@dcloudio/vite-plugin-uni';
import type { ManualChunkMeta } from 'rollup';
import { withBundledFramework } from './scripts/site/framework';

const root = process.env['UNI_INPUT_DIR'] ?? __dirname;
const forH5 = process.env['UNI_PLATFORM'] === 'h5';
/** 给开发用的站点（npm start、测试）；build:h5 的不是 */
const forDevelopment = process.env['VK_PAY_SIMULATOR'] === '1';
/** 官方文件也可以放在仓库外面（npm run test:official） */
const officialClient = resolve(process.env['VK_PAY_OFFICIAL'] ?? root, 'uni_modules/vk-unicloud');

/** uni-app 自带样式里有一张放在外部服务器上的装饰图；付款页面不该向第三方发请求。 */
const REMOTE_IMAGE = /background-image:\s*url\(["']?https?:[^)]*\)/g;

function withoutRemoteImages(): Plugin {
  return {
    name: 'vk-pay-without-remote-images',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css'))
          file.source = String(file.source).replace(REMOTE_IMAGE, 'background-image:none');
      }
    },
  };
}

/** 带模拟器的开发构建：应用入口先引入演示工具。正式构建里一个字都没有。 */
function withDemoTools(): Plugin {
  const entry = resolve(root, 'main.ts');
  return {
    name: 'vk-pay-with-demo-tools',
    enforce: 'pre',
    transform: (code, id) => (id.split('?')[0] === entry ? { code: `import './demo/set-up';\n${code}`, map: null } : undefined),
  };
}

/** 与 vite 缺省的浏览器范围相同 */
const BROWSERS = ['es2020', 'edge88', 'firefox78', 'chrome87', 'safari14'];

/**
 * H5 的图表库由 esbuild 一次打成一个文件，rollup 不看里面：它有全部页面的几倍大，一个个模块解析、摇树、压缩要占去构建的一半。
 * 只有 draw.ts 按需引用它。
 */
function withBundledCharts(): Plugin {
  const entry = resolve(root, 'common/client/charts/echarts.ts');
  let library: { readonly name: string; readonly code: string } | undefined;
  const made = async (): Promise<{ readonly name: string; readonly code: string }> => {
    const { outputFiles } = await bundle({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      minify: true,
      target: BROWSERS,
      legalComments: 'none',
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    const code = outputFiles[0]?.text ?? '';
    return { code, name: `charts-echarts.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js` };
  };
  return {
    name: 'vk-pay-with-bundled-charts',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!importer || resolve(importer, '..', `${source}.ts`) !== entry) return undefined;
      library ??= await made();
      // 产物都在同一个文件夹里
      return { id: `./${library.name}`, external: 'absolute' };
    },
    generateBundle() {
      if (library) this.emitFile({ type: 'asset', fileName: `assets/${library.name}`, source: library.code });
    },
  };
}

/** 付款人付完款之后会看的几页 */
const AFTER_PAYING = ['pages/result/result.vue', 'pages/orders/orders.vue', 'pages/orders/detail.vue', 'pages/orders/receipt.vue'];

/** 从这些文件出发、不经过按需加载就会用到的模块。 */
function reachedFrom(entries: readonly string[], { getModuleInfo }: ManualChunkMeta): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    getModuleInfo(id)?.importedIds.forEach(visit);
  };
  entries.map((path) => resolve(root, path)).forEach(visit);
  return seen;
}

/**
 * 第一眼用到的合成两块（uniCloud 的客户端、收银台；框架另有一个文件，见 scripts/site/framework.ts），跟着入口一起取，不等入口跑起来：
 * 几十个一两 KB 的小文件，在手机网络上比一个大文件慢得多。
 * 结果页与订单页用到的再合成一块，付款时趁空取来；员工页的付款人用不着。
 * 谁在哪一块由引用关系得出。只对 H5：小程序按页组织文件。
 */
function chunks(): (id: string, meta: ManualChunkMeta) => string | undefined {
  let first: ReadonlySet<string> | undefined;
  let after: ReadonlySet<string> | undefined;
  return (id, meta) => {
    first ??= reachedFrom(['main.ts', 'pages/checkout/checkout.vue'], meta);
    after ??= reachedFrom(AFTER_PAYING, meta);
    if (first.has(id) && id.includes('/node_modules/')) return 'cloud';
    const path = relative(root, id.split('?')[0] ?? '').replace(/\\/g, '/');
    if (!/^(?:common|components|pages)\//.test(path)) return undefined;
    if (first.has(id)) return 'vk-pay';
    return after.has(id) && !path.startsWith('pages/') ? 'orders' : undefined;
  };
}

export default defineConfig({
  plugins: [
    ...(forDevelopment ? [withDemoTools()] : []),
    ...(forH5 ? [withBundledFramework(root, BROWSERS, { thorough: !forDevelopment }), withBundledCharts()] : []),
    uni(),
    withoutRemoteImages(),
  ],
  resolve: {
    alias: { 'vk-client': existsSync(officialClient) ? officialClient : resolve(root, 'common/client/shell/vk/index.ts') },
  },
  ...(forH5
    ? {
        build: {
          // 开发用的站点换快的压缩：大百分之几，省下一多半的时间
          ...(forDevelopment ? { minify: 'esbuild' as const } : {}),
          rollupOptions: { output: { manualChunks: chunks() } },
        },
      }
    : {}),
  css: { preprocessorOptions: { scss: { silenceDeprecations: ['legacy-js-api', 'import'] } } },
});
