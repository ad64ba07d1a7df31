/** 带模拟器的构建从这里开始：登记演示登录与模拟扫码。 */
import { offerScanAid } from '../common/client/shell/scan-aid';
import { offerDemoLogins } from './simulator';

offerDemoLogins({
  users: [
    { username: 'demo', label: '以演示用户登录' },
    { username: 'demo-admin', label: '以演示管理员登录' },
  ],
  help: '这是带模拟器的开发构建：不需要密码，也不会动用真实的钱。管理员可以退款。',
});

offerScanAid({
  label: '模拟手机扫码',
  url({ provider, orderInfo }) {
    const code = typeof orderInfo === 'object' ? orderInfo['code_url'] : undefined;
    return code === undefined ? undefined : `/simulator/${provider}/scan?code_url=${encodeURIComponent(code)}`;
  },
});
