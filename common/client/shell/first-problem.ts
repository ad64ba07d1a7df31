/** 一张表单里刚说出来的问题在屏幕外面：露出最上面的那一处，免得按了按钮像什么也没有发生。只在浏览器里用。 */
import { nextTick } from 'vue';

/** 页面的标题栏盖住的高度，px */
const HEADER = 56;
let waiting = false;

/** 几栏一起说的只动一次。 */
export function showFirstProblem(): void {
  if (waiting) return;
  waiting = true;
  void nextTick(() => {
    waiting = false;
    const shown = Array.from(document.querySelectorAll('.vk-field__problem, [id$="-problem"]')).find(
      (one) => one.getClientRects().length > 0,
    );
    if (!shown) return;
    const { top, bottom } = shown.getBoundingClientRect();
    if (top < HEADER || bottom > innerHeight) (shown.closest('.vk-field') ?? shown).scrollIntoView({ block: 'center' });
  });
}
