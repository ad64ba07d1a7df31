/**
 * 一个函数实例的生命（docs/protocols/unicloud.md §1.11）：
 * 运行中——一切照常；返回之后——冻结，没等完的事停在原地，实例再次被用到才继续；被杀——永远停下。
 * 实例对外的每一步（数据库、HTTP、调用别的函数）进出都经过这里，所以「发出去就不管」的写法在本地同样会丢。
 */
export class Lifeline {
  private state: 'awake' | 'frozen' | 'dead' = 'frozen';
  private sleepers: (() => void)[] = [];

  /** @param noteFrozen 冻结之后还想做事时告知开发者 */
  constructor(private readonly noteFrozen: (what: string) => void) {}

  thaw(): void {
    if (this.state === 'dead') return;
    this.state = 'awake';
    for (const wake of this.sleepers.splice(0)) wake();
  }
  freeze(): void {
    if (this.state === 'awake') this.state = 'frozen';
  }
  kill(): void {
    this.state = 'dead';
    this.sleepers = [];
  }

  /** 冻结不算；死了就永远不完成。 */
  alive(): Promise<void> {
    return this.state === 'dead' ? new Promise<void>(() => undefined) : Promise.resolve();
  }

  /** 在实例活着时执行；结果也要等实例活着才交付。 */
  async guard<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.state === 'frozen') this.noteFrozen(what);
    await this.awake();
    try {
      return await work();
    } finally {
      await this.awake();
    }
  }

  private async awake(): Promise<void> {
    while (this.state !== 'awake') {
      await new Promise<void>((resolve) => {
        if (this.state !== 'dead') this.sleepers.push(resolve);
      });
    }
  }
}
