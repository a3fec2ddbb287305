#include "Handle.h"
#include <cstring>
#include <memory>

void copy_reason(const char *text, char *reason, size_t capacity) {
  if (capacity == 0) return;
  strncpy(reason, text, capacity - 1);
  reason[capacity - 1] = 0;
}

extern "C" cdicom_file *cdicom_open(const char *path, int header_only, char *reason, size_t capacity) {
  cdicom_initialise();
  try {
    if (const char *objection = objection_to_nesting(path)) {
      copy_reason(objection, reason, capacity);
      return nullptr;
    }
    auto file = std::make_unique<cdicom_file>();
    const OFCondition status =
      header_only ? file->format.loadFileUntilTag(
                      path, EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData)
                  : file->format.loadFile(path);
    if (status.good()) return file.release();
    copy_reason(status.text(), reason, capacity);
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
