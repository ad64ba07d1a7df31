import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import uni from '@dcloudio/vite-plugin-uni';

const root = process.env['UNI_INPUT_DIR'] ?? __dirname;
const officialClient = resolve(root, 'uni_modules/vk-unicloud');

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

export default defineConfig({
  plugins: [uni(), withoutRemoteImages()],
  define: { __VK_PAY_SIMULATOR__: JSON.stringify(process.env['VK_PAY_SIMULATOR'] === '1') },
  resolve: {
    alias: { 'vk-client': existsSync(officialClient) ? officialClient : resolve(root, 'common/client/vk/index.ts') },
  },
  css: { preprocessorOptions: { scss: { silenceDeprecations: ['legacy-js-api', 'import'] } } },
});
