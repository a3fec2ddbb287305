#include <dnnl.h>
// From libgomp, whose own header omp.h does not pass Clang's module scan.
extern void omp_set_num_threads(int);
// What `#pragma omp teams thread_limit(limit)` compiles to (GCC 9 and newer): calls `body(context)` in one team whose
// parallel regions get at most `limit` threads, however many they ask for.
extern void GOMP_teams_reg(void (*body)(void *), void *context, unsigned teams, unsigned limit, unsigned flags);
