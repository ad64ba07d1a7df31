/** 请人挑一张图，给出它的 base64；没有挑为 undefined。 */

function chosen(): Promise<string | undefined> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count: 1,
      sizeType: ['compressed'],
      success: ({ tempFilePaths }) => resolve([tempFilePaths].flat()[0]),
      fail: () => resolve(undefined),
    });
  });
}

async function base64Of(path: string): Promise<string> {
  // #ifdef H5
  const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192) text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(text);
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.getFileSystemManager().readFile({
      filePath: path,
      encoding: 'base64',
      success: ({ data }) => resolve(String(data)),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });
  // #endif
}

/** @throws Error 读不出来 */
export async function pickImage(): Promise<string | undefined> {
  const path = await chosen();
  return path === undefined ? undefined : base64Of(path);
}
