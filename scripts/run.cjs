#!/usr/bin/env node
/* 所有 npm 命令的入口：先检查 Node 版本（用最老的语法，旧版也能读懂），再运行 scripts/cli.ts；命令表在 scripts/commands.ts。 */
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error('vk-pay 的本地工具需要 Node 20 或更高版本，当前是 ' + process.version + '。');
  process.exit(1);
}
var path = require('path');
var childProcess = require('child_process');
try {
  require.resolve('tsx');
} catch (_error) {
  console.error('还没有安装依赖，请先运行 npm ci。');
  process.exit(1);
}
var child = childProcess.spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'cli.ts')].concat(process.argv.slice(2)), {
  stdio: 'inherit',
});
// 在终端里按 Ctrl+C 时子进程自己也会收到；多转一次无妨，它只听第一次。
['SIGINT', 'SIGTERM'].forEach(function (signal) {
  process.on(signal, function () {
    child.kill(signal);
  });
});
child.on('exit', function (code, signal) {
  process.exit(signal ? 1 : code);
});
