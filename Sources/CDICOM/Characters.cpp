#include "CDICOM.h"
#include <iconv.h>

// glibc's own converter: DCMTK's is ICU here and something else elsewhere, and neither is told what an escape sequence
// means.
extern "C" long cdicom_utf8(const char *encoding, const uint8_t *bytes, size_t length, char *output, size_t capacity) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == iconv_t(-1)) return -1;
  char *input = reinterpret_cast<char *>(const_cast<uint8_t *>(bytes));
  char *cursor = output;
  size_t left = length, room = capacity;
  const bool isWhole = iconv(converter, &input, &left, &cursor, &room) != size_t(-1) && left == 0 &&
                       iconv(converter, nullptr, nullptr, &cursor, &room) != size_t(-1);
  iconv_close(converter);
  return isWhole ? long(cursor - output) : -1;
}
