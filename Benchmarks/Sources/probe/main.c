// Bare ResNet-50 on oneDNN, what a network can cost at best here: a yardstick for `apus network describe`, which shares
// no code with it.
//
// Usage: probe slices|volume REPEATS THREADS. Five slices of 224 x 224 as a batch, or the inflated network on 77 of
// them; random kernels in the layouts that oneDNN asks for, made once; bias, sum and ReLU fused. Prints the
// milliseconds of each run after one that is not counted. OMP_WAIT_POLICY and GOMP_SPINCOUNT are read when libgomp is
// loaded, so the caller sets them.
#include <dnnl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern void omp_set_num_threads(int);

#define CHECK(call) \
  do { \
    dnnl_status_t status = (call); \
    if (status != dnnl_success) { \
      fprintf(stderr, "probe: oneDNN status %d in line %d\n", (int)status, __LINE__); \
      exit(1); \
    } \
  } while (0)

typedef struct {
  dnnl_memory_t memory;
  dnnl_memory_desc_t layout;
  dnnl_dims_t lengths;
} Tensor;

typedef struct {
  dnnl_primitive_t primitive;
  dnnl_exec_arg_t arguments[4];
  int count;
} Step;

static dnnl_engine_t engine;
static dnnl_stream_t stream;
static int axes;  // of the kernels: 2 or 3
static Step steps[128];
static int stepCount;

static dnnl_memory_desc_t described(const dnnl_dims_t lengths, int count, dnnl_format_tag_t tag) {
  dnnl_memory_desc_t layout;
  CHECK(dnnl_memory_desc_init_by_tag(&layout, count, lengths, dnnl_f32, tag));
  return layout;
}

static dnnl_memory_t allocated(const dnnl_memory_desc_t *layout) {
  dnnl_memory_t memory;
  CHECK(dnnl_memory_create(&memory, layout, engine, DNNL_MEMORY_ALLOCATE));
  return memory;
}

static void fill(dnnl_memory_t memory, size_t count, float bound) {
  static unsigned long long state = 88172645463325252ull;
  void *start;
  CHECK(dnnl_memory_get_data_handle(memory, &start));
  for (size_t i = 0; i < count; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    ((float *)start)[i] = bound * (float)((double)(state >> 11) * 0x1p-52 - 1);
  }
}

static void append(dnnl_primitive_t primitive, int count, const dnnl_exec_arg_t *arguments) {
  if (stepCount == (int)(sizeof steps / sizeof *steps)) exit(1);
  Step *step = &steps[stepCount++];
  step->primitive = primitive;
  step->count = count;
  memcpy(step->arguments, arguments, (size_t)count * sizeof *arguments);
}

static void run(const Step *step) {
  CHECK(dnnl_primitive_execute(step->primitive, stream, step->count, step->arguments));
}

// Appends the change of a tensor's layout, or does it at once.
static dnnl_memory_t changed(Tensor source, const dnnl_memory_desc_t *layout, int isStep) {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  dnnl_memory_t target = allocated(layout);
  CHECK(dnnl_reorder_primitive_desc_create(&description, &source.layout, engine, layout, engine, NULL));
  CHECK(dnnl_primitive_create(&primitive, description));
  CHECK(dnnl_primitive_desc_destroy(description));
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC_0, source.memory}, {DNNL_ARG_DST_0, target}};
  append(primitive, 2, arguments);
  if (!isStep) {
    run(&steps[--stepCount]);
    CHECK(dnnl_stream_wait(stream));
  }
  return target;
}

// Lengths of what a window of `width` makes of `source`.
static void shrunk(dnnl_dims_t target, const Tensor *source, const long *width, const long *stride, const long *padding) {
  for (int i = 0; i < axes; i++)
    target[2 + i] = (source->lengths[2 + i] + 2 * padding[i] - width[i]) / stride[i] + 1;
}

