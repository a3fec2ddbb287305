#include "CDICOM.h"
#include "ParserMessages.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dcrledrg.h"
#include "dcmtk/dcmdata/dcvr.h"
#include "dcmtk/dcmjpeg/djdecode.h"
#include "dcmtk/dcmjpls/djdecode.h"
#include "dcmtk/oflog/oflog.h"
#include <mutex>

extern "C" void cdicom_initialise(void) {
  static std::once_flag once;
  std::call_once(once, [] {
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    DcmRLEDecoderRegistration::registerCodecs();
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    ParserMessages::collect();
    // Anonymisers leave known elements with VR UN; their values are needed all the same.
    dcmEnableUnknownVRConversion.set(OFTrue);
  });
}
