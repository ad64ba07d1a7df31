/** 文档里的一行功能，以及项目里用到它的地方；写法见 ../documented-rows.ts */
export interface DocumentedCall {
  /** 谁调谁：服务地址、云函数、云对象方法、模块方法、组件方法或 HTTP */
  readonly call: string;
  /** 入参，逐字写；「…」开头的是要由测试先造出来的值 */
  readonly input: unknown;
  /** 文档说的答复：字段 → 类型、单位、取值。`code` 写数字；没有写到的字段文档没有说 */
  readonly answer: Readonly<Record<string, string | number | boolean>>;
  /** 调用之前要有什么、之后库里该是什么 */
  readonly given?: string;
  readonly then?: string;
}

export interface DocumentedRow {
  readonly id: string;
  /** 功能表里的行号：F.1 是 vk-uni-pay，F.2 是 uni-pay 2 */
  readonly source: string;
  readonly feature: string;
  /** 出处：文档页的名字 */
  readonly pages: readonly string[];
  /** 项目里用到它的文件，相对项目根；没有用到的行是空的，`unclear` 里写原因 */
  readonly files: readonly string[];
  readonly calls: readonly DocumentedCall[];
  /** 文档没有说清或前后矛盾的地方 */
  readonly unclear?: string;
}
