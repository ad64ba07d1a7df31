/** H5 的键盘操作：uni-app 的 view / button 不是原生按钮，回车与空格要自己变成点击。 */

const PRESSABLE = ['button', 'radio', 'link'];

export function pressWithKeyboard(page: Document): void {
  page.addEventListener('keydown', (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement) || !PRESSABLE.includes(target.getAttribute('role') ?? '')) return;
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    target.click();
  });
}
