/** 员工的一份名单按单号找：填的、填得不对的说在旁边、清掉再列全部。 */
import { ref } from 'vue';

/** 找的那一块（components/vk-pay-search）要知道的。 */
export interface SearchView {
  readonly text: string;
  readonly problem: string;
  readonly loading: string | boolean;
  readonly offline: boolean;
  write(text: string): void;
  search(): void;
  clear?(): void;
}

const NUMBER = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * @param first 地址里写着的
 * @param wrong 填得不对时的话
 * @param fits 什么样的算对；缺省是单号
 */
export function useNumberSearch(first: string | undefined, wrong: () => string, fits?: () => RegExp | undefined) {
  const text = ref(first ?? '');
  const problem = ref('');
  const number = (): string => text.value.normalize('NFKC').trim();
  return {
    text,
    problem,
    /** 要查的；空 = 全部 */
    number,
    /** 填得对不对；不对的说了 */
    check(): boolean {
      problem.value = number() === '' || (fits?.() ?? NUMBER).test(number()) ? '' : wrong();
      return problem.value === '';
    },
    write(value: string): void {
      text.value = value;
      problem.value = '';
    },
  };
}
