#pragma once
#include "CDICOM.h"
#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctk.h"

#include <vector>

struct cdicom_file {
  DcmFileFormat format;
  /// Pixels whose words are in another order than DCMTK keeps them.
  std::vector<Uint16> reordered;
};

inline DcmItem *dcmtk_item(const cdicom_item *item) {
  return reinterpret_cast<DcmItem *>(const_cast<cdicom_item *>(item));
}

inline DcmTagKey tag_key(uint32_t tag) { return DcmTagKey(Uint16(tag >> 16), Uint16(tag & 0xffff)); }

void copy_reason(const char *text, char *reason, size_t capacity);

/// Why a file must not reach DCMTK: it nests sequences deeper than recursion can bear, or inflates without bound. NULL
/// when it may.
const char *objection_to_nesting(const char *path);

/// The same of the first bytes of a file, which are all that is parsed. A file that is deflated is objected to: its
/// bytes are not those that DCMTK will see.
const char *objection_to_start(const uint8_t *bytes, size_t size);