static Tensor convolved(
    Tensor source, long outputs, const long *width, const long *stride, const long *padding, int clamps, const Tensor *sum) {
  Tensor result = {0}, plain = {0};
  result.lengths[0] = source.lengths[0], result.lengths[1] = outputs;
  shrunk(result.lengths, &source, width, stride, padding);
  plain.lengths[0] = outputs, plain.lengths[1] = source.lengths[1];
  size_t count = (size_t)(outputs * source.lengths[1]);
  for (int i = 0; i < axes; i++) plain.lengths[2 + i] = width[i], count *= (size_t)width[i];
  dnnl_dims_t biasLengths = {outputs};
  dnnl_memory_desc_t input = described(source.lengths, axes + 2, dnnl_format_tag_any);
  dnnl_memory_desc_t kernel = described(plain.lengths, axes + 2, dnnl_format_tag_any);
  dnnl_memory_desc_t output = sum ? sum->layout : described(result.lengths, axes + 2, dnnl_format_tag_any);
  dnnl_memory_desc_t bias = described(biasLengths, 1, dnnl_a);
  dnnl_convolution_desc_t operation;
  dnnl_dims_t s, p;
  for (int i = 0; i < axes; i++) s[i] = stride[i], p[i] = padding[i];
  CHECK(dnnl_convolution_forward_desc_init(
      &operation, dnnl_forward_inference, dnnl_convolution_direct, &input, &kernel, &bias, &output, s, p, p));
  dnnl_primitive_attr_t attributes;
  dnnl_post_ops_t fused;
  CHECK(dnnl_primitive_attr_create(&attributes));
  CHECK(dnnl_post_ops_create(&fused));
  if (sum) CHECK(dnnl_post_ops_append_sum(fused, 1));
  if (clamps) CHECK(dnnl_post_ops_append_eltwise(fused, 1, dnnl_eltwise_relu, 0, 0));
  CHECK(dnnl_primitive_attr_set_post_ops(attributes, fused));
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  CHECK(dnnl_primitive_desc_create(&description, &operation, attributes, engine, NULL));
  CHECK(dnnl_primitive_create(&primitive, description));
  input = *dnnl_primitive_desc_query_md(description, dnnl_query_src_md, 0);
  kernel = *dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
  result.layout = *dnnl_primitive_desc_query_md(description, dnnl_query_dst_md, 0);
  CHECK(dnnl_primitive_desc_destroy(description));
  CHECK(dnnl_post_ops_destroy(fused));
  CHECK(dnnl_primitive_attr_destroy(attributes));

  plain.layout = described(plain.lengths, axes + 2, axes == 3 ? dnnl_oidhw : dnnl_oihw);
  plain.memory = allocated(&plain.layout);
  double bound = 6.0 * (double)outputs / (double)count;
  fill(plain.memory, count, (float)sqrt(bound));
  dnnl_memory_t weights = changed(plain, &kernel, 0), shift = allocated(&bias);
  CHECK(dnnl_memory_destroy(plain.memory));
  fill(shift, (size_t)outputs, 0);
  dnnl_memory_t read = dnnl_memory_desc_equal(&source.layout, &input) ? source.memory : changed(source, &input, 1);
  result.memory = sum ? sum->memory : allocated(&result.layout);
  dnnl_exec_arg_t arguments[] = {
      {DNNL_ARG_SRC_0, read}, {DNNL_ARG_WEIGHTS_0, weights}, {DNNL_ARG_BIAS, shift}, {DNNL_ARG_DST_0, result.memory}};
  append(primitive, 4, arguments);
  return result;
}

