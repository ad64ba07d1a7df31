import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import uni from '@dcloudio/vite-plugin-uni';

const root = process.env['UNI_INPUT_DIR'] ?? __dirname;
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
    transform: (code, id) => (id.split('?')[0] === entry ? `import './demo/set-up';\n${code}` : undefined),
  };
}

/**
 * 几页共用的代码合成一块，跟着入口一起取：几十个一两 KB 的小文件，在手机网络上比一个大文件慢得多。
 * 员工与退款的不在其中，付款人用不着。只对 H5：小程序按页组织文件。
 */
function sharedChunk(id: string): string | undefined {
  if (id.includes('/node_modules/')) return 'framework';
  const path = relative(root, id.split('?')[0] ?? '').replace(/\\/g, '/');
  if (/^common\/client\/(?:staff|refunds|words\/(?:staff|desk|refunds))\b/.test(path)) return undefined;
  if (/^components\/vk-pay-(?:refund|refunds|field|review|choices|comparison)/.test(path)) return undefined;
  // 收银台是付款人落脚的那一页：不等入口跑起来再去取它
  return /^(?:common\/|components\/|pages\/checkout\/)/.test(path) ? 'vk-pay' : undefined;
}

export default defineConfig({
  plugins: [...(process.env['VK_PAY_SIMULATOR'] === '1' ? [withDemoTools()] : []), uni(), withoutRemoteImages()],
  resolve: {
    alias: { 'vk-client': existsSync(officialClient) ? officialClient : resolve(root, 'common/client/shell/vk/index.ts') },
  },
  ...(process.env['UNI_PLATFORM'] === 'h5' ? { build: { rollupOptions: { output: { manualChunks: sharedChunk } } } } : {}),
  css: { preprocessorOptions: { scss: { silenceDeprecations: ['legacy-js-api', 'import'] } } },
});
