#include "Handle.h"
#include "ParserMessages.h"
#include "dcmtk/dcmdata/dcistrmb.h"
#include "dcmtk/dcmdata/dcistrmf.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

void copy_reason(const char *text, char *reason, size_t capacity) {
  if (capacity == 0) return;
  strncpy(reason, text, capacity - 1);
  reason[capacity - 1] = 0;
}

namespace {

// Whether the pixels or contours were read completely although the parser failed on what follows them (an extra byte, a
// block of another file). The transfer state is valid only between reading and transferEnd.
bool is_whole_before_trailer(DcmFileFormat &format, const char *path) {
  DcmInputFileStream stream(path);
  format.clear();
  format.transferInit();
  format.read(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength);
  bool is_whole = false;
  for (const DcmTagKey &tag : {DCM_PixelData, DCM_ROIContourSequence}) {
    DcmElement *element = nullptr;
    is_whole = is_whole || (format.getDataset()->findAndGetElement(tag, element).good() &&
                            element->transferState() == ERW_ready);
  }
  format.transferEnd();
  return is_whole;
}

// The first bytes of a file: nearly every header is shorter, and pixels behind it are neither read nor searched.
std::vector<uint8_t> start_of(const char *path) {
  std::vector<uint8_t> bytes(size_t(1) << 16);
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t count = descriptor < 0 ? -1 : read(descriptor, bytes.data(), bytes.size());
  if (descriptor >= 0) close(descriptor);
  bytes.resize(size_t(std::max<ssize_t>(count, 0)));
  return bytes;
}

// A header that ends at pixels within the first bytes. NULL for everything else, and for whatever is doubtful: the
// whole file is then looked at as ever, and says what is wrong. DCMTK sees no byte that was not searched for nesting.
std::unique_ptr<cdicom_file> header_at_start(const char *path) {
  std::vector<uint8_t> bytes = start_of(path);
  if (bytes.empty() || objection_to_start(bytes.data(), bytes.size()) != nullptr) return nullptr;
  auto file = std::make_unique<cdicom_file>();
  DcmInputBufferStream stream;
  stream.setBuffer(bytes.data(), offile_off_t(bytes.size()));
  ParserMessages::clear();
  file->format.transferInit();
  const OFCondition status =
    file->format.readUntilTag(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength, DCM_PixelData);
  file->format.transferEnd();
  // Without pixels the parser asks for more bytes than there are.
  return status.good() && stream.avail() > 0 && ParserMessages::doubled().empty() ? std::move(file) : nullptr;
}

}  // namespace

extern "C" cdicom_file *cdicom_open(const char *path, int header_only, char *reason, size_t capacity) {
  cdicom_initialise();
  try {
    if (header_only) {
      if (auto file = header_at_start(path)) return file.release();
    }
    if (const char *objection = objection_to_nesting(path)) {
      copy_reason(objection, reason, capacity);
      return nullptr;
    }
    auto file = std::make_unique<cdicom_file>();
    ParserMessages::clear();
    const OFCondition status =
      header_only ? file->format.loadFileUntilTag(
                      path, EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData)
                  : file->format.loadFile(path);
    const bool is_read = status.good() || is_whole_before_trailer(file->format, path);
    if (is_read && ParserMessages::doubled().empty()) return file.release();
    const std::string doubled = ParserMessages::doubled() + " is twice in one data set, and which of the two counts is open";
    copy_reason(is_read ? doubled.c_str() : status.text(), reason, capacity);
  } catch (const std::exception &error) {
    copy_reason(error.what(), reason, capacity);
  } catch (...) {
    copy_reason("the parser failed", reason, capacity);
  }
  return nullptr;
}

extern "C" void cdicom_close(cdicom_file *file) { delete file; }

extern "C" const cdicom_item *cdicom_dataset(const cdicom_file *file) {
  DcmItem *dataset = const_cast<cdicom_file *>(file)->format.getDataset();
  return reinterpret_cast<const cdicom_item *>(dataset);
}

extern "C" const char *cdicom_transfer_syntax(const cdicom_file *file) {
  const auto syntax = const_cast<cdicom_file *>(file)->format.getDataset()->getOriginalXfer();
  return DcmXfer(syntax).getXferID();
}

extern "C" long cdicom_stated_syntax(const cdicom_file *file, char *buffer, size_t capacity) {
  try {
    OFString uid;
    DcmMetaInfo *meta = const_cast<cdicom_file *>(file)->format.getMetaInfo();
    if (meta == nullptr || meta->findAndGetOFString(DCM_TransferSyntaxUID, uid).bad()) return -1;
    memcpy(buffer, uid.data(), std::min(uid.length(), capacity));
    return long(std::min(uid.length(), capacity));
  } catch (...) {
    return -1;
  }
}
