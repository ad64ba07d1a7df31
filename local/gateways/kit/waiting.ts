/** 等收款人点头的一件：一笔转账、一张收款授权；连同他能做什么。各网关写成同一个样子，由控制入口给出。 */
export interface WaitLine {
  /** 是什么：转账、收款授权 */
  readonly what: string;
  readonly no: string;
  /** 为了什么，或收款人看到的名字 */
  readonly title: string;
  /** 分；授权没有 */
  readonly fee?: number;
  /** 网关自己的说法 */
  readonly state: string;
  /** 毫秒 */
  readonly created_at: number;
  /** 等到什么时候，毫秒；一直等的没有 */
  readonly until?: number;
  /** 能做的，头一个是平常的那一个 */
  readonly acts: readonly {
    /** 控制入口的哪个动作 */
    readonly path: string;
    readonly input: object;
    readonly label: string;
    /** 做完说什么 */
    readonly done: string;
  }[];
}
