// 截断的性质：不超过上限，断在字符边界，短的原样，同样的输入总得到同样的输出。
import fc from 'fast-check';
import { cutBytes, cutCharacters } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/text';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

test('a text is cut to its bytes at the end of a character, and no earlier than needed', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 80 }), (text, max) => {
      const cut = cutBytes(text, max);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
      expect(text.startsWith(cut)).toBe(true);
      const [next] = text.slice(cut.length);
      if (next === undefined) expect(cut).toBe(text);
      else expect(Buffer.byteLength(cut + (text.slice(cut.length).match(/^./su) as RegExpMatchArray)[0])).toBeGreaterThan(max);
    }),
  );
});

test('characters are counted as code points', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 80 }), (text, max) => {
      const cut = cutCharacters(text, max);
      expect([...cut]).toEqual([...text].slice(0, max));
    }),
  );
});
