/** vk.baseDao（docs/protocols/vk-unicloud.md §6）：参数、返回值与「空条件」的怪癖都照原框架。没有列出的方法不存在。 */
import { isNull, timeFormat } from './pubfn';
import type { Database, Json, Query } from './platform';

interface Target {
  dbName: string;
  db?: Database;
}
interface Select extends Target {
  whereJson?: Json;
  pageIndex?: number;
  pageSize?: number;
  sortArr?: readonly { name: string; type: 'asc' | 'desc' }[];
  fieldJson?: Json;
  getCount?: boolean;
  getMain?: boolean;
  getOne?: boolean;
  hasMore?: boolean;
}

const MAX_LIMIT = 1000;
const failure = (method: string, text: string): Error => new Error(`msg:vk.baseDao.${method}-${text}`);

export function createBaseDao(database: () => Database, readConfig: (key: string) => unknown) {
  const handle = (db?: Database): Database => db ?? database();
  const requireName = (dbName: unknown): string => {
    if (typeof dbName !== 'string' || dbName === '') throw new Error('dbName不能为空');
    return dbName;
  };
  const base = ({ dbName, db, whereJson, fieldJson, sortArr }: Select): Query => {
    let query: Query = handle(db).collection(requireName(dbName));
    // 空条件（含 { a: undefined }）＝不加条件：整张表。
    if (!isNull(whereJson)) query = query.where(whereJson);
    if (!isNull(fieldJson)) query = query.field(fieldJson as Json);
    for (const { name, type } of sortArr ?? []) query = query.orderBy(name, type);
    return query;
  };
  const stamp = (dataJson: Json, cancelAddTime?: boolean, cancelAddTimeStr?: boolean): Json => {
    const now = Date.now();
    const out = { ...dataJson };
    if (cancelAddTime || readConfig('vk.db.unicloud.cancelAddTime') === true || out['_add_time'] !== undefined) return out;
    out['_add_time'] = now;
    if (!cancelAddTimeStr && readConfig('vk.db.unicloud.cancelAddTimeStr') !== true) out['_add_time_str'] = timeFormat(now);
    return out;
  };

  async function add({
    dbName,
    dataJson,
    db,
    cancelAddTime,
    cancelAddTimeStr,
  }: Target & { dataJson: Json; cancelAddTime?: boolean; cancelAddTimeStr?: boolean }): Promise<string | null> {
    if (isNull(dataJson)) throw new Error('dataJson不能为空');
    const { id } = await handle(db)
      .collection(requireName(dbName))
      .add(stamp(dataJson, cancelAddTime, cancelAddTimeStr));
    return id ?? null;
  }
  async function adds({
    dbName,
    dataJson,
    db,
    cancelAddTime,
    cancelAddTimeStr,
  }: Target & { dataJson: Json[]; cancelAddTime?: boolean; cancelAddTimeStr?: boolean }): Promise<string[]> {
    if (isNull(dataJson)) throw new Error('dataJson不能为空');
    const { ids } = await handle(db)
      .collection(requireName(dbName))
      .add(dataJson.map((row) => stamp(row, cancelAddTime, cancelAddTimeStr)));
    return ids ?? [];
  }
  async function del({ dbName, whereJson, db }: Target & { whereJson: Json }): Promise<number> {
    if (isNull(whereJson)) {
      console.error('vk.baseDao.del 的 whereJson 不能为空');
      return 0;
    }
    return (await handle(db).collection(requireName(dbName)).where(whereJson).remove()).deleted;
  }
  async function deleteById({ dbName, id, db }: Target & { id: string }): Promise<number> {
    if (isNull(id)) throw new Error('id不能为空');
    return (await handle(db).collection(requireName(dbName)).doc(id).remove()).deleted;
  }
  async function update({ dbName, whereJson, dataJson, db }: Target & { whereJson: Json; dataJson: Json }): Promise<number> {
    if (isNull(whereJson)) throw new Error('whereJson不能为空');
    if (isNull(dataJson)) throw new Error('dataJson不能为空');
    delete dataJson['_id'];
    return (await handle(db).collection(requireName(dbName)).where(whereJson).update(dataJson)).updated;
  }
  async function updateById({
    dbName,
    id,
    dataJson,
    getUpdateData,
    db,
  }: Target & { id: string; dataJson: Json; getUpdateData?: boolean }): Promise<number | Json | undefined> {
    if (isNull(id)) throw new Error('id不能为空');
    if (isNull(dataJson)) throw new Error('dataJson不能为空');
    delete dataJson['_id'];
    const { updated } = await handle(db).collection(requireName(dbName)).doc(id).update(dataJson);
    return getUpdateData ? findById({ dbName, id, ...(db ? { db } : {}) }) : updated;
  }
  async function updateAndReturn({
    dbName,
    id,
    whereJson,
    dataJson,
    db,
  }: Target & { id?: string; whereJson?: Json; dataJson: Json }): Promise<Json | null> {
    if (isNull(dataJson)) throw new Error('dataJson不能为空');
    delete dataJson['_id'];
    const collection = handle(db).collection(requireName(dbName));
    if (!isNull(id)) return (await collection.doc(id as string).updateAndReturn(dataJson)).doc;
    if (isNull(whereJson)) throw new Error('whereJson不能为空');
    return (await collection.where(whereJson).updateAndReturn(dataJson)).doc;
  }
  async function setById({ dbName, id, dataJson, db }: Target & { id?: string; dataJson: Json }): Promise<Json> {
    const key = (id ?? dataJson['_id']) as string;
    if (isNull(key)) throw new Error('id不能为空');
    delete dataJson['_id'];
    const { updated, upsertedId } = await handle(db).collection(requireName(dbName)).doc(key).set(dataJson);
    return { updated, upsertedId, type: upsertedId ? 'add' : 'update', ...(upsertedId ? { id: upsertedId } : {}) };
  }
  async function findById({ dbName, id, fieldJson, db }: Target & { id: string; fieldJson?: Json }): Promise<Json | undefined> {
    if (isNull(id)) throw new Error('id不能为空');
    let doc = handle(db).collection(requireName(dbName)).doc(id);
    if (!isNull(fieldJson)) doc = doc.field(fieldJson as Json);
    const { data } = await doc.get();
    return (Array.isArray(data) ? data[0] : data) ?? undefined;
  }
  async function findByWhereJson({ dbName, whereJson, fieldJson, sortArr, db }: Select): Promise<Json | null> {
    if (isNull(whereJson)) {
      console.error('vk.baseDao.findByWhereJson 的 whereJson 不能为空');
      return null;
    }
    const { data } = await base({
      dbName,
      ...(db ? { db } : {}),
      ...(whereJson ? { whereJson } : {}),
      ...(fieldJson ? { fieldJson } : {}),
      ...(sortArr ? { sortArr } : {}),
    })
      .limit(1)
      .get();
    return data[0] ?? null;
  }
  async function select(input: Select): Promise<unknown> {
    const { pageIndex = 1, getCount = false, getMain = false, getOne = false } = input;
    const pageSize = getOne ? 1 : (input.pageSize ?? 10);
    if (pageSize === 0) throw failure('select', '异常');
    const query = base(input);
    const total = getCount || pageSize === -1 ? await count(input) : undefined;
    const size = pageSize === -1 ? Math.max(total ?? 0, 1) : pageSize;
    const start = (pageIndex - 1) * size;
    let rows: Json[] = [];
    const peek = input.hasMore === true && !getCount && size < MAX_LIMIT;
    try {
      if (size <= MAX_LIMIT)
        rows = (
          await query
            .skip(start)
            .limit(size + (peek ? 1 : 0))
            .get()
        ).data;
      else {
        const starts = Array.from({ length: Math.ceil(size / MAX_LIMIT) }, (_item, index) => start + index * MAX_LIMIT);
        const pages = await Promise.all(
          starts.map((at) =>
            query
              .skip(at)
              .limit(Math.min(MAX_LIMIT, start + size - at))
              .get(),
          ),
        );
        rows = pages.flatMap((page) => page.data);
      }
    } catch (error) {
      if (size > MAX_LIMIT) throw failure('select', '异常');
      throw error;
    }
    const hasMore = peek ? rows.length > size : total === undefined ? rows.length >= size : start + rows.length < total;
    if (peek) rows = rows.slice(0, size);
    const shown = getOne ? rows[0] : rows;
    if (getMain) return shown;
    return {
      rows: shown,
      total: total ?? start + rows.length,
      hasMore,
      code: 0,
      msg: '查询成功',
      pagination: { pageIndex, pageSize },
      getCount,
    };
  }
  async function count({ dbName, whereJson, db }: Select): Promise<number> {
    return (await base({ dbName, ...(db ? { db } : {}), ...(whereJson ? { whereJson } : {}) }).count()).total;
  }
  const reduce =
    (operator: 'sum' | 'avg' | 'max' | 'min', whenNone: number | null) =>
    async ({ dbName, fieldName, whereJson, db }: Target & { fieldName: string; whereJson?: Json }): Promise<number | null> => {
      const { command } = database();
      const aggregate = handle(db).collection(requireName(dbName)).aggregate();
      if (!isNull(whereJson)) aggregate.match(whereJson);
      aggregate.group({ _id: null, num: command.aggregate[operator](`$${fieldName}`) });
      const { data } = await aggregate.end();
      return (data[0]?.['num'] as number | undefined) ?? whenNone;
    };
  async function sample({ dbName, size = 1, whereJson, db }: Target & { size?: number; whereJson?: Json }): Promise<Json[]> {
    const aggregate = handle(db).collection(requireName(dbName)).aggregate();
    if (!isNull(whereJson)) aggregate.match(whereJson);
    aggregate.sample({ size });
    return (await aggregate.end()).data;
  }
  async function group({
    dbName,
    whereJson,
    groupJson,
    sortArr,
    pageIndex = 1,
    pageSize = 10,
    db,
  }: Select & { groupJson: Json }): Promise<Json> {
    const aggregate = handle(db).collection(requireName(dbName)).aggregate();
    if (!isNull(whereJson)) aggregate.match(whereJson);
    aggregate.group(groupJson);
    if (sortArr?.length) aggregate.sort(Object.fromEntries(sortArr.map(({ name, type }) => [name, type === 'asc' ? 1 : -1])));
    aggregate.skip((pageIndex - 1) * pageSize);
    aggregate.limit(pageSize);
    const { data } = await aggregate.end();
    return {
      rows: data,
      total: (pageIndex - 1) * pageSize + data.length,
      hasMore: data.length >= pageSize,
      code: 0,
      key: 1,
      pageIndex,
      pageSize,
    };
  }
  async function rollbackTransaction({
    db,
    err,
    msg,
    code = -1,
    tips,
  }: {
    db: { rollback(): Promise<unknown> };
    err?: unknown;
    msg?: string;
    code?: number;
    tips?: string;
  }): Promise<Json> {
    await db.rollback();
    const { message, stack } = (err ?? {}) as { message?: string; stack?: string };
    let text = msg;
    try {
      const parsed = JSON.parse(message ?? '') as { code?: unknown; msg?: string };
      if (parsed.code !== undefined) text = parsed.msg;
    } catch {
      // 不是 JSON：沿用传入的 msg。
    }
    return { code, msg: text, tips, err: { message, stack } };
  }

  return {
    add,
    adds,
    del,
    delete: del,
    remove: del,
    deleteById,
    update,
    updateById,
    updateAndReturn,
    setById,
    findById,
    findByWhereJson,
    select,
    count,
    sum: reduce('sum', 0),
    avg: reduce('avg', null),
    max: reduce('max', null),
    min: reduce('min', null),
    sample,
    group,
    startTransaction: () => database().startTransaction(),
    rollbackTransaction,
  };
}
export type BaseDao = ReturnType<typeof createBaseDao>;
