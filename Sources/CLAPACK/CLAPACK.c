#define _GNU_SOURCE
#include "CLAPACK.h"
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

// OpenBLAS is loaded when it is first needed and not at every start, because relocating it takes 4 ms. It gets one
// thread: its own threads spin for tens of milliseconds before they sleep, which cost as much processor time as the
// features of a small case. With one thread no bit of a result depends on the number of cores, and patients, images and
// folds run in parallel instead.

static lapack_int (*dsyev_loaded)(int, char, char, lapack_int, double *, lapack_int, double *);
static lapack_int (*dpotrf_loaded)(int, char, lapack_int, double *, lapack_int);
static void (*dtrsv_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, enum CBLAS_TRANSPOSE, enum CBLAS_DIAG, blasint, const double *, blasint, double *,
    blasint);
static void (*dsymv_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, blasint, double, const double *, blasint, const double *, blasint, double, double *,
    blasint);
static void (*dsyrk_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, enum CBLAS_TRANSPOSE, blasint, blasint, double, const double *, blasint, double,
    double *, blasint);
static void (*dsyr_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, blasint, double, const double *, blasint, double *, blasint);

static const char *missing;

static void load(void) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void *blas = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_GLOBAL | RTLD_DEEPBIND);
  void *lapack = dlopen("liblapacke.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!blas || !lapack) {
    missing = blas ? "liblapacke.so.3" : "libopenblas.so.0";
    return;
  }
#define RESOLVE(function, library, name, file) \
  if (!(*(void **)&function = dlsym(library, name))) { missing = file " with " name; return; }
  RESOLVE(dsyev_loaded, lapack, "LAPACKE_dsyev", "liblapacke.so.3")
  RESOLVE(dpotrf_loaded, lapack, "LAPACKE_dpotrf_work", "liblapacke.so.3")
  RESOLVE(dtrsv_loaded, blas, "cblas_dtrsv", "libopenblas.so.0")
  RESOLVE(dsymv_loaded, blas, "cblas_dsymv", "libopenblas.so.0")
  RESOLVE(dsyrk_loaded, blas, "cblas_dsyrk", "libopenblas.so.0")
  RESOLVE(dsyr_loaded, blas, "cblas_dsyr", "libopenblas.so.0")
}

const char *apus_lapack_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return missing;
}

// Callers ask `apus_lapack_load` first. If one does not, its numbers are not a number instead of wrong ones.
static void spoil(double *values, size_t count) {
  for (size_t index = 0; index < count; index++) values[index] = NAN;
}

lapack_int LAPACKE_dsyev(int order, char job, char half, lapack_int n, double *a, lapack_int lda, double *w) {
  if (apus_lapack_load()) return -1;
  return dsyev_loaded(order, job, half, n, a, lda, w);
}

lapack_int LAPACKE_dpotrf_work(int order, char half, lapack_int n, double *a, lapack_int lda) {
  if (apus_lapack_load()) return -1;
  return dpotrf_loaded(order, half, n, a, lda);
}

void cblas_dtrsv(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const enum CBLAS_TRANSPOSE trans, const enum CBLAS_DIAG unit,
    const blasint n, const double *a, const blasint lda, double *x, const blasint incx) {
  if (apus_lapack_load()) {
    spoil(x, n);
    return;
  }
  dtrsv_loaded(order, half, trans, unit, n, a, lda, x, incx);
}

void cblas_dsymv(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const blasint n, const double alpha, const double *a,
    const blasint lda, const double *x, const blasint incx, const double beta, double *y, const blasint incy) {
  if (apus_lapack_load()) {
    spoil(y, n);
    return;
  }
  dsymv_loaded(order, half, n, alpha, a, lda, x, incx, beta, y, incy);
}

void cblas_dsyrk(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const enum CBLAS_TRANSPOSE trans, const blasint n,
    const blasint k, const double alpha, const double *a, const blasint lda, const double beta, double *c,
    const blasint ldc) {
  if (apus_lapack_load()) {
    spoil(c, (size_t)n * ldc);
    return;
  }
  dsyrk_loaded(order, half, trans, n, k, alpha, a, lda, beta, c, ldc);
}

void cblas_dsyr(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const blasint n, const double alpha, const double *x,
    const blasint incx, double *a, const blasint lda) {
  if (apus_lapack_load()) {
    spoil(a, (size_t)n * lda);
    return;
  }
  dsyr_loaded(order, half, n, alpha, x, incx, a, lda);
}
