/**
 * 一个可信的错：在哪个文件、原来怎样、改成怎样、哪个测试必须因此变红。
 * 不是编出来凑数的：每一个都是这类系统真实犯过、或审查时差点放过的错。
 */
export interface Mutant {
  /** 错在哪里，一句英文：命令行里用它挑 */
  readonly name: string;
  readonly file: string;
  /** 原文，在文件里恰好出现一次 */
  readonly find: string;
  readonly put: string;
  /** 至少有一个必须变红的测试文件 */
  readonly tests: readonly string[];
  /** 只跑名字里有这些字的测试（jest -t），快 */
  readonly only?: string;
}

export const CORE = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src';
/** 条件永远不成立；不写 false，免得看起来像是注释掉的代码。 */
export const NEVER = 'Date.now() < 0';
