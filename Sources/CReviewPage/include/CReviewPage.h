// The files of the page of `apus review`, as they are in Sources/ReviewPage/Page.
#pragma once
#include <stddef.h>

typedef struct {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  ptrdiff_t count;
} apus_page_file;

// All files; `count` becomes their number.
const apus_page_file *_Nonnull apus_review_page(ptrdiff_t *_Nonnull count);
