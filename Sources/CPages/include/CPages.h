// The files of the pages of `apus review` and `apus serve`, as they are in Sources/ReviewPage/Page and
// Sources/StudyServer/Page.
#pragma once
#include <stddef.h>

typedef struct {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  ptrdiff_t count;
} apus_page_file;

// All files of a page; `count` becomes their number.
const apus_page_file *_Nonnull apus_review_page(ptrdiff_t *_Nonnull count);
const apus_page_file *_Nonnull apus_studies_page(ptrdiff_t *_Nonnull count);