static Tensor pooled(Tensor source, dnnl_alg_kind_t kind, const long *width, const long *stride, const long *padding) {
  Tensor result = {0};
  result.lengths[0] = source.lengths[0], result.lengths[1] = source.lengths[1];
  shrunk(result.lengths, &source, width, stride, padding);
  dnnl_memory_desc_t output = described(result.lengths, axes + 2, dnnl_format_tag_any);
  dnnl_pooling_desc_t operation;
  dnnl_dims_t w, s, p;
  for (int i = 0; i < axes; i++) w[i] = width[i], s[i] = stride[i], p[i] = padding[i];
  CHECK(dnnl_pooling_forward_desc_init(&operation, dnnl_forward_inference, kind, &source.layout, &output, s, w, p, p));
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  CHECK(dnnl_primitive_desc_create(&description, &operation, NULL, engine, NULL));
  CHECK(dnnl_primitive_create(&primitive, description));
  result.layout = *dnnl_primitive_desc_query_md(description, dnnl_query_dst_md, 0);
  CHECK(dnnl_primitive_desc_destroy(description));
  result.memory = allocated(&result.layout);
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC_0, source.memory}, {DNNL_ARG_DST_0, result.memory}};
  append(primitive, 2, arguments);
  return result;
}

static const long one[] = {1, 1, 1}, none[] = {0, 0, 0}, two[] = {2, 2, 2}, three[] = {3, 3, 3};

static void build(int isVolume) {
  Tensor tensor = {0};
  long slices[] = {5, 3, 224, 224}, volume[] = {1, 3, 77, 224, 224};
  size_t count = 1;
  for (int i = 0; i < axes + 2; i++) {
    tensor.lengths[i] = isVolume ? volume[i] : slices[i];
    count *= (size_t)tensor.lengths[i];
  }
  tensor.layout = described(tensor.lengths, axes + 2, isVolume ? dnnl_ncdhw : dnnl_nchw);
  tensor.memory = allocated(&tensor.layout);
  fill(tensor.memory, count, 1);
  long stemWidth[] = {3, 7, 7}, stemStride[] = {1, 2, 2}, stemPadding[] = {1, 3, 3};
  long poolWidth[] = {3, 2, 2}, poolPadding[] = {1, 0, 0};
  int flat = isVolume ? 0 : 1;
  tensor = convolved(tensor, 64, stemWidth + flat, stemStride + flat, stemPadding + flat, 1, NULL);
  tensor = pooled(tensor, dnnl_pooling_max, poolWidth + flat, two, poolPadding + flat);
  int blocks[] = {3, 4, 6, 3};
  for (int layer = 0; layer < 4; layer++) {
    long width = 64L << layer;
    for (int block = 0; block < blocks[layer]; block++) {
      const long *stride = block == 0 && layer > 0 ? two : one;
      Tensor residual = block == 0 ? convolved(tensor, 4 * width, one, stride, none, 0, NULL) : tensor;
      Tensor inner = convolved(tensor, width, one, one, none, 1, NULL);
      inner = convolved(inner, width, three, stride, one, 1, NULL);
      tensor = convolved(inner, 4 * width, one, one, none, 1, &residual);
    }
  }
  long all[3];
  for (int i = 0; i < axes; i++) all[i] = tensor.lengths[2 + i];
  pooled(tensor, dnnl_pooling_avg_exclude_padding, all, one, none);
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

int main(int count, char **words) {
  int isVolume = count == 4 && strcmp(words[1], "volume") == 0;
  if (count != 4 || (!isVolume && strcmp(words[1], "slices") != 0)) {
    fprintf(stderr, "usage: probe slices|volume REPEATS THREADS\n");
    return 64;
  }
  axes = isVolume ? 3 : 2;
  omp_set_num_threads(atoi(words[3]));
  CHECK(dnnl_engine_create(&engine, dnnl_cpu, 0));
  CHECK(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
  build(isVolume);
  for (int repeat = 0; repeat <= atoi(words[2]); repeat++) {
    double start = milliseconds();
    for (int step = 0; step < stepCount; step++) run(&steps[step]);
    CHECK(dnnl_stream_wait(stream));
    if (repeat > 0) printf("%.2f\n", milliseconds() - start);
  }
  return 0;
}
