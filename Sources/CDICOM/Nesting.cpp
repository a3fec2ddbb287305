#include "Handle.h"
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

// DCMTK parses and frees nested sequences by recursion, and a small file can nest them deeper than any stack. Depth is
// therefore bounded before DCMTK sees the file, by the item tags in its bytes: no structure is trusted, so a tag inside a
// value may be counted, but real files nest a few levels and the limit is far above.

namespace {

constexpr size_t deepest = 256;

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

bool is_shallow(const Mapping &file, bool little) {
  const uint8_t item[4] = {uint8_t(little ? 0xfe : 0xff), uint8_t(little ? 0xff : 0xfe), uint8_t(little ? 0x00 : 0xe0),
                           uint8_t(little ? 0xe0 : 0x00)};
  const uint8_t last = little ? 2 : 3;
  Depth depth;
  const uint8_t *end = file.bytes + file.size;
  for (const uint8_t *at = file.bytes; at + 8 <= end; ++at) {
    at = static_cast<const uint8_t *>(memmem(at, size_t(end - at), item, 2));
    if (at == nullptr || at + 8 > end) return true;
    if (at[5 - last] != 0xe0) continue;
    if (at[last] == 0x00 && !depth.item(size_t(at - file.bytes), length_at(at + 4, little))) return false;
    if (at[last] == 0x0d) depth.delimiter();
  }
  return true;
}

}  // namespace

bool nests_too_deeply(const char *path) {
  const Mapping file(path);
  return file.bytes != nullptr && !(is_shallow(file, true) && is_shallow(file, false));
}
