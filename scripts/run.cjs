#!/usr/bin/env node
/* 所有 npm 命令的入口：先检查 Node 版本（用最老的语法，旧版也能读懂），再运行对应的 TypeScript 脚本。 */
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error('vk-pay 的本地工具需要 Node 20 或更高版本，当前是 ' + process.version + '。');
  process.exit(1);
}
var path = require('path');
var childProcess = require('child_process');

var SCRIPTS = {
  start: 'start.ts',
  demo: 'demo.ts',
  build: 'build-functions.ts',
  uni: 'build-pages.ts',
  'test-zones': 'test-zones.ts',
  bench: '../bench/run.ts',
};
var name = process.argv[2];
if (!Object.prototype.hasOwnProperty.call(SCRIPTS, name)) {
  console.error('用法：node scripts/run.cjs <' + Object.keys(SCRIPTS).join('|') + '> [参数…]');
  process.exit(2);
}
try {
  require.resolve('tsx');
} catch (_error) {
  console.error('还没有安装依赖，请先运行 npm ci。');
  process.exit(1);
}
var child = childProcess.spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, SCRIPTS[name])].concat(process.argv.slice(3)), {
  stdio: 'inherit',
});
['SIGINT', 'SIGTERM'].forEach(function (signal) {
  process.on(signal, function () {
    child.kill(signal);
  });
});
child.on('exit', function (code, signal) {
  process.exit(signal ? 1 : code);
});
