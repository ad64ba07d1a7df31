/** 一行文档 → 照它写的调一遍。编号就是那一行的（后面可以有括号里的说明），test/compat/proven.ts 凭它找到。 */
export type Proof = readonly [id: string, prove: () => Promise<void>];
