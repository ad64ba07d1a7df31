/**
 * CSV：表格软件打开就能用。以 UTF-8 BOM 开头（不然中文在 Excel 里是乱码），行尾 CRLF。
 * 表格软件会把 `=`、`+`、`-`、`@`、制表符开头的格子当公式执行，而商品名是外人写的：前面加一个单引号。
 */
const BOM = '\uFEFF';

function cell(value: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
}

export function toCsv(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
