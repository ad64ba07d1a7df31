/**
 * jest 的测试环境（jest-environment-node 是 jest 自带的那个）：与 node 的相同，
 * 另外在一个文件的全部测试与钩子之后关掉没关的东西（见 test/leftovers.ts）。
 */
import { TestEnvironment } from 'jest-environment-node';
import { leftoversIn } from './leftovers';

export default class ClosingEnvironment extends TestEnvironment {
  async handleTestEvent(event: { readonly name: string }): Promise<void> {
    if (event.name !== 'run_finish') return;
    for (const close of leftoversIn(this.global)) await close();
  }
}
