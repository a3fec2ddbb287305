#pragma once
#include <dnnl.h>

/// Loads libdnnl, and with it libgomp, on first use; NULL, or what failed.
///
/// Not linked: both libraries would cost every command their start-up, and libgomp reads how its threads wait when it
/// is loaded, so that a wish of ours would come too late. Nothing of oneDNN may be called before this has returned
/// NULL.
const char *apus_onednn_load(void);
/// Whether libgomp came in with another library, so that it has already read its settings.
int apus_gomp_is_loaded(void);

// From libgomp, whose own header omp.h does not pass Clang's module scan.
void omp_set_num_threads(int);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
// What `#pragma omp parallel` compiles to: calls `body(context)` once in every thread of the team; 0 threads means all
// of them.
void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
// What `#pragma omp teams thread_limit(limit)` compiles to (GCC 9 and newer): calls `body(context)` in one team whose
// parallel regions get at most `limit` threads, however many they ask for.
void GOMP_teams_reg(void (*body)(void *), void *context, unsigned teams, unsigned limit, unsigned flags);
