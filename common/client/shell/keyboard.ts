/** H5 的键盘操作：uni-app 的 view 不是原生控件，回车与空格要自己变成点击，单选组要自己用方向键走。 */

const PRESSABLE = ['button', 'radio', 'link'];
const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function roleOf(element: HTMLElement): string {
  return element.getAttribute('role') ?? '';
}

/** 单选组里往前或往后一个能选的，到头就绕回来。 */
function neighbour(radio: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const group = radio.closest('[role="radiogroup"]');
  const radios = Array.from(group?.querySelectorAll<HTMLElement>('[role="radio"]') ?? []).filter(
    (one) => one.getAttribute('aria-disabled') !== 'true',
  );
  const at = radios.indexOf(radio);
  return at < 0 ? undefined : radios[(at + step + radios.length) % radios.length];
}

function press(event: KeyboardEvent): void {
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return;
  const role = roleOf(target);
  const step = STEPS[key];
  if (role === 'radio' && step !== undefined) {
    event.preventDefault();
    const next = neighbour(target, step);
    next?.focus();
    next?.click();
    return;
  }
  if (!PRESSABLE.includes(role) || (key !== 'Enter' && key !== ' ')) return;
  event.preventDefault();
  // 按住不放不算再按一次：刚打开的确认框不会被打开它的那次按键回答
  if (!event.repeat) target.click();
}

const installed = new WeakSet<Document>();

/** 装一次就够，再装没有作用。 */
export function pressWithKeyboard(page: Document): void {
  if (installed.has(page)) return;
  installed.add(page);
  page.addEventListener('keydown', press);
}
