/** 带模拟器的构建从这里开始：登记演示登录与模拟扫码。 */
import { offerScanAid } from '../common/client/shell/scan-aid';
import { words } from '../common/client/words/words';
import { offerDemoLogins } from './simulator';

/** 只在带模拟器的构建里的话：不与别的词目放在一起，正式构建里一个字都没有。 */
const SIMULATOR = words({
  asUser: ['以演示用户登录', 'Sign in as the demo user'],
  asViewer: ['以演示查看员登录（只看）', 'Sign in as the demo viewer (looks only)'],
  asRefunder: ['以演示退款员登录（看、退款）', 'Sign in as the demo refunder (looks, refunds)'],
  asStaff: ['以演示管理员登录', 'Sign in as the demo administrator'],
  help: [
    '这是带模拟器的开发构建：不需要密码，也不会动用真实的钱。员工能做什么看角色。',
    'A development build with simulators: no password and no real money. What staff can do depends on the role.',
  ],
  scan: ['模拟手机扫码', 'Scan with a simulated phone'],
});

offerDemoLogins({
  users: [
    {
      username: 'demo',
      get label() {
        return SIMULATOR.asUser;
      },
    },
    {
      username: 'demo-viewer',
      get label() {
        return SIMULATOR.asViewer;
      },
    },
    {
      username: 'demo-refund',
      get label() {
        return SIMULATOR.asRefunder;
      },
    },
    {
      username: 'demo-admin',
      get label() {
        return SIMULATOR.asStaff;
      },
    },
  ],
  get help() {
    return SIMULATOR.help;
  },
});

offerScanAid({
  get label() {
    return SIMULATOR.scan;
  },
  url({ provider, orderInfo }) {
    const code = typeof orderInfo === 'object' ? orderInfo['code_url'] : undefined;
    return code === undefined ? undefined : `/simulator/${provider}/scan?code_url=${encodeURIComponent(code)}`;
  },
});
