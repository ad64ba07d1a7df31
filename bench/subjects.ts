/** 可以单独跑的项目；吞吐类的在自己的进程里跑，见 throughput.ts。 */
export const THROUGHPUT_SUBJECTS = ['signing', 'notices', 'validation', 'bills'] as const;
export const BENCH_SUBJECTS = [...THROUGHPUT_SUBJECTS, 'cold-start', 'round-trips', 'statistics', 'monitor'] as const;
