#pragma once
#include "CDICOMWriter.h"
#ifdef __cplusplus
extern "C" {
#endif
/// Registers the decoders; call before any other function.
void cdicom_initialise(void);
#ifdef __cplusplus
}
#endif
