import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import uni from '@dcloudio/vite-plugin-uni';

const root = process.env['UNI_INPUT_DIR'] ?? __dirname;
const officialClient = resolve(root, 'uni_modules/vk-unicloud');

export default defineConfig({
  plugins: [uni()],
  define: { __VK_PAY_SIMULATOR__: JSON.stringify(process.env['VK_PAY_SIMULATOR'] === '1') },
  resolve: {
    alias: { 'vk-client': existsSync(officialClient) ? officialClient : resolve(root, 'common/client/vk/index.ts') },
  },
  css: { preprocessorOptions: { scss: { silenceDeprecations: ['legacy-js-api', 'import'] } } },
});
