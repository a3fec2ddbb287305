#include "Handle.h"
#include "dcmtk/dcmdata/dcistrmb.h"
#include "dcmtk/dcmdata/dcistrmf.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>

// DCMTK parses and frees nested sequences by recursion, and a small file can nest them deeper than any stack. Depth is
// therefore bounded before DCMTK sees the file, by the item tags in its bytes, inflated where they are deflated. No
// structure is trusted, so a tag inside a value may be counted, but real files nest a few levels and the limit is far
// above.

namespace {

constexpr size_t deepest = 256;
constexpr const char *too_deep = "its sequences are nested more than 256 deep";
// DCMTK holds all that it inflates; whole deflated series of thin slices stay far below.
constexpr size_t most_inflated = size_t(1) << 30;

struct Mapping {
  const uint8_t *bytes = nullptr;
  size_t size = 0;

  explicit Mapping(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_size > 0) {
      void *start = mmap(nullptr, size_t(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (start != MAP_FAILED) {
        bytes = static_cast<const uint8_t *>(start);
        size = size_t(status.st_size);
      }
    }
    if (descriptor >= 0) close(descriptor);
  }
  ~Mapping() {
    if (bytes != nullptr) munmap(const_cast<uint8_t *>(bytes), size);
  }
  Mapping(const Mapping &) = delete;
};

uint32_t length_at(const uint8_t *bytes, bool little) {
  return little ? uint32_t(bytes[0]) | uint32_t(bytes[1]) << 8 | uint32_t(bytes[2]) << 16 | uint32_t(bytes[3]) << 24
                : uint32_t(bytes[3]) | uint32_t(bytes[2]) << 8 | uint32_t(bytes[1]) << 16 | uint32_t(bytes[0]) << 24;
}

// (FFFE,E000) opens an item, which ends after its length or, when that is undefined, at (FFFE,E00D).
class Depth {
 public:
  bool item(size_t position, uint32_t length) {
    while (!ends_.empty() && ends_.back() <= position) ends_.pop_back();
    ends_.push_back(length == 0xffffffff ? SIZE_MAX : position + 8 + length);
    return ends_.size() <= deepest;
  }
  void delimiter() {
    if (!ends_.empty()) ends_.pop_back();
  }

 private:
  std::vector<size_t> ends_;
};

// Looks for item tags in one byte order.
class NestingScan {
 public:
  explicit NestingScan(bool little) : little_(little) {}

  // Whether what was seen so far nests no deeper than allowed. Only tags with their length are counted: a caller that
  // gives bytes in pieces gives the last seven of a piece again with the next. `offset` is that of the first byte.
  bool add(const uint8_t *bytes, size_t count, size_t offset) {
    const uint8_t pattern[2] = {uint8_t(little_ ? 0xfe : 0xff), uint8_t(little_ ? 0xff : 0xfe)};
    const uint8_t *const end = bytes + count;
    for (const uint8_t *at = bytes; at + 8 <= end; ++at) {
      at = static_cast<const uint8_t *>(memmem(at, size_t(end - at), pattern, 2));
      if (at == nullptr || at + 8 > end) return true;
      if (at[little_ ? 3 : 2] != 0xe0) continue;
      const uint8_t kind = at[little_ ? 2 : 3];
      if (kind == 0x00 && !depth_.item(offset + size_t(at - bytes), length_at(at + 4, little_))) return false;
      if (kind == 0x0d) depth_.delimiter();
    }
    return true;
  }

 private:
  const bool little_;
  Depth depth_;
};

// Either byte order: which of them the file has is not trusted.
class Scans {
 public:
  bool add(const uint8_t *bytes, size_t count, size_t offset) {
    return little_.add(bytes, count, offset) && big_.add(bytes, count, offset);
  }

 private:
  NestingScan little_{true}, big_{false};
};

struct Inflation {
  z_stream stream = {};
  bool is_ready;
  Inflation() { is_ready = inflateInit2(&stream, -MAX_WBITS) == Z_OK; }
  ~Inflation() {
    if (is_ready) inflateEnd(&stream);
  }
  Inflation(const Inflation &) = delete;
};

// What DCMTK will see of a data set deflated as PS3.5, annex A.5, has it, piece by piece: no more than a piece is in
// memory.
const char *objection_to_deflated(const uint8_t *bytes, size_t size) {
  Inflation inflation;
  if (!inflation.is_ready) return "its deflated content cannot be checked";
  z_stream &stream = inflation.stream;
  stream.next_in = const_cast<uint8_t *>(bytes);
  std::vector<uint8_t> piece(1 << 18);
  Scans scans;
  size_t kept = 0, offset = 0;
  for (size_t left = size;;) {
    if (stream.avail_in == 0) stream.avail_in = uInt(std::min<size_t>(left, 1 << 30));
    const size_t given = stream.avail_in;
    stream.next_out = piece.data() + kept;
    stream.avail_out = uInt(piece.size() - kept);
    const int status = inflate(&stream, Z_NO_FLUSH);
    left -= given - stream.avail_in;
    const size_t held = piece.size() - stream.avail_out;
    if (!scans.add(piece.data(), held, offset)) return too_deep;
    // The end, damage, or bytes that are missing: DCMTK stops here too, and says which.
    if (status != Z_OK) return nullptr;
    kept = std::min<size_t>(held, 7);
    offset += held - kept;
    memmove(piece.data(), piece.data() + held - kept, kept);
    if (offset > most_inflated) return "its deflated content is larger than 1 GB";
  }
}

// Where the data set starts, when the meta header says that it is deflated; DCMTK reads the header, so that both see
// the same.
size_t start_of_deflated(DcmInputStream &stream) {
  DcmMetaInfo meta;
  meta.transferInit();
  meta.read(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength);
  meta.transferEnd();
  OFString uid;
  if (meta.findAndGetOFString(DCM_TransferSyntaxUID, uid).bad()) return 0;
  return DcmXfer(uid.c_str()).getStreamCompression() == ESC_none ? 0 : size_t(stream.tell());
}

}  // namespace

const char *objection_to_nesting(const char *path) {
  const Mapping file(path);
  if (file.bytes == nullptr) return nullptr;
  Scans scans;
  if (!scans.add(file.bytes, file.size, 0)) return too_deep;
  DcmInputFileStream stream(path);
  const size_t start = start_of_deflated(stream);
  return start == 0 || start >= file.size ? nullptr : objection_to_deflated(file.bytes + start, file.size - start);
}

const char *objection_to_start(const uint8_t *bytes, size_t size) {
  Scans scans;
  if (!scans.add(bytes, size, 0)) return too_deep;
  DcmInputBufferStream stream;
  stream.setBuffer(bytes, offile_off_t(size));
  return start_of_deflated(stream) == 0 ? nullptr : "its data set is deflated";
}
